import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct ResponsesStreamTests {
    /// Any answer that a reader of any dialect might give.
    static func spoken(_ seed: UInt64) -> [ReplyEvent] {
        var dice = Dice(seed)
        var events: [ReplyEvent] = dice.once(in: 5) ? [] : [.start(id: "x", model: "m", created: 5)]
        var slots = 0
        var open: [Int] = []
        for _ in 0..<dice.below(14) {
            let text = JSONString(SpokenAnswer.text(&dice, count: dice.below(6)))
            switch dice.below(8) {
            case 0, 1: events.append(.text(choice: 0, text))
            case 2: events.append(.refusal(choice: 0, text))
            case 3: events.append(.reasoning(choice: 0, text))
            case 4:
                let origin: DialectID = dice.once(in: 2) ? .responses : .anthropic
                events.append(.seal(choice: 0, Reasoning(sealed: dice.once(in: 3) ? nil : "c2Vh", origin: origin)))
            case 5:
                events.append(
                    .callStart(
                        choice: 0, slot: slots, id: dice.once(in: 4) ? nil : "c\(slots)", name: "f", signature: nil))
                open.append(slots)
                slots += 1
            case 6:
                if let slot = open.randomElement(using: &dice) {
                    events.append(.callArguments(choice: 0, slot: slot, text))
                }
            default:
                guard let slot = open.randomElement(using: &dice) else { continue }
                open.removeAll { $0 == slot }
                events.append(.callEnd(choice: 0, slot: slot))
            }
        }
        // Some readers end calls only at the end, or leave that to the writer.
        if dice.once(in: 2) { events += open.map { .callEnd(choice: 0, slot: $0) } }
        events.append(.finish(choice: 0, slots > 0 ? .calls : [.stop, .length, .filter][dice.below(3)], stop: nil))
        if dice.once(in: 2) { events.append(.usage(Usage(input: 3, output: 2))) }
        return events
    }

    @Test func everyStreamIsInOrder() throws {
        for seed in 0..<600 {
            let stream = ConversationKit.write(ResponsesWriter.self, Self.spoken(UInt64(seed)))
            let transcript = try ResponsesTranscript(stream)
            #expect(transcript.faults == [], "seed \(seed)")
            #expect(transcript.last != nil, "seed \(seed)")
            #expect(!String(buffer: stream).contains("[DONE]"))
        }
    }

    /// What the client gets in pieces is what it would have got in one piece.
    @Test func piecesAndWholeAreTheSameAnswer() throws {
        for seed in 0..<600 {
            let events = Self.spoken(UInt64(seed)).filter { if case .callEnd = $0 { false } else { true } }
            var fold = ReplyFold(origin: .responses)
            var theirs = false
            for event in events {
                if case .seal(_, let seal) = event, seal.origin != .responses || seal.sealed == nil { theirs = true }
                fold.take(event)
            }
            // A fold knows one origin, and a seal without words closes a thought or stands alone.
            if theirs { continue }
            var reader = ResponsesReader()
            var read: [ReplyEvent] = []
            for event in try ConversationKit.events(ConversationKit.write(ResponsesWriter.self, events)) {
                try reader.take(event, into: &read)
            }
            var again = ReplyFold(origin: .responses)
            read.forEach { again.take($0) }
            let calls = { (reply: Reply) in
                reply.choices.first?.blocks.compactMap { $0.call?.arguments.text.text } ?? []
            }
            let said = { (reply: Reply) in
                (reply.choices.first?.blocks ?? []).compactMap { block -> String? in
                    switch block.content {
                    case .text(let text), .refusal(let text): text.text
                    case .reasoning(let thought): (thought.text?.text ?? "") + (thought.sealed?.text ?? "")
                    default: nil
                    }
                }.joined()
            }
            #expect(calls(again.reply) == calls(fold.reply), "seed \(seed)")
            #expect(said(again.reply) == said(fold.reply), "seed \(seed)")
            #expect(again.reply.choices.first?.finish == fold.reply.choices.first?.finish, "seed \(seed)")
            #expect(again.reply.usage == fold.reply.usage, "seed \(seed)")
        }
    }

    @Test func fixturesComeOutAsTheyWentIn() throws {
        for name in ["stream_text", "stream_refusal", "stream_incomplete", "stream_reasoning_function_call"] {
            let events = try ConversationKit.events(ConversationKit.fixture("openai-responses/\(name).sse"))
            let read = try ConversationKit.read(ResponsesReader.self, events)
            let written = try ConversationKit.events(ConversationKit.write(ResponsesWriter.self, read))
            let again = try ConversationKit.read(ResponsesReader.self, written)
            #expect(ConversationKit.words(again).dropFirst() == ConversationKit.words(read).dropFirst())
            #expect(written.map(\.name) == events.map(\.name))
        }
    }

    @Test func onlyTheLastEventTellsTheStoryBesideTheResponse() throws {
        let stream = ConversationKit.write(
            ResponsesWriter.self, [.text(choice: 0, "a")], story: ByteBuffer(string: #"{"request_id":"r"}"#))
        let transcript = try ResponsesTranscript(stream)
        #expect(transcript.faults == [])
        #expect(transcript.last?["planb"] == ["request_id": "r"])
        #expect(String(buffer: stream).split(separator: "planb").count == 2)
    }

    @Test func anErrorIsAnEventAndNoEnd() throws {
        var writer = ResponsesWriter(ConversationKit.context)
        var out = ByteBuffer()
        writer.write(.text(choice: 0, "a"), into: &out)
        writer.fail(
            ClientError(502, code: "upstream_cut", "The answer broke."),
            ErrorStory(requestID: "req_1", attempts: [AttemptNote(target: "t", outcome: "cut", milliseconds: 3)]),
            into: &out)
        let transcript = try ResponsesTranscript(out)
        #expect(transcript.faults == [])
        #expect(transcript.types.last == "error")
        #expect(transcript.last?["code"] == "upstream_cut" && transcript.last?["message"] == "The answer broke.")
        #expect(transcript.last?["planb"]?["attempts"]?[0]?["target"] == "t")
        // The SDK takes a member of this name for a failure of the connection.
        #expect(transcript.last?["error"] == nil)
    }

    @Test func aSecondProviderGoesOnWhereTheFirstStopped() throws {
        let stream = ConversationKit.write(
            ResponsesWriter.self,
            [
                .start(id: "a", model: "one", created: 1), .text(choice: 0, "half "),
                .start(id: "b", model: "two", created: 2),
                .text(choice: 0, "whole"), .finish(choice: 0, .stop, stop: nil),
            ])
        let transcript = try ResponsesTranscript(stream)
        #expect(transcript.faults == [])
        #expect(transcript.last?["response"]?["output"]?.array?.count == 1)
        #expect(transcript.last?["response"]?["output"]?[0]?["content"]?[0]?["text"] == "half whole")
        #expect(transcript.last?["response"]?["model"] == "one")
    }

    @Test func aPrettyRequestDoesNotBreakTheLines() throws {
        var context = ConversationKit.context
        context.request = ByteBuffer(string: "{\"tools\": [\r\n  {\"type\": \"function\",\n \"name\": \"f\"}\n]}")
        let stream = ConversationKit.write(ResponsesWriter.self, [.text(choice: 0, "a")], context)
        let transcript = try ResponsesTranscript(stream)
        #expect(transcript.faults == [])
        #expect(transcript.last?["response"]?["tools"] == [["type": "function", "name": "f"]])
        for line in String(buffer: stream).split(separator: "\n") {
            #expect(line.hasPrefix("event: ") || line.hasPrefix("data: "))
        }
    }

    @Test func whatCameOnlyInTheDoneEventsIsGivenAllTheSame() throws {
        let stream = """
            data: {"type":"response.created","response":{"id":"r","model":"m"}}

            data: {"type":"response.output_item.added","output_index":0,"item":{"type":"message"}}

            data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"Hi"}]}}

            data: {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"c","name":"f"}}

            data: {"type":"response.function_call_arguments.done","output_index":1,"arguments":"{\\"a\\":1}"}

            data: {"type":"response.output_item.done","output_index":1,"item":{"type":"function_call","call_id":"c","name":"f","arguments":"{\\"a\\":1}"}}

            data: {"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","call_id":"d","name":"g","arguments":""}}

            data: {"type":"response.completed","response":{"status":"completed","output":[]}}


            """
        let events = try ConversationKit.read(
            ResponsesReader.self, try ConversationKit.events(ByteBuffer(string: stream)))
        #expect(
            ConversationKit.words(events) == [
                "start r m 0", "0 text Hi", "0 call 0 c f", #"0 arguments 0 {"a":1}"#, "0 end 0", "0 call 1 d g",
                "0 end 1",
                "0 finish calls",
            ])
    }

    @Test(arguments: [
        "{", "[]", #"{"type":"response.output_item.added","output_index":0,"item":{"type":"web_search_call"}}"#,
        #"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call"}}"#,
        #"{"type":"response.function_call_arguments.delta","output_index":9,"delta":"{}"}"#,
        #"{"type":"response.audio.delta","delta":"AA"}"#, #"{"type":"response.completed"}"#,
        #"{"type":"response.incomplete","response":{"status":"incomplete"}}"#,
    ])
    func anEventThatCannotBeGivenOnIsMalformed(payload: String) {
        let event = WireEvent(data: ByteBuffer(string: payload))
        #expect(ConversationKit.failure { _ = try ConversationKit.read(ResponsesReader.self, [event]) } == .malformed)
    }

    @Test(arguments: [
        #"{"type":"response.brand_new","x":1}"#, #"{"type":"response.output_text.annotation.added"}"#, "[DONE]",
        #"{"a":1}"#,
    ])
    func whatIsNotKnownIsPassedOver(payload: String) throws {
        var reader = ResponsesReader()
        var events: [ReplyEvent] = []
        try reader.take(WireEvent(data: ByteBuffer(string: payload)), into: &events)
        #expect(events.isEmpty && !reader.isDone)
    }
}
