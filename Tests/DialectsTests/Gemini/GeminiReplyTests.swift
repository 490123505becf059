import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private let signature = "Zml4dHVyZS10aG91Z2h0LXNpZ25hdHVyZQ=="
private let oslo = #"{"city":"Oslo","unit":"C"}"#
private let lima = #"{"city":"Lima","unit":"C"}"#

struct GeminiReplyTests {
    @Test(arguments: [
        ("response_text", ["text Olá! The café opens at 9 ☕.", "stop", "usage 31 12 0 0"]),
        (
            "response_tool",
            [
                "call fc1 get_weather \(oslo) \(signature)", "call fc2 get_weather \(lima) -", "calls",
                "usage 90 55 0 25",
            ]
        ),
        ("response_tool_no_id_no_args", ["call  now {} -", "calls", "usage 20 5 0 0"]),
        (
            "response_thought_cached",
            [
                "thought Planning the reply. - gemini", "text Done.", "thought - \(signature) gemini", "stop",
                "usage 5000 65 4096 61",
            ]
        ),
        ("response_safety", ["filter", "usage 12 0 0 0"]),
    ])
    func aWholeAnswerIsRead(name: String, expected: [String]) throws {
        let reply = try GeminiCodec.reply(try GeminiFixtures.body(name + ".json"))
        #expect(Told.lines(reply) == ["id Fx0012GeminiResp", "model gemini-3.8-flash"] + expected)
    }

    @Test func aBlockedPromptIsAnEmptyFilteredAnswer() throws {
        let reply = try GeminiCodec.reply(try GeminiFixtures.body("response_prompt_blocked.json"))
        #expect(Told.lines(reply) == ["id Fx0013", "model gemini-3.8-flash", "filter", "usage 12 0 0 0"])
    }

    @Test(
        arguments: [
            ("stream_text", ["text Olá! The café opens at 9 ☕.", "stop", "usage 31 12 0 0"]),
            (
                "stream_tool",
                [
                    "thought Checking both.  - gemini", "call fc1 get_weather \(oslo) \(signature)",
                    "call fc2 get_weather \(lima) -", "calls", "usage 90 55 0 25",
                ]
            ),
            ("stream_max_tokens_all_thought", ["length", "usage 31 512 0 512"]),
            ("stream_safety_mid", ["text Step one", "filter", "usage 31 3 0 0"]),
        ], [1, 7, 4096])
    func aStreamIsReadHoweverItIsCut(fixture: (name: String, expected: [String]), size: Int) throws {
        let stream = try GeminiFixtures.body(fixture.name + ".sse")
        let events = try GeminiFixtures.events(stream, inPiecesOf: size)
        #expect(Told.lines(events) == ["id Fx0012GeminiResp", "model gemini-3.8-flash"] + fixture.expected)
    }

    @Test func aBlockedPromptEndsAStream() throws {
        let events = try GeminiFixtures.events(try GeminiFixtures.body("stream_prompt_blocked.sse"), inPiecesOf: 64)
        #expect(Told.lines(events) == ["id -", "model gemini-3.8-flash", "filter", "usage 12 0 0 0"])
        #expect(events.filter(\.isOutput).isEmpty)
    }

    @Test(arguments: [
        ("stream_truncated.sse", FailureClass.cut), ("stream_error_mid.sse", .overloaded),
    ])
    func aStreamThatBreaksIsAFailure(name: String, expected: FailureClass) throws {
        let stream = try GeminiFixtures.body(name)
        let failure = #expect(throws: AttemptFailure.self) { try GeminiFixtures.events(stream, inPiecesOf: 100) }
        #expect(failure?.failureClass == expected)
    }

    @Test(arguments: [
        #"{"candidates":[{"content":{"parts":[{"executableCode":{"code":"1"}}]},"finishReason":"STOP"}]}"#,
        #"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}}]}"#,
        #"{"candidates":[{"content":{"parts":[{"hologram":{}}]},"finishReason":"STOP"}]}"#,
        #"{"candidates":[{"content":{"parts":[{"text":"a","functionCall":{"name":"b"}}]}}]}"#,
        #"{"candidates":[{"content":{"parts":[{"text":7}]}}]}"#,
        #"{"candidates":[{"content":{"parts":["a"]}}]}"#,
        #"{"candidates":[{"content":{"parts":[{"functionCall":{"args":{}}}]}}]}"#,
        #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"a","willContinue":true}}]}}]}"#,
        #"{"candidates":[{"index":-1,"finishReason":"STOP"}]}"#, #"{"candidates":[{"index":999999999}]}"#,
        #"{"candidates":[{"index":9223372036854775807}]}"#, #"{"candidates":[{"finishReason":"CONTINUATION"}]}"#,
        #"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}"#, #"{"candidates":[{"finishReason":"OTHER"}]}"#,
        #"{"candidates":[{"finishReason":"SOMETHING_NEW"}]}"#, #"{"candidates":[{"finishReason":7}]}"#,
        #"{"candidates":{"a":1}}"#, #"{"candidates":[{"content":{"parts":[{"text":"no reason"}]}}]}"#,
        "[]", "7", "<html>", "", #"{"candidates":["#,
    ])
    func whatIsNoAnswerIsMalformed(body: String) {
        let failure = #expect(throws: AttemptFailure.self) { try GeminiCodec.reply(ByteBuffer(string: body)) }
        #expect(failure?.failureClass == .malformed)
    }

    @Test(arguments: [
        "{}", #"{"candidates":[]}"#, #"{"usageMetadata":{"promptTokenCount":3}}"#, #"{"candidates":null}"#,
    ])
    func whatSaysNothingIsEmpty(body: String) {
        let failure = #expect(throws: AttemptFailure.self) { try GeminiCodec.reply(ByteBuffer(string: body)) }
        #expect(failure?.failureClass == .empty)
    }

    @Test func theWordOfTheModelIsNamedOnlyIfItIsPlain() {
        let body = #"{"candidates":[{"finishReason":"<script>"}]}"#
        let failure = #expect(throws: AttemptFailure.self) { try GeminiCodec.reply(ByteBuffer(string: body)) }
        #expect(failure?.detail == "ended its answer with an unknown finish reason")
        #expect(failure?.code == nil)
    }

    /// The reason may come first; and what is unknown, or said about content, is no content.
    @Test func callsAfterTheReasonMakeItAnotherOne() throws {
        var reader = GeminiReader()
        var events: [ReplyEvent] = []
        for data in [
            #"{"candidates":[{"finishReason":"STOP","groundingMetadata":{"a":[1]}}],"news":true}"#, "{}",
            #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{ }},"partMetadata":{}},{}]}}]}"#,
            #"{"usageMetadata":{"promptTokenCount":-5,"candidatesTokenCount":9223372036854775807,"thoughtsTokenCount":9223372036854775807}}"#,
        ] {
            try reader.take(WireEvent(data: ByteBuffer(string: data)), into: &events)
        }
        try reader.checkEnd()
        #expect(Told.lines(events).dropLast() == ["id -", "model -", "call  f { } -", "calls"])
    }

    @Test func everyCandidateMustEnd() throws {
        var reader = GeminiReader()
        var events: [ReplyEvent] = []
        let first =
            #"{"candidates":[{"index":0,"finishReason":"STOP"},{"index":1,"content":{"parts":[{"text":"a"}]}}]}"#
        try reader.take(WireEvent(data: ByteBuffer(string: first)), into: &events)
        #expect(throws: AttemptFailure.self) { try reader.checkEnd() }
        let second = #"{"candidates":[{"index":1,"finishReason":"MAX_TOKENS"}]}"#
        try reader.take(WireEvent(data: ByteBuffer(string: second)), into: &events)
        try reader.checkEnd()
    }

    @Test func logProbabilitiesBecomeOpenAIsAndComeBack() throws {
        let result = #"""
            {"chosenCandidates":[{"token":"☕","logProbability":-0.5},{"token":"a"}],"topCandidates":[{"candidates":
            [{"token":"☕","logProbability":-0.5},{"token":"b","logProbability":-1.25}]}]}
            """#
        let body = #"{"candidates":[{"finishReason":"STOP","logprobsResult":\#(result)}]}"#
        let logprobs = try #require(try GeminiCodec.reply(ByteBuffer(string: body)).choices.first?.logprobs)
        #expect(
            String(buffer: logprobs.raw) == #"""
                {"content":[{"token":"☕","logprob":-0.5,"bytes":[226,152,149],"top_logprobs":[{"token":"☕","logprob":-0.5,"bytes":[226,152,149]},{"token":"b","logprob":-1.25,"bytes":[98]}]},{"token":"a","logprob":0,"bytes":[97],"top_logprobs":[]}],"refusal":null}
                """#)
        let reply = Reply(choices: [Reply.Choice(finish: .stop, logprobs: logprobs)])
        let answer = GeminiCodec.answer(reply, ReplyContext(requestID: "r", model: "m", created: 0))
        let again = try #require(try GeminiCodec.reply(answer).choices.first?.logprobs)
        #expect(again == logprobs)
    }
}
