public import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the stream of a client of the Responses API: events with numbers, whose last one repeats the whole answer.
/// https://platform.openai.com/docs/api-reference/responses-streaming
public struct ResponsesWriter: ReplyWriter {
    var object: ResponseObject
    var items: [ResponseItem] = []
    /// The message or the thought that grows; calls may grow side by side.
    var open: Int?
    /// Where the calls stand among the items, by slot.
    var calls: [Int: Int] = [:]
    var sequence = 0
    private var hasBegun = false
    private var finish = FinishReason.stop
    private var usage: Usage?

    /// Nothing was written yet.
    public init(_ context: ReplyContext) { object = ResponseObject(context) }

    /// Events of a browser's kind, in UTF-8.
    public static var contentType: String { "text/event-stream; charset=utf-8" }

    /// A comment.
    public static func keepAlive(into out: inout ByteBuffer) { out.writeStaticString(": ping\n\n") }

    /// Appends what the client gets for `event`. There is one answer in this dialect: others are passed over.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        switch event {
        case .start(_, let model, let created):
            guard !hasBegun else { return }
            object.model = model ?? object.model
            object.created = created ?? object.created
            begin(into: &out)
        case .text(0, let text): grow(text, isRefusal: false, into: &out)
        case .refusal(0, let text): grow(text, isRefusal: true, into: &out)
        case .reasoning(0, let text): think(text, into: &out)
        case .seal(0, let seal): close(with: seal, into: &out)
        case .callStart(0, let slot, let id, let name, _): beginCall(slot, id, name, into: &out)
        case .callArguments(0, let slot, let text):
            if let index = calls[slot] { growCall(index, text, into: &out) }
        case .callEnd(0, let slot):
            if let index = calls.removeValue(forKey: slot) { endCall(index, "completed", into: &out) }
        case .logprobs(0, let logprobs):
            // The pieces have gone out already: the tokens come with the whole.
            if let open, let last = items[open].parts.indices.last, items[open].isMessage {
                items[open].parts[last].append(logprobs: logprobs)
            }
        case .finish(0, let reason, _): finish = reason
        case .usage(let usage): self.usage = usage
        default: break
        }
    }

    /// Appends the end of a complete stream.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        begin(into: &out)
        let state = ResponseObject.State.ended(finish)
        closeOpen(state.word, into: &out)
        for (slot, index) in calls.sorted(by: { $0.value < $1.value }) {
            calls[slot] = nil
            endCall(index, state.word, into: &out)
        }
        event("response.\(state.word)", into: &out) { json in
            json.key("response")
            object.write(state, items, usage, to: &json)
            if let story {
                json.key("planb")
                json.raw(ResponseText.oneLine(story))
            }
        }
        sequence += 1
    }

    /// Appends an `error` event.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        event("error", into: &out) { json in
            json.member("code", error.code)
            json.member("message", error.message)
            json.member("param", error.parameter)
            if story.attempts != nil || story.resumed != nil {
                json.key("planb")
                json.raw(
                    OpenAIErrorBody.story(
                        requestID: story.requestID, attempts: story.attempts, resumed: story.resumed))
            }
        }
        sequence += 1
    }

    mutating func begin(into out: inout ByteBuffer) {
        guard !hasBegun else { return }
        hasBegun = true
        for type in ["response.created", "response.in_progress"] {
            event(type, into: &out) { json in
                json.key("response")
                object.write(.inProgress, [], nil, to: &json)
            }
            sequence += 1
        }
    }

    /// Writes an event. Its number is the caller's to count on, since the closure looks at this value.
    func event(_ type: String, into out: inout ByteBuffer, _ members: (inout JSONWriter) -> Void) {
        out.writeStaticString("event: ")
        out.writeString(type)
        out.writeStaticString("\ndata: ")
        var json = JSONWriter(buffer: out)
        // So that the writer holds the only reference to the storage and need not copy it.
        out = ByteBuffer()
        json.beginObject()
        json.member("type", type)
        json.member("sequence_number", sequence)
        members(&json)
        json.endObject()
        out = json.buffer
        out.writeStaticString("\n\n")
    }
}
