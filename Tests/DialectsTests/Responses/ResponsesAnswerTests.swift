import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct ResponsesAnswerTests {
    private static let usage = "usage 31 (0 cached, 0 written) 12 (0 reasoning)"
    private static let head = ["id resp_Fx0007", "model gpt-6.1-sol-2026-10-20", "at 1795226400"]

    @Test func aWholeAnswerIsRead() throws {
        let reply = try ResponsesCodec.reply(try ConversationKit.fixture("openai-responses/response_text.json"))
        #expect(
            ConversationKit.words(reply) == Self.head + ["text Olá! The café opens at 9 ☕.", "finish stop", Self.usage])
    }

    @Test(arguments: [
        ("stream_text.sse", ["text Olá! The café opens at 9 ☕.", "finish stop", usage]),
        ("stream_refusal.sse", ["refusal I can't help with that.", "finish stop", usage]),
        ("stream_incomplete.sse", ["text Once upon", "finish length", usage]),
        (
            "stream_reasoning_function_call.sse",
            [
                "thought Need the weather. - responses", "thought - gAAAAABfixture== responses",
                #"call call_oslo0001 get_weather {"city":"Oslo","unit":"C"}"#, "finish calls",
                "usage 31 (0 cached, 0 written) 12 (7 reasoning)",
            ]
        ),
    ])
    func aStreamIsReadAsTheAnswerItIs(name: String, expected: [String]) throws {
        let events = try ConversationKit.events(ConversationKit.fixture("openai-responses/\(name)"))
        var fold = ReplyFold(origin: .responses)
        for event in try ConversationKit.read(ResponsesReader.self, events) { fold.take(event) }
        #expect(ConversationKit.words(fold.reply) == Self.head + expected)
    }

    @Test(arguments: [
        "stream_text.sse", "stream_refusal.sse", "stream_incomplete.sse", "stream_reasoning_function_call.sse",
    ])
    func aStreamThatStopsEarlierIsCut(name: String) throws {
        let events = try ConversationKit.events(ConversationKit.fixture("openai-responses/\(name)"))
        for count in 1..<events.count {
            let failure = ConversationKit.failure {
                _ = try ConversationKit.read(ResponsesReader.self, Array(events.prefix(count)))
            }
            #expect(failure == .cut, "after \(count) events")
        }
        #expect(ConversationKit.failure { _ = try ConversationKit.read(ResponsesReader.self, []) } == .empty)
    }

    /// The whole response of the last event, read as a whole answer, says what its pieces have said.
    @Test(arguments: [
        "stream_text.sse", "stream_refusal.sse", "stream_incomplete.sse", "stream_reasoning_function_call.sse",
    ])
    func piecesAndWholeSayTheSame(name: String) throws {
        let events = try ConversationKit.events(ConversationKit.fixture("openai-responses/\(name)"))
        var fold = ReplyFold(origin: .responses)
        for event in try ConversationKit.read(ResponsesReader.self, events) { fold.take(event) }
        let last = try #require(events.last)
        let whole = try ResponsesCodec.reply(try #require(JSONNode(reading: last.data)["response"]).raw)
        let answers = [fold.reply, whole].map { ResponsesCodec.answer($0, ConversationKit.context) }
        #expect(answers[0] == answers[1])
    }

    @Test(arguments: [
        ("stream_failed.sse", FailureClass.serverError), ("stream_error_event.sse", .rateLimited),
    ])
    func aFailureInAStreamIsThrown(name: String, expected: FailureClass) throws {
        let events = try ConversationKit.events(ConversationKit.fixture("openai-responses/\(name)"))
        #expect(ConversationKit.failure { _ = try ConversationKit.read(ResponsesReader.self, events) } == expected)
    }

    private static func output(_ items: String, _ more: String = #""status":"completed""#) -> String {
        #"{"id":"r","model":"m","output":[\#(items)],\#(more)}"#
    }

    @Test(arguments: [
        ("{", FailureClass.malformed), ("[]", .malformed), ("{}", .malformed), (output(""), .empty),
        (#"{"error":{"code":"server_error","message":"x"}}"#, .serverError),
        (output("", #""status":"failed","error":{"code":"rate_limit_exceeded"}"#), .rateLimited),
        (output("", #""status":"failed","error":{"code":"invalid_prompt"}"#), .badRequest),
        (output("", #""status":"failed","error":{"code":"bio_policy"}"#), .contentFilter),
        (output("", #""status":"failed","error":{"code":"unsupported_image_media_type"}"#), .badRequest),
        (output("", #""status":"failed","error":null"#), .serverError),
        (output("", #""status":"in_progress""#), .malformed), (output("", #""status":"cancelled""#), .serverError),
        (output("", #""status":"incomplete","incomplete_details":{"reason":"steered"}"#), .malformed),
        (output(#"{"type":"web_search_call","id":"w"}"#), .malformed), (output("{}"), .malformed),
        (output(#"{"type":"function_call","name":"f"}"#), .malformed),
        (output(#"{"type":"message","content":[{"type":"image"}]}"#), .malformed),
    ])
    func whatIsNoAnswerFails(body: String, expected: FailureClass) {
        #expect(ConversationKit.failure { _ = try ResponsesCodec.reply(ByteBuffer(string: body)) } == expected)
    }

    @Test(arguments: [
        (
            400, #"{"error":{"message":"","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            FailureClass.contextLength
        ),
        (400, #"{"error":{"code":"bio_policy"}}"#, .contentFilter),
        (400, #"{"error":{"code":"invalid_image"}}"#, .badRequest),
        (401, #"{"error":{"code":"invalid_api_key"}}"#, .credential),
        (404, #"{"error":{"code":"model_not_found"}}"#, .modelGone),
        (429, #"{"error":{"code":"insufficient_quota"}}"#, .quota),
        (429, #"{"error":{"code":"rate_limit_exceeded"}}"#, .rateLimited),
        (503, #"{"error":{"code":"server_is_overloaded"}}"#, .overloaded), (500, "<html>", .serverError),
    ])
    func anErrorAnswerIsClassified(status: Int, body: String, expected: FailureClass) {
        let failure = ResponsesCodec.failure(
            status: status, body: ByteBuffer(string: body), AnswerFacts(retryAfter: .seconds(3)))
        #expect(failure.failureClass == expected)
        #expect(failure.status == status && failure.retryAfter == .seconds(3))
    }

    @Test func wholeAnswersGoThroughUnchanged() throws {
        let reply = Reply(
            id: "x", model: "m", created: 7,
            choices: [
                Reply.Choice(
                    blocks: [
                        Block(.reasoning(Reasoning(text: "hm", sealed: "c2Vh", origin: .responses))),
                        Block(.reasoning(Reasoning(text: "not ours", sealed: "eHh4", origin: .anthropic))),
                        .text("a"), Block(.refusal("b")),
                        Block(.call(ToolCall(id: "c1", name: "f", arguments: ToolArguments(text: #"{"a":1}"#)))),
                        .text("after"),
                    ], finish: .calls,
                    logprobs: ConversationKit.node(#"{"content":[{"token":"a","logprob":-1}],"refusal":null}"#))
            ], usage: Usage(input: 10, output: 5, cachedInput: 3, reasoning: 2, writtenInput: 1))
        let again = try ResponsesCodec.reply(ResponsesCodec.answer(reply, ConversationKit.context))
        #expect(
            ConversationKit.words(again) == [
                "id resp_0123abcd", "model m", "at 7", "thought hm c2Vh responses", "thought not ours - responses",
                "text a",
                "refusal b", #"call c1 f {"a":1}"#, "text after", "finish calls",
                #"logprobs {"content":[{"token":"a","logprob":-1}],"refusal":null}"#,
                "usage 10 (3 cached, 1 written) 5 (2 reasoning)",
            ])
    }

    @Test func anAnswerRepeatsWhatWasAsked() throws {
        var context = ConversationKit.context
        context.request = ByteBuffer(
            string:
                #"{"model":"m","input":"x","instructions":"Be kind.","metadata":{"a":"b"},"store":true,"temperature":0.5}"#
        )
        let answer = try ConversationKit.value(ResponsesCodec.answer(Reply(), context))
        #expect(answer["instructions"] == "Be kind." && answer["metadata"] == ["a": "b"])
        #expect(answer["temperature"] == .number("0.5") && answer["tools"] == [])
        #expect(answer["store"] == false && answer["model"] == "asked-model" && answer["output"] == [])
    }

    @Test(arguments: [
        (FinishReason.stop, "completed", nil as String?), (.calls, "completed", nil),
        (.length, "incomplete", "max_output_tokens"),
        (.pause, "incomplete", "max_output_tokens"), (.filter, "incomplete", "content_filter"),
    ])
    func anEndIsToldAsStatus(finish: FinishReason, status: String, reason: String?) throws {
        let reply = Reply(choices: [Reply.Choice(blocks: [.text("a")], finish: finish)])
        let answer = try ConversationKit.value(ResponsesCodec.answer(reply, ConversationKit.context))
        #expect(answer["status"]?.string == status)
        #expect(answer["incomplete_details"]?["reason"]?.string == reason)
        #expect(answer["output"]?[0]?["status"]?.string == status)
    }
}
