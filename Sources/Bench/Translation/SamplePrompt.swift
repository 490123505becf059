import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBVocabulary
import PlanBWire

/// A long conversation with a tool, as a client of a dialect sends it.
struct SamplePrompt {
    let dialect: DialectID
    let body: ByteBuffer
    let path: PathFacts

    /// - Parameters:
    ///   - codec: how the client speaks.
    ///   - size: about how long the body is, in bytes.
    init<Codec: ConversationCodec>(_ codec: Codec.Type, size: Int) {
        dialect = Codec.dialect
        // Some say model and stream in the path.
        path = PathFacts(model: "a-model", isStream: true)
        var prompt = Prompt(Codec.dialect, model: "a-model")
        prompt.isStream = true
        prompt.outputLimit = 1000
        prompt.system = [.text(JSONString(Self.text(2000)))]
        prompt.tools = [
            Tool(
                name: "weather", description: "The weather of a place.",
                schema: try? JSONNode(
                    reading: ByteBuffer(
                        string: #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#)))
        ]
        var round = 0
        while Self.written(prompt, codec).readableBytes < size {
            prompt.turns.append(contentsOf: Self.turns(round))
            round += 1
        }
        prompt.turns.append(Turn(.user, [.text("And now?")]))
        body = Self.written(prompt, codec)
    }

    /// A question, a call, its result, and an answer: 2 KB.
    private static func turns(_ round: Int) -> [Turn] {
        let id = "call_\(100_000_000 + round)"
        return [
            Turn(.user, [.text(JSONString(text(600)))]),
            Turn(
                .assistant,
                [
                    Block(
                        .call(
                            ToolCall(
                                id: id, name: "weather",
                                arguments: .object(ByteBuffer(string: #"{"city":"Berlin \#(round)"}"#)))))
                ]),
            Turn(.user, [Block(.result(ToolResult(id: id, name: "weather", blocks: [.text(JSONString(text(600)))])))]),
            Turn(.assistant, [.text(JSONString(text(600)))]),
        ]
    }

    private static func text(_ length: Int) -> String {
        String(
            String(repeating: "Words with \"quotes\" and\nnew lines, over and over. ", count: length / 40).prefix(
                length))
    }

    private static func written<Codec: ConversationCodec>(_ prompt: Prompt, _ codec: Codec.Type) -> ByteBuffer {
        var losses = Losses()
        return Codec.request(prompt, to: TargetTraits(model: "a-model"), &losses).body
    }
}
