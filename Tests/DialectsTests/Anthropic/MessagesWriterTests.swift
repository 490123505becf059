import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private func pieces(_ stream: ByteBuffer) throws -> [String] {
    try (MessagesClient(stream).message["content"]?.array ?? []).map { block in
        switch block["type"]?.string {
        case "text": return "text " + (block["text"]?.string ?? "")
        case "thinking": return "thought \(block["thinking"]?.string ?? "") \(block["signature"]?.string ?? "")"
        case "redacted_thinking": return "sealed " + (block["data"]?.string ?? "")
        default:
            var input = ByteBuffer()
            block["input"]?.write(into: &input)
            return "call \(block["id"]?.string ?? "") \(block["name"]?.string ?? "") \(String(buffer: input))"
        }
    }
}

struct MessagesWriterTests {
    /// However pieces come, the client gets the same blocks as in an answer that comes whole.
    @Test(arguments: 0..<400 as Range<UInt64>)
    func aStreamSaysWhatTheWholeAnswerSays(seed: UInt64) throws {
        let events = MessagesChatter(seed).events
        // The fold knows one maker; give each thought the one it has.
        var fold = ReplyFold(origin: .anthropic)
        for event in events {
            if case .seal(_, let seal) = event {
                let text = (seal.sealed ?? seal.signature).map { MessagesThought.carried($0, from: seal.origin) }
                fold.take(
                    .seal(
                        choice: 0,
                        Reasoning(
                            signature: seal.sealed == nil ? text : nil, sealed: seal.sealed == nil ? nil : text,
                            origin: .anthropic)))
            } else {
                fold.take(event)
            }
        }
        let whole = try MessagesSamples.parse(MessagesCodec.answer(fold.reply, MessagesSamples.context))
        let streamed = try MessagesClient(MessagesSamples.written(events)).message
        for member in ["id", "model", "content", "stop_reason", "stop_sequence", "usage"] {
            #expect(streamed[member] == whole[member], "\(member)")
        }
    }

    @Test func anInterleavedCallWaitsForTheOneBefore() throws {
        let stream = MessagesSamples.written(
            [
                .start(id: nil, model: nil, created: nil),
                .callStart(choice: 0, slot: 0, id: "a", name: "f", signature: nil),
                .callStart(choice: 0, slot: 1, id: "b", name: "g", signature: nil),
                .callArguments(choice: 0, slot: 1, #"{\"b\":"#), .callArguments(choice: 0, slot: 0, #"{\"a\":1}"#),
                .text(choice: 0, "after"), .callArguments(choice: 0, slot: 1, "2}"), .callEnd(choice: 0, slot: 1),
                .callEnd(choice: 0, slot: 0), .finish(choice: 0, .calls, stop: nil),
            ].map(unescaped))
        #expect(try pieces(stream) == [#"call a f {"a":1}"#, #"call b g {"b":2}"#, "text after"])
    }

    private func unescaped(_ event: ReplyEvent) -> ReplyEvent {
        guard case .callArguments(let choice, let slot, let text) = event else { return event }
        return .callArguments(choice: choice, slot: slot, JSONString(text.text.replacing(#"\""#, with: "\"")))
    }

    @Test func wordsOfTheOpenBlockAreWrittenAtOnce() {
        var writer = MessagesWriter(MessagesSamples.context)
        var out = ByteBuffer()
        writer.write(.start(id: nil, model: nil, created: nil), into: &out)
        writer.write(.usage(Usage(input: 3, output: 0)), into: &out)
        #expect(out.readableBytes == 0)
        for event in [
            .text(choice: 0, "a"), .text(choice: 0, "b"), .reasoning(choice: 0, "c"),
            .callStart(choice: 0, slot: 0, id: "x", name: "f", signature: nil),
            .callArguments(choice: 0, slot: 0, "{}"),
        ] as [ReplyEvent] {
            let before = out.writerIndex
            writer.write(event, into: &out)
            #expect(out.writerIndex > before, "\(event)")
        }
    }

    @Test func aThoughtIsSealedInTheWayOfItsMaker() throws {
        let stream = MessagesSamples.written([
            .reasoning(choice: 0, "one"), .seal(choice: 0, Reasoning(signature: "s1", origin: .anthropic)),
            .reasoning(choice: 0, "two"), .seal(choice: 0, Reasoning(signature: "s2", origin: .bedrock)),
            .reasoning(choice: 0, "three"), .text(choice: 0, "t"),
            .seal(choice: 0, Reasoning(sealed: "s4", origin: .responses)),
            .seal(choice: 0, Reasoning(signature: "s5", origin: .anthropic)), .finish(choice: 0, .stop, stop: nil),
        ])
        #expect(
            try pieces(stream) == [
                "thought one s1", "thought two planb-bedrock:s2", "thought three planb-unsigned", "text t",
                "sealed planb-responses:s4", "thought  s5",
            ])
    }

    @Test func aSecondProviderGoesOnInTheSameStream() throws {
        let stream = MessagesSamples.written([
            .start(id: "first", model: "m1", created: nil), .text(choice: 0, "one "),
            .usage(Usage(input: 1, output: 1)),
            .start(id: "second", model: "m2", created: nil), .text(choice: 0, "two"),
            .finish(choice: 0, .length, stop: nil), .usage(Usage(input: 9, output: 4, cachedInput: 5, writtenInput: 2)),
        ])
        let message = try MessagesClient(stream).message
        #expect(message["id"] == "first")
        #expect(message["model"] == "m1")
        #expect(message["content"] == [["type": "text", "text": "one two"]])
        #expect(message["stop_reason"] == "max_tokens")
        #expect(
            message["usage"] == [
                "input_tokens": 2, "cache_creation_input_tokens": 2, "cache_read_input_tokens": 5, "output_tokens": 4,
            ])
    }

    @Test func anAnswerWithNothingInItIsStillOne() throws {
        let client = try MessagesClient(MessagesSamples.written([], story: ByteBuffer(string: #"{"request_id":"r"}"#)))
        #expect(client.message["content"] == [])
        #expect(client.message["model"] == "backup-model")
        #expect(client.message["id"] == "msg_req-1")
        #expect(client.message["usage"]?["input_tokens"] == 17)
        #expect(client.last["planb"] == ["request_id": "r"])
    }

    @Test func keepAlivesMayStandAnywhere() throws {
        var writer = MessagesWriter(MessagesSamples.context)
        var out = ByteBuffer()
        MessagesWriter.keepAlive(into: &out)
        writer.write(.text(choice: 0, "a"), into: &out)
        MessagesWriter.keepAlive(into: &out)
        writer.write(.text(choice: 0, "b"), into: &out)
        writer.finish(story: nil, into: &out)
        #expect(try pieces(out) == ["text ab"])
    }

    @Test func callsGetAnIdThatCanBeSentBack() throws {
        let stream = MessagesSamples.written([
            .callStart(choice: 0, slot: 0, id: nil, name: "f", signature: nil), .callEnd(choice: 0, slot: 0),
            .callStart(choice: 0, slot: 1, id: "bad.id:1", name: "f", signature: nil), .callEnd(choice: 0, slot: 1),
        ])
        let ids = try (MessagesClient(stream).message["content"]?.array ?? []).compactMap { $0["id"]?.string }
        #expect(ids.count == 2 && Set(ids).count == 2)
        #expect(ids.allSatisfy(MessagesCodec.callIDs.allows))
        #expect(try MessagesClient(stream).message["stop_reason"] == "tool_use")
    }

    /// The pieces of many calls side by side cost no more each than those of one.
    @Test func manyCallsAreWrittenInTheirOrder() throws {
        let count = 2000
        var events: [ReplyEvent] = []
        for slot in 0..<count {
            events.append(.callStart(choice: 0, slot: slot, id: "c\(slot)", name: "f", signature: nil))
        }
        for slot in (0..<count).reversed() {
            events.append(.callArguments(choice: 0, slot: slot, JSONString("{\"n\":\(slot)}")))
            events.append(.callEnd(choice: 0, slot: slot))
        }
        let content = try MessagesClient(MessagesSamples.written(events)).message["content"]?.array ?? []
        #expect(content.compactMap { $0["input"]?["n"]?.int } == Array(0..<count))
    }
}
