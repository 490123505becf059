import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct CohereAnswerTests {
    private static let head = ["id c14c80c3-0000-4000-8000-000000000015", "model -", "at 0"]
    private static let usage = "usage 205 (0 cached, 0 written) 14 (0 reasoning)"
    private static let answers = [
        ("_text", ["text Olá! The café opens at 9 ☕.", "finish stop", usage]),
        (
            "_tool",
            [
                "thought I will look it up. - cohere",
                #"call get_weather_ab12cd34ef56 get_weather {"city":"Oslo","unit":"C"}"#,
                "finish calls", usage,
            ]
        ),
    ]

    @Test(arguments: answers)
    func aWholeAnswerIsRead(name: String, expected: [String]) throws {
        let reply = try CohereCodec.reply(try ConversationKit.fixture("cohere/response\(name).json"))
        #expect(ConversationKit.words(reply) == Self.head + expected)
    }

    @Test(arguments: answers + [("_thinking", ["thought Short. - cohere", "text Done.", "finish stop", usage])])
    func aStreamIsReadAsTheAnswerItIs(name: String, expected: [String]) throws {
        let events = try ConversationKit.events(ConversationKit.fixture("cohere/stream\(name).sse"))
        var fold = ReplyFold(origin: .cohere)
        for event in try ConversationKit.read(CohereReader.self, events) { fold.take(event) }
        #expect(ConversationKit.words(fold.reply) == Self.head + expected)
        for count in 1..<events.count {
            let failure = ConversationKit.failure {
                _ = try ConversationKit.read(CohereReader.self, Array(events.prefix(count)))
            }
            #expect(failure == .cut, "after \(count) events")
        }
    }

    @Test func anEndWithAnErrorIsAFailure() throws {
        let events = try ConversationKit.events(ConversationKit.fixture("cohere/stream_error_end.sse"))
        #expect(ConversationKit.failure { _ = try ConversationKit.read(CohereReader.self, events) } == .serverError)
        #expect(ConversationKit.failure { _ = try ConversationKit.read(CohereReader.self, []) } == .empty)
    }

    private static func answer(_ message: String, _ reason: String = "COMPLETE") -> String {
        #"{"id":"i","message":\#(message),"finish_reason":"\#(reason)"}"#
    }

    @Test(arguments: [
        ("{", FailureClass.malformed), ("[]", .malformed), ("{}", .malformed),
        (answer(#"{"role":"assistant"}"#), .empty),
        (answer(#"{"content":[]}"#), .empty),
        (answer(#"{"content":[{"type":"text","text":"a"}]}"#, "ERROR"), .serverError),
        (answer(#"{"content":[]}"#, "TIMEOUT"), .serverError), (answer(#"{"content":[]}"#, "BREAK"), .malformed),
        (answer(#"{"content":[{"type":"image"}]}"#), .malformed),
        (answer(#"{"tool_calls":[{}]}"#, "TOOL_CALL"), .malformed),
        (#"{"message":"internal server error"}"#, .serverError),
        (#"{"message":"too many tokens: total is 200000"}"#, .contextLength),
    ])
    func whatIsNoAnswerFails(body: String, expected: FailureClass) {
        #expect(ConversationKit.failure { _ = try CohereCodec.reply(ByteBuffer(string: body)) } == expected)
    }

    @Test(arguments: [
        (400, "error_400.json", FailureClass.badRequest), (401, "error_401.json", .credential),
        (404, "error_404.json", .modelGone),
        (429, "error_429.json", .rateLimited),
    ])
    func anErrorOfTheProvidersIsClassified(status: Int, name: String, expected: FailureClass) throws {
        let body = try ConversationKit.fixture("cohere/\(name)")
        #expect(CohereCodec.failure(status: status, body: body, AnswerFacts()).failureClass == expected)
    }

    @Test(arguments: [
        (429, "You are using a Trial key, which is limited to 1000 API calls / month.", FailureClass.quota),
        (402, "", .quota),
        (403, "", .credential), (408, "", .overloaded), (413, "", .tooLarge), (422, "no such role", .badRequest),
        (400, "too many tokens: 5", .contextLength), (400, "bad: too many tokens", .badRequest),
        (498, "invalid api token", .credential), (498, "blocked input", .contentFilter), (499, "", .gateway),
        (500, "", .serverError),
        (501, "", .unsupported), (502, "", .gateway), (503, "", .overloaded), (504, "", .gateway),
        (529, "", .overloaded),
    ])
    func aStatusIsClassified(status: Int, message: String, expected: FailureClass) {
        let body = ByteBuffer(string: #"{"message":"\#(message)"}"#)
        let failure = CohereCodec.failure(status: status, body: body, AnswerFacts(retryAfter: .seconds(2)))
        #expect(failure.failureClass == expected)
        #expect(failure.status == status && failure.retryAfter == .seconds(2))
        #expect(!failure.detail.contains("token"))
    }

    @Test func wholeAnswersGoThroughUnchanged() throws {
        let reply = Reply(
            id: "x", model: "m", created: 7,
            choices: [
                Reply.Choice(
                    blocks: [
                        Block(.reasoning(Reasoning(text: "hm", signature: "s", origin: .anthropic))), .text("a"),
                        Block(.refusal("b")),
                        Block(.call(ToolCall(id: "", name: "f", arguments: ToolArguments(text: #"{"a":1}"#)))),
                    ], finish: .calls)
            ], usage: Usage(input: 10, output: 5, cachedInput: 3, reasoning: 2, writtenInput: 1))
        let again = try CohereCodec.reply(CohereCodec.answer(reply, ConversationKit.context))
        #expect(
            ConversationKit.words(again) == [
                "id x", "model -", "at 0", "thought hm - cohere", "text a", "text b",
                #"call call_0123abcd_0 f {"a":1}"#,
                "finish calls", "usage 10 (3 cached, 0 written) 5 (0 reasoning)",
            ])
    }

    @Test(arguments: [
        (FinishReason.stop, nil as JSONString?, "COMPLETE"), (.stop, "x", "STOP_SEQUENCE"),
        (.length, nil, "MAX_TOKENS"),
        (.calls, nil, "TOOL_CALL"), (.filter, nil, "ERROR"), (.pause, nil, "MAX_TOKENS"),
    ])
    func anEndIsToldInCoheresWords(finish: FinishReason, stop: JSONString?, word: String) throws {
        let reply = Reply(choices: [Reply.Choice(blocks: [.text("a")], finish: finish, stop: stop)])
        let answer = try ConversationKit.value(CohereCodec.answer(reply, ConversationKit.context))
        #expect(answer["finish_reason"]?.string == word)
    }

    @Test func anErrorForAClientIsASentence() throws {
        let error = ClientError(503, code: "no_target", "Nobody answers.")
        let plain = try ConversationKit.value(CohereCodec.error(error, ErrorStory(requestID: "req_1")))
        #expect(plain == ["id": "req_1", "message": "Nobody answers."])
        let told = try ConversationKit.value(
            CohereCodec.error(
                error, ErrorStory(requestID: "r", attempts: [AttemptNote(target: "t", outcome: "503", milliseconds: 1)])
            ))
        #expect(told["planb"]?["attempts"]?[0]?["outcome"] == "503")
    }
}
