import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// Answers of OpenAI and of those that imitate it, read and written.
struct ChatAnswerTests {
    static let context = ReplyContext(requestID: "req_0123456789abcdef", model: "m", created: 7, wantsUsage: true)

    /// The pieces of a recorded stream.
    static func events(_ name: String, in folder: String) throws -> [ReplyEvent] {
        var reader = ChatReader()
        let events = try read(ByteBuffer(bytes: Fixtures.bytes(name, in: folder)), &reader)
        try reader.checkEnd()
        return events
    }

    static func read(_ bytes: ByteBuffer, _ reader: inout ChatReader) throws -> [ReplyEvent] {
        var framer = SSEFramer()
        framer.append(bytes)
        var events: [ReplyEvent] = []
        while let event = try framer.next() { try reader.take(WireEvent(data: event.data), into: &events) }
        return events
    }

    static func fold(_ events: [ReplyEvent]) -> Reply {
        var fold = ReplyFold(origin: .openAI)
        for event in events { fold.take(event) }
        return fold.reply
    }

    /// A recorded stream, and what it says.
    static let recorded: [(String, String, String)] = [
        ("openai-chat", "stream_text.sse", "text(Olá! The café opens at 9 ☕.) stop" + counted),
        (
            "openai-chat", "stream_tool_calls.sse",
            #"get_weather#call_oslo0001({"city":"Oslo","unit":"C"}) get_weather#call_lima0001({"city":"Lima","unit":"C"})"#
                + " calls" + counted
        ),
        ("openai-chat", "stream_refusal.sse", "refusal(I can't help with that.) stop" + counted),
        ("openai-chat", "stream_n2.sse", "text(A1A2) stop | text(B1B2) length"),
        ("openai-chat", "stream_content_filter.sse", "text(Step one) filter" + counted),
        ("openai-chat", "stream_crlf_comments.sse", "text(Olá ☕) stop" + counted),
        ("openai-chat", "stream_logprobs.sse", "text(é) stop"),
        ("openai-chat", "stream_multiline_data.sse", "text(ok) stop"),
        ("openai-chat", "stream_text_obfuscated.sse", "text(Hi) stop" + counted),
        (
            "compat", "deepseek_stream_reasoning.sse",
            "thought(Two lookups.) text(Done.) stop in 31 out 20 cached 0 written 0 reasoning 8"
        ),
        ("compat", "groq_stream.sse", "text(Hi.) stop in 31 out 2 cached 0 written 0 reasoning 0"),
        ("compat", "llamacpp_stream_timings.sse", "text(Hi.) stop in 31 out 2 cached 0 written 0 reasoning 0"),
        (
            "compat", "vllm_stream_reasoning_continuous_usage.sse",
            "thought(Two lookups.) text(Done.) stop in 31 out 7 cached 0 written 0 reasoning 0"
        ),
        (
            "compat", "xai_stream_tool_one_chunk.sse",
            #"thought(Look up.) get_weather#call_00000001({"city":"Oslo","unit":"C"}) calls"#
                + " in 31 out 109 cached 0 written 0 reasoning 97"
        ),
        ("mistral", "stream_text.sse", "text(Olá! The café opens at 9 ☕.) stop" + counted),
        ("mistral", "stream_thinking.sse", "thought(Two lookups.) text(Done.) stop" + counted),
        (
            "mistral", "stream_tool.sse",
            #"get_weather#Os1o0aB9z({"city": "Oslo", "unit": "C"}) get_weather#L1ma0aB9z({"city": "Lima", "unit": "C"})"#
                + " calls" + counted
        ),
    ]
    private static let counted = " in 31 out 12 cached 0 written 0 reasoning 0"

    @Test("Recorded streams say what was recorded, and so does what is written of them", arguments: recorded.indices)
    func streams(_ index: Int) throws {
        let (folder, name, expected) = Self.recorded[index]
        let events = try Self.events(name, in: folder)
        let reply = Self.fold(events)
        #expect(Outline.of(reply) == expected)
        var writer = ChatWriter(Self.context)
        var out = ByteBuffer()
        for event in events { writer.write(event, into: &out) }
        writer.finish(story: nil, into: &out)
        var reader = ChatReader()
        let again = Self.fold(try Self.read(out, &reader))
        try reader.checkEnd()
        #expect(Outline.of(again) == expected)
        #expect(Outline.of(try ChatCodec.reply(ChatCodec.answer(reply, Self.context))) == expected)
    }

    @Test(
        "Recorded answers say what was recorded",
        arguments: [
            ("openai-chat", "response_text.json", "text(Olá! The café opens at 9 ☕.) stop"),
            ("openai-chat", "response_length.json", "length"), ("openai-chat", "response_refusal.json", "refusal("),
            ("openai-chat", "response_tool_calls.json", "get_weather#call_oslo0001("),
            ("mistral", "response_thinking.json", "thought(Two lookups.) text(Done.) stop"),
            ("mistral", "response_tool.json", "get_weather#"), ("mistral", "response_text.json", "text("),
        ])
    func answers(_ folder: String, _ name: String, _ expected: String) throws {
        let reply = try ChatCodec.reply(ByteBuffer(bytes: Fixtures.bytes(name, in: folder)))
        #expect(Outline.of(reply).contains(expected), "\(Outline.of(reply))")
        #expect(Outline.of(try ChatCodec.reply(ChatCodec.answer(reply, Self.context))) == Outline.of(reply))
    }

    @Test(
        "Streams that break, or tell an error, fail",
        arguments: [
            ("openai-chat", "stream_truncated.sse", FailureClass.cut),
            ("openai-chat", "stream_error_mid.sse", .serverError),
            ("compat", "vllm_stream_error_mid.sse", .serverError),
            ("compat", "openrouter_stream_error_mid.sse", .gateway),
        ])
    func failures(_ folder: String, _ name: String, _ expected: FailureClass) throws {
        #expect {
            _ = try Self.events(name, in: folder)
        } throws: {
            ($0 as? AttemptFailure)?.failureClass == expected
        }
    }

    /// The pieces of a stream, and what they come to.
    static let oddities: [([String], String?)] = [
        // The number of a call is left out, the id comes again, and a call takes the number of the one before.
        (
            [
                #"{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}}]}"#,
                #"{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"}"}}]}}]}"#,
                #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"g"}}]},"finish_reason":"stop"}]}"#,
            ], "f#a({}) g#b({}) calls"
        ),
        (
            [
                #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}]},"finish_reason":""}]}"#
            ], #"f#a({"x":1}) calls"#
        ),
        ([#"{"choices":[{"delta":{"content":"a"},"finish_reason":"eos"}]}"#], "text(a) stop"),
        ([#"{"choices":[]}"#, #"{"choices":[{"finish_reason":"stop"}]}"#], "stop"),
        ([#"{"choices":[{"delta":{"content":"a"},"finish_reason":"insufficient_system_resource"}]}"#], nil),
        ([#"{"choices":[{"delta":{"content":{"a":1}}}]}"#], nil), ([#"[]"#], nil), (["{"], nil),
        ([#"{"choices":[{"index":-1,"delta":{}}]}"#], nil), ([#"{"choices":[{"index":128,"delta":{}}]}"#], nil),
        ([#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}"#], nil),
        ([#"{"error":"no"}"#], nil), ([#"{"object":"error","message":"no"}"#], nil),
    ]

    @Test("Imitations in all their forms", arguments: oddities.indices)
    func odd(_ index: Int) throws {
        let (chunks, expected) = Self.oddities[index]
        let bytes = ByteBuffer(string: chunks.map { "data: \($0)\n\n" }.joined())
        var reader = ChatReader()
        if let expected {
            #expect(Outline.of(Self.fold(try Self.read(bytes, &reader))) == expected)
            try reader.checkEnd()
        } else {
            #expect(throws: AttemptFailure.self) { _ = try Self.read(bytes, &reader) }
        }
    }

    @Test("What a provider leaves out is made up from the request, and the end carries the story")
    func made() throws {
        var writer = ChatWriter(Self.context)
        var out = ByteBuffer()
        writer.write(.callStart(choice: 0, slot: 0, id: nil, name: "f", signature: nil), into: &out)
        writer.write(.callEnd(choice: 0, slot: 0), into: &out)
        writer.write(.finish(choice: 0, .calls, stop: nil), into: &out)
        writer.finish(story: ByteBuffer(string: #"{"a":1}"#), into: &out)
        let transcript = try ClientTranscript(out)
        #expect(transcript.ids == ["chatcmpl-0123456789abcdef"] && transcript.models == ["m"])
        #expect(transcript.story == ["a": 1] && transcript.terminators == 1 && transcript.roles == 1)
        #expect(String(buffer: out).contains(#""id":"call_0123456789abcdef0_0""#))
    }
}
