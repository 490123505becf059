public import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a ConverseStream. One block is open at a time; what belongs to later ones waits.
public struct ConverseWriter: ReplyWriter {
    /// Amazon's framing.
    public static let contentType = "application/vnd.amazon.eventstream"

    private let context: ReplyContext
    private var blocks = ConverseBlocks()
    private var hasStarted = false
    private var calls = 0
    /// The numbers of the calls in this stream, by their slot with the provider that answers now.
    private var slots: [Int: Int] = [:]
    private var finish = FinishReason.stop
    private var stop: JSONString?
    private var hasRefused = false
    private var usage: Usage?

    /// Nothing was written yet.
    public init(_ context: ReplyContext) { self.context = context }

    /// Appends the frames for an event. Events of any but the first answer are passed over: a client of this dialect
    /// cannot ask for more.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        switch event {
        case .start:
            // Another provider counts its calls from 0 again.
            slots = [:]
            start(&out)
        case .text(0, let text), .refusal(0, let text):
            guard !text.isEmpty else { return }
            if case .refusal = event { hasRefused = true }
            start(&out)
            blocks.text(text, &out)
        case .reasoning(0, let text):
            guard !text.isEmpty else { return }
            start(&out)
            blocks.thought(text, &out)
        case .seal(0, let seal):
            start(&out)
            blocks.seal(seal, &out)
        case .callStart(0, let slot, let id, let name, _):
            start(&out)
            slots[slot] = calls
            blocks.call(calls, id: ConverseAnswer.id(id, calls, context), name: name, &out)
            calls += 1
        case .callArguments(0, let slot, let text):
            if let number = slots[slot], !text.isEmpty { blocks.arguments(number, text, &out) }
        case .callEnd(0, let slot):
            if let number = slots[slot] { blocks.endCall(number, &out) }
        case .finish(0, let reason, let stop):
            finish = reason
            self.stop = stop
        case .usage(let usage): self.usage = usage
        case .text, .refusal, .reasoning, .seal, .callStart, .callArguments, .callEnd, .finish, .logprobs: break
        }
    }

    /// Appends what waits, the reason why the answer ended, and the event that says what it used.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        start(&out)
        blocks.endAll(&out)
        let (stop, usage) = (stop, usage)
        let finish = finish == .stop && hasRefused ? FinishReason.filter : finish
        ConverseFrame.append("messageStop", to: &out) { json in
            json.member("stopReason", ConverseStop.word(finish, hasMetStop: stop != nil))
            ConverseStop.write(met: stop, &json)
        }
        ConverseFrame.append("metadata", to: &out) { json in
            ConverseUsage.write(usage, &json)
            json.key("metrics")
            json.beginObject()
            json.member("latencyMs", 0)
            json.endObject()
            if let story {
                json.key("planb")
                json.raw(story)
            }
        }
    }

    /// Appends an exception.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        let name = ConverseError.event(error, hasOutput: blocks.hasWritten)
        EventStreamWriter.append(
            headers: [
                (":exception-type", name), (":content-type", "application/json"), (":message-type", "exception"),
            ], to: &out
        ) { json in
            ConverseError.write(error, story, &json)
        }
    }

    /// Appends nothing: the framing has no comments, and some readers fail at an event that they do not know.
    public static func keepAlive(into out: inout ByteBuffer) {}

    private mutating func start(_ out: inout ByteBuffer) {
        guard !hasStarted else { return }
        hasStarted = true
        ConverseFrame.append("messageStart", to: &out) { $0.member("role", "assistant") }
    }
}
