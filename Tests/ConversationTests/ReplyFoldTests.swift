import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

/// Putting an answer together, and taking it apart.
struct ReplyFoldTests {
    private static func fold(_ events: [ReplyEvent]) -> Reply {
        var fold = ReplyFold(origin: .anthropic)
        for event in events { fold.take(event) }
        return fold.reply
    }

    private static func shape(_ reply: Reply) -> String {
        reply.choices.map { choice in
            choice.blocks.map { block in
                switch block.content {
                case .text(let text): "text(\(text))"
                case .refusal(let text): "refusal(\(text))"
                case .reasoning(let thought):
                    "thought(\(thought.text?.text ?? "-") \(thought.signature?.text ?? "-") \(thought.sealed?.text ?? "-"))"
                case .call(let call): "\(call.name)#\(call.id)(\(call.arguments.text))"
                case .media, .result: "?"
                }
            }.joined(separator: " ") + " \(choice.finish)"
        }.joined(separator: " | ")
    }

    private static let events: [ReplyEvent] = [
        .start(id: "1", model: "m", created: 5), .reasoning(choice: 0, "th"), .reasoning(choice: 0, "ink"),
        .seal(choice: 0, Reasoning(signature: "sig", origin: .anthropic)),
        .seal(choice: 0, Reasoning(sealed: "xyz", origin: .anthropic)), .text(choice: 0, "Hel"),
        .text(choice: 1, "other"), .text(choice: 0, "lo"),
        .callStart(choice: 0, slot: 0, id: "a", name: "f", signature: nil),
        .callStart(choice: 0, slot: 1, id: "b", name: "g", signature: nil),
        .callArguments(choice: 0, slot: 0, #"{"x""#), .callArguments(choice: 0, slot: 1, ""),
        .callArguments(choice: 0, slot: 0, ":1}"), .callEnd(choice: 0, slot: 0), .callEnd(choice: 0, slot: 1),
        .finish(choice: 0, .calls, stop: nil), .finish(choice: 1, .length, stop: nil),
        .usage(Usage(input: 1, output: 2)), .usage(Usage(input: 1, output: 7)),
    ]

    @Test("Pieces of a kind grow together, and the last count is the count")
    func folded() {
        let reply = Self.fold(Self.events)
        #expect(
            Self.shape(reply) == #"thought(think sig -) thought(- - xyz) text(Hello) f#a({"x":1}) g#b({}) calls"#
                + " | text(other) length")
        #expect(reply.usage?.output == 7 && reply.id == "1" && reply.created == 5)
    }

    @Test("An answer taken apart and put together is the same")
    func again() {
        let reply = Self.fold(Self.events)
        #expect(Self.shape(Self.fold(reply.events)) == Self.shape(reply))
    }

    @Test("Pieces of answers that cannot be are passed over")
    func impossible() {
        let reply = Self.fold([
            .text(choice: -1, "a"), .text(choice: 128, "b"), .callArguments(choice: 0, slot: 3, "c"),
            .callEnd(choice: 5, slot: -1), .finish(choice: .max, .stop, stop: nil),
        ])
        #expect(reply.choices.allSatisfy { $0.blocks.isEmpty })
    }
}
