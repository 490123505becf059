public import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the stream of InvokeModelWithResponseStream: each event of the Messages API in a frame of its own,
/// `{"bytes": base64}`.
public struct InvokeWriter: ReplyWriter {
    /// Amazon's framing.
    public static let contentType = ConverseWriter.contentType

    private var events: MessagesWriter
    private var framer = SSEFramer()
    private var hasOutput = false

    /// Nothing was written yet.
    public init(_ context: ReplyContext) { events = MessagesWriter(context) }

    /// Appends the frames for an event.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        if event.isOutput { hasOutput = true }
        var text = ByteBuffer()
        events.write(event, into: &text)
        Self.wrap(text, &framer, &out)
    }

    /// Appends the end of a complete stream.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        var text = ByteBuffer()
        events.finish(story: story, into: &text)
        Self.wrap(text, &framer, &out)
    }

    /// Appends an exception.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        let name = ConverseError.event(error, hasOutput: hasOutput)
        EventStreamWriter.append(
            headers: [
                (":exception-type", name), (":content-type", "application/json"), (":message-type", "exception"),
            ], to: &out
        ) { ConverseError.write(error, story, &$0) }
    }

    /// Appends Anthropic's `ping`, in a frame.
    public static func keepAlive(into out: inout ByteBuffer) {
        var text = ByteBuffer()
        MessagesWriter.keepAlive(into: &text)
        var framer = SSEFramer()
        wrap(text, &framer, &out)
    }

    /// What the Messages API writes are whole events, so that nothing is left over.
    private static func wrap(_ text: ByteBuffer, _ framer: inout SSEFramer, _ out: inout ByteBuffer) {
        guard text.readableBytes > 0 else { return }
        framer.append(text)
        while let event = try? framer.next() {
            EventStreamWriter.append(
                headers: [(":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event")],
                to: &out
            ) { json in
                json.beginObject()
                json.member("bytes", JSONString(escaped: ConverseBase64.encode(event.data)))
                json.endObject()
            }
        }
    }
}
