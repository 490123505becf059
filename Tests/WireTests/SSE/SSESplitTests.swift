import NIOCore
import PlanBWire
import Testing

@Suite("SSE framer, splits")
struct SSESplitTests {
    static let fixtures = [
        "anthropic/stream_tool_use", "compat/deepseek_stream_reasoning", "compat/groq_stream",
        "compat/llamacpp_stream_timings",
        "compat/openrouter_stream_error_mid", "compat/vllm_stream_error_mid",
        "compat/vllm_stream_reasoning_continuous_usage",
        "compat/xai_stream_tool_one_chunk", "gemini/stream_text", "openai-chat/stream_content_filter",
        "openai-chat/stream_crlf_comments", "openai-chat/stream_error_mid", "openai-chat/stream_logprobs",
        "openai-chat/stream_multiline_data", "openai-chat/stream_n2", "openai-chat/stream_refusal",
        "openai-chat/stream_text",
        "openai-chat/stream_text_obfuscated", "openai-chat/stream_tool_calls", "openai-chat/stream_truncated",
    ]

    @Test(
        "a recorded stream yields the same events in one piece, byte by byte, and in random pieces", arguments: fixtures
    )
    func recorded(_ name: String) throws {
        let bytes = try Fixture.bytes(name + ".sse")
        let expected = SSEReference.events(bytes)
        #expect(!expected.isEmpty)
        #expect(try SSEFramer.events([bytes]) == expected)
        #expect(try SSEFramer.events(bytes.map { [$0] }) == expected)
        var random = SplitMix(seed: 7)
        for _ in 0..<60 {
            let cuts = [random.below(bytes.count + 1), random.below(bytes.count + 1)].sorted()
            let pieces = [bytes[..<cuts[0]], bytes[cuts[0]..<cuts[1]], bytes[cuts[1]...]].map(Array.init)
            #expect(try SSEFramer.events(pieces) == expected)
        }
    }

    @Test("every payload of a recorded stream is one JSON document or the terminator", arguments: fixtures)
    func payloads(_ name: String) throws {
        for event in SSEReference.events(try Fixture.bytes(name + ".sse"))
        where event.data != "[DONE]" && event.terminated {
            let bytes = event.data.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            #expect(throws: Never.self) { try JSONOutline(bytes.span) }
        }
    }

    @Test("random streams of the bytes that matter yield the events of the standard in random pieces", arguments: 0..<8)
    func random(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let words = [
            "data", "data:", "data: ", "event:", "event: e", ":", "id:", "x", " ", "\n", "\n", "\r", "\r\n", "\n\n",
            "\u{0}", "é", "\u{FEFF}",
        ]
        for _ in 0..<150 {
            let stream = Array((0..<random.below(40)).map { _ in words[random.below(words.count)] }.joined().utf8)
            let expected = SSEReference.events(stream)
            var pieces: [[UInt8]] = [[]]
            for byte in stream {
                if random.below(4) == 0 { pieces.append([]) }
                pieces[pieces.count - 1].append(byte)
            }
            #expect(try SSEFramer.events(pieces) == expected)
            #expect(try SSEFramer.events([stream]) == expected)
        }
    }

    @Test("an event of many small pieces is read in time that grows with its length")
    func byteByByte() throws {
        let stream = Array("data: ".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 200_000) + Array("\n\n".utf8)
        let events = try SSEFramer.events(stream.map { [$0] })
        #expect(events.map(\.data.count) == [200_000])
    }
}
