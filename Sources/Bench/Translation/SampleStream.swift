import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBVocabulary
import PlanBWire

/// A provider's stream with events of a given size, cut where the network would: one read for each event.
struct SampleStream {
    /// Everything up to the first word.
    let head: ByteBuffer
    /// The words.
    let events: [ByteBuffer]
    /// Finish reason, usage and whatever ends the stream.
    let tail: ByteBuffer

    /// - Parameters:
    ///   - codec: how the provider speaks.
    ///   - count: how many events with text there are.
    ///   - size: how long each of them is, in bytes with its framing; longer if it is longer without any text.
    init<Codec: ConversationCodec>(_ codec: Codec.Type, count: Int, size: Int) {
        let context = ReplyContext(
            requestID: "req_0123456789abcdef", model: "a-model-2026-01-01", created: 1_800_000_000, wantsUsage: true)
        let empty = Self.sizes(codec, context, text: "x")
        let text = JSONString(Self.words(max(1, size - empty + 1)))
        var writer = Codec.Writer(context)
        var head = ByteBuffer()
        writer.write(.start(id: "answer_0123456789", model: "a-model-2026-01-01", created: 1_800_000_000), into: &head)
        writer.write(.text(choice: 0, "The"), into: &head)
        var events: [ByteBuffer] = []
        for _ in 0..<count {
            var event = ByteBuffer()
            writer.write(.text(choice: 0, text), into: &event)
            events.append(event)
        }
        var tail = ByteBuffer()
        writer.write(.finish(choice: 0, .stop, stop: nil), into: &tail)
        writer.write(.usage(Usage(input: 21, output: count + 1)), into: &tail)
        writer.finish(story: nil, into: &tail)
        (self.head, self.events, self.tail) = (head, events, tail)
    }

    /// The length of an event with `text`.
    private static func sizes<Codec: ConversationCodec>(
        _ codec: Codec.Type, _ context: ReplyContext, text: JSONString
    ) -> Int {
        var writer = Codec.Writer(context)
        var head = ByteBuffer()
        writer.write(.start(id: "answer_0123456789", model: "a-model-2026-01-01", created: 1_800_000_000), into: &head)
        writer.write(.text(choice: 0, text), into: &head)
        var event = ByteBuffer()
        writer.write(.text(choice: 0, text), into: &event)
        return event.readableBytes
    }

    private static func words(_ length: Int) -> String {
        String(String(repeating: "word after word, and so on; ", count: length / 28 + 1).prefix(length))
    }
}
