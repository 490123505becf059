import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// What is in an answer, in a line for each block.
private func lines(_ reply: Reply) -> [String] {
    (reply.choices.first?.blocks ?? []).map { block in
        switch block.content {
        case .text(let text): "text \(text)"
        case .refusal(let text): "refusal \(text)"
        case .reasoning(let thought):
            "thought \(thought.text?.text ?? "-") \(thought.signature?.text ?? "-") \(thought.sealed?.text ?? "-")"
        case .call(let call): "call \(call.id) \(call.name) \(call.arguments.text)"
        case .media, .result: "?"
        }
    }
}

private let oslo = #"call toolu_01Oslo get_weather {"city": "Oslo", "unit": "C"}"#

struct MessagesReplyTests {
    @Test(arguments: [
        ("response_text.json", ["text Olá! The café opens at 9 ☕."], FinishReason.stop, Usage(input: 31, output: 12)),
        (
            "response_thinking_cache.json",
            ["thought Short. EqQBFIXTURE -", "thought - - EmwKFIXTURE", "text Done."], .stop,
            Usage(input: 5512, output: 90, cachedInput: 4000, reasoning: 70, writtenInput: 1500)
        ),
        ("response_refusal.json", [], .filter, Usage(input: 40, output: 3)),
    ])
    func aWholeAnswerIsRead(name: String, blocks: [String], finish: FinishReason, usage: Usage) throws {
        let reply = try MessagesCodec.reply(MessagesSamples.body(name))
        #expect(lines(reply) == blocks)
        #expect(reply.choices.first?.finish == finish)
        #expect(reply.usage == usage)
        #expect(reply.id == "msg_01Fx0011")
        #expect(reply.model == "claude-sonnet-5-5")
    }

    @Test func callsAreRead() throws {
        let reply = try MessagesCodec.reply(MessagesSamples.body("response_tool_use.json"))
        let calls = reply.choices[0].blocks.compactMap(\.call)
        #expect(calls.map(\.id) == ["toolu_01Oslo", "toolu_01Now"])
        #expect(calls.map { $0.arguments.object != nil } == [true, true])
        #expect(String(buffer: calls[1].arguments.object ?? ByteBuffer()) == "{}")
        #expect(reply.choices[0].finish == .calls)
    }

    @Test(arguments: [
        ("stream_text.sse", ["text Olá! The café opens at 9 ☕."], FinishReason.stop, Usage(input: 31, output: 12)),
        (
            "stream_thinking_tool.sse",
            [
                "thought Two lookups. EqQBFIXTURE -", "thought - - EmwKFIXTURE",
                #"call toolu_01Oslo get_weather {"city":"Oslo","unit":"C"}"#,
            ], .calls, Usage(input: 4220, output: 88, cachedInput: 4000, reasoning: 40)
        ),
        (
            "stream_tool_use.sse", ["text Let me look.", oslo, "call toolu_01Now now {}"], .calls,
            Usage(input: 220, output: 61)
        ),
        (
            "stream_thinking_omitted.sse", ["thought - EqQBFIXTURE -", "text Done."], .stop,
            Usage(input: 31, output: 30)
        ),
        ("stream_refusal.sse", ["text Step"], .filter, Usage(input: 31, output: 2)),
        ("stream_stop_sequence.sse", ["text One two "], .stop, Usage(input: 31, output: 4)),
        ("stream_empty.sse", [], .stop, Usage(input: 31, output: 1)),
    ])
    func aStreamIsRead(name: String, blocks: [String], finish: FinishReason, usage: Usage) throws {
        let (events, failure) = try MessagesSamples.read(MessagesSamples.events(MessagesSamples.body(name)))
        #expect(failure == nil)
        let reply = MessagesSamples.fold(events)
        #expect(lines(reply) == blocks)
        #expect(reply.choices.first?.finish == finish)
        #expect(reply.choices.first?.stop == (name == "stream_stop_sequence.sse" ? "END" : nil))
        #expect(reply.usage == usage)
    }

    @Test(arguments: [
        "stream_text.sse", "stream_thinking_tool.sse", "stream_tool_use.sse", "stream_refusal.sse",
        "stream_error_mid.sse",
    ])
    func aStreamThatEndsEarlyIsNoAnswer(name: String) throws {
        let events = try MessagesSamples.events(MessagesSamples.body(name))
        #expect(MessagesSamples.read([]).failure?.failureClass == .empty)
        for count in 1..<events.count {
            #expect(MessagesSamples.read(Array(events[..<count])).failure?.failureClass == .cut, "after \(count)")
        }
    }

    @Test func slotsCountCallsNotBlocks() throws {
        let (events, _) = try MessagesSamples.read(MessagesSamples.events(MessagesSamples.body("stream_tool_use.sse")))
        let slots = events.compactMap { event -> Int? in
            if case .callStart(_, let slot, _, _, _) = event { slot } else { nil }
        }
        #expect(slots == [0, 1])
    }

    /// What goes through the gateway in one dialect comes out as it went in.
    @Test(arguments: [
        "stream_text.sse", "stream_thinking_tool.sse", "stream_tool_use.sse", "stream_thinking_omitted.sse",
        "stream_refusal.sse", "stream_stop_sequence.sse", "stream_empty.sse",
    ])
    func aStreamIsWrittenAsItWasRead(name: String) throws {
        let (events, _) = try MessagesSamples.read(MessagesSamples.events(MessagesSamples.body(name)))
        let written = MessagesSamples.written(events)
        let (again, failure) = try MessagesSamples.read(MessagesSamples.events(written))
        #expect(failure == nil)
        let (first, second) = (MessagesSamples.fold(events), MessagesSamples.fold(again))
        #expect(lines(first) == lines(second))
        #expect(first.usage == second.usage)
        #expect(first.id == second.id)
        #expect(first.choices.first?.finish == second.choices.first?.finish)
        let original = try MessagesClient(MessagesSamples.body(name))
        let copy = try MessagesClient(written)
        for member in ["id", "model", "role", "content", "stop_reason", "stop_sequence"] {
            #expect(copy.message[member] == original.message[member], "\(member)")
        }
        #expect(copy.message["stop_details"]?["type"] == original.message["stop_details"]?["type"])
    }

    @Test(arguments: [
        "response_text.json", "response_tool_use.json", "response_thinking_cache.json", "response_refusal.json",
    ])
    func aWholeAnswerIsWrittenAsItWasRead(name: String) throws {
        let original = try MessagesSamples.json(name)
        let reply = try MessagesCodec.reply(MessagesSamples.body(name))
        let copy = try MessagesSamples.parse(MessagesCodec.answer(reply, MessagesSamples.context))
        for member in ["id", "type", "model", "role", "content", "stop_reason", "stop_sequence"] {
            #expect(copy[member] == original[member], "\(member)")
        }
        for count in ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"] {
            #expect(copy["usage"]?[count] == original["usage"]?[count], "\(count)")
        }
    }

    @Test(arguments: [
        ("", FailureClass.malformed), ("[]", .malformed), ("{}", .malformed), ("<html>", .malformed),
        (#"{"content":[],"stop_reason":null}"#, .empty), (#"{"content":[{"type":"text","text":"a"}]}"#, .malformed),
        (#"{"content":[{"type":"web_search_tool_result"}],"stop_reason":"end_turn"}"#, .malformed),
        (#"{"content":[{"type":"tool_use","id":"a"}],"stop_reason":"tool_use"}"#, .malformed),
        (#"{"content":[],"stop_reason":"gone_fishing"}"#, .malformed),
        (#"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#, .overloaded),
    ])
    func whatIsNoAnswerFailsTheAttempt(body: String, expected: FailureClass) {
        do throws(AttemptFailure) {
            _ = try MessagesCodec.reply(ByteBuffer(string: body))
            Issue.record("accepted")
        } catch {
            #expect(error.failureClass == expected)
        }
    }

    @Test(arguments: [
        ("end_turn", FinishReason.stop), ("max_tokens", .length), ("stop_sequence", .stop), ("refusal", .filter),
        ("pause_turn", .pause), ("model_context_window_exceeded", .length),
    ])
    func everyReasonHasItsCounterpart(word: String, expected: FinishReason) throws {
        let body = #"{"content":[{"type":"text","text":"a"}],"stop_reason":"\#(word)","stop_sequence":"END"}"#
        let reply = try MessagesCodec.reply(ByteBuffer(string: body))
        #expect(reply.choices[0].finish == expected)
        let answer = try MessagesSamples.parse(MessagesCodec.answer(reply, MessagesSamples.context))
        let back = answer["stop_reason"]?.string
        #expect(back == (expected == .stop ? "stop_sequence" : expected == .length ? "max_tokens" : word))
    }

    @Test(arguments: [
        (
            #"{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"a"}}"#,
            FailureClass.malformed
        ),
        (
            #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{"}}"#,
            .malformed
        ),
        (#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a"}}"#, .malformed),
        (#"{"type":"message_delta","delta":{"stop_reason":"gone_fishing"},"usage":{"output_tokens":1}}"#, .malformed),
        ("{", .malformed), ("[1]", .malformed),
        (#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, .overloaded),
        (#"{"type":"error","error":{"type":"rate_limit_error","message":"x"}}"#, .rateLimited),
        (#"{"type":"error","error":{"type":"api_error","message":"x"}}"#, .serverError),
        (
            #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 2 tokens"}}"#,
            .contextLength
        ),
    ])
    func anEventThatIsNoPartOfAnAnswerFailsTheAttempt(data: String, expected: FailureClass) {
        #expect(MessagesSamples.read([WireEvent(data: ByteBuffer(string: data))]).failure?.failureClass == expected)
    }

    @Test(arguments: [
        #"{"type":"ping"}"#, #"{"type":"news","content":"x"}"#, #"{}"#, #"{"type":7}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{}}}"#,
    ])
    func whatIsNoContentIsPassedOver(data: String) throws {
        var events = try MessagesSamples.events(MessagesSamples.body("stream_text.sse"))
        events.insert(WireEvent(data: ByteBuffer(string: data)), at: 2)
        let (found, failure) = MessagesSamples.read(events)
        #expect(failure == nil)
        #expect(lines(MessagesSamples.fold(found)) == ["text Olá! The café opens at 9 ☕."])
    }

    @Test func amazonsFramesAreUnwrapped() throws {
        // {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hé"}}
        let frame =
            #"{"bytes":"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4dF9kZWx0YSIsInRleHQiOiJIw6kifX0=","p":"abc"}"#
        let (found, _) = MessagesSamples.read([
            WireEvent(name: ByteBuffer(string: "chunk"), data: ByteBuffer(string: frame))
        ])
        #expect(lines(MessagesSamples.fold(found)) == ["text Hé"])
        let exception = WireEvent(
            name: ByteBuffer(string: "throttlingException"), data: ByteBuffer(string: #"{"message":"slow"}"#),
            isException: true)
        #expect(MessagesSamples.read([exception]).failure?.failureClass == .rateLimited)
    }
}
