import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// A refusal must not look like an answer in a dialect that has no place of its own for it.
struct RefusalTests {
    static let words: [(dialect: DialectID, refused: String, answered: String)] = [
        (.anthropic, #""stop_reason":"refusal""#, #""stop_reason":"end_turn""#),
        (.gemini, #""finishReason":"SAFETY""#, #""finishReason":"STOP""#),
        (.bedrock, #""stopReason":"content_filtered""#, #""stopReason":"end_turn""#),
        (.cohere, #""finish_reason":"ERROR""#, #""finish_reason":"COMPLETE""#),
    ]

    @Test(arguments: words)
    func itsEndSaysSo(dialect: DialectID, refused: String, answered: String) {
        let codec = Codecs.codec(of: dialect)
        for (block, event, expected) in [
            (Block(.refusal("No.")), ReplyEvent.refusal(choice: 0, "No."), refused),
            (Block(.text("No.")), ReplyEvent.text(choice: 0, "No."), answered),
        ] {
            let reply = Reply(choices: [.init(blocks: [block], finish: .stop)], usage: Usage(input: 1, output: 1))
            #expect(String(buffer: codec.answer(reply, MessagesSamples.context)).contains(expected))
            var writer = codec.writer(MessagesSamples.context)
            var stream = ByteBuffer()
            for event in [
                .start(id: nil, model: nil, created: nil), event, .finish(choice: 0, .stop, stop: nil),
                .usage(Usage(input: 1, output: 1)),
            ] {
                writer.write(event, into: &stream)
            }
            writer.finish(story: nil, into: &stream)
            #expect(String(decoding: stream.readableBytesView, as: UTF8.self).contains(expected))
        }
    }
}
