public import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the stream of a client of Cohere's chat API.
/// https://docs.cohere.com/reference/chat-stream
public struct CohereWriter: ReplyWriter {
    private enum Kind: String {
        case text
        case thinking
    }

    private let context: ReplyContext
    private var id: JSONString
    private var hasBegun = false
    /// The content that grows, and how many there were before it.
    private var open: Kind?
    private var contents = 0
    /// The numbers of the calls that grow, by slot, and whether arguments have come.
    private var calls: [Int: (index: Int, hasArguments: Bool)] = [:]
    private var callCount = 0
    private var finish = FinishReason.stop
    private var stop: JSONString?
    private var hasRefused = false
    private var usage: Usage?

    /// Nothing was written yet.
    public init(_ context: ReplyContext) {
        self.context = context
        id = JSONString(context.requestID)
    }

    /// Events of a browser's kind, in UTF-8.
    public static var contentType: String { "text/event-stream; charset=utf-8" }

    /// A comment.
    public static func keepAlive(into out: inout ByteBuffer) { out.writeStaticString(": ping\n\n") }

    /// Appends what the client gets for `event`. There is one answer in this dialect: others are passed over.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        switch event {
        case .start(let id, _, _):
            guard !hasBegun else { return }
            self.id = id ?? self.id
            begin(into: &out)
        case .text(0, let text): grow(.text, text, into: &out)
        case .refusal(0, let text):
            hasRefused = hasRefused || !text.isEmpty
            grow(.text, text, into: &out)
        case .reasoning(0, let text): grow(.thinking, text, into: &out)
        case .callStart(0, let slot, let id, let name, _): beginCall(slot, id, name, into: &out)
        case .callArguments(0, let slot, let text): growCall(slot, text, into: &out)
        case .callEnd(0, let slot): endCall(slot, into: &out)
        case .finish(0, let reason, let stop):
            finish = reason
            self.stop = stop
        case .usage(let usage): self.usage = usage
        default: break
        }
    }

    /// Appends the end of a complete stream.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        begin(into: &out)
        close(into: &out)
        for (slot, _) in calls.sorted(by: { $0.value.index < $1.value.index }) { endCall(slot, into: &out) }
        event("message-end", into: &out) { json in
            json.member("id", id)
            json.key("delta")
            json.beginObject()
            json.member(
                "finish_reason", CohereAnswerWriter.finish(hasRefused && finish == .stop ? .filter : finish, stop))
            if finish == .filter { json.member("error", "The answer was withheld by a content filter.") }
            if let usage { CohereAnswerWriter.write(usage, to: &json) }
            json.endObject()
            if let story {
                json.key("planb")
                json.raw(ResponseText.oneLine(story))
            }
        }
    }

    /// Appends an end that tells of the error.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        begin(into: &out)
        event("message-end", into: &out) { json in
            json.member("id", id)
            json.key("delta")
            json.beginObject()
            json.member("finish_reason", "ERROR")
            json.member("error", error.message)
            json.endObject()
            CohereErrorBody.append(story, to: &json)
        }
    }

    private mutating func begin(into out: inout ByteBuffer) {
        guard !hasBegun else { return }
        hasBegun = true
        event("message-start", into: &out) { json in
            json.member("id", id)
            Self.writeMessage(to: &json) { json in
                json.member("role", "assistant")
                for name in ["content", "tool_calls", "citations"] {
                    json.key(name)
                    json.beginArray()
                    json.endArray()
                }
                json.member("tool_plan", "")
            }
        }
    }

    // MARK: Content

    private mutating func grow(_ kind: Kind, _ text: JSONString, into out: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        begin(into: &out)
        if open != kind {
            close(into: &out)
            open = kind
            event("content-start", into: &out) { json in
                json.member("index", contents)
                Self.writeContent(to: &json) { json in
                    json.member("type", kind.rawValue)
                    json.member(kind.rawValue, "")
                }
            }
        }
        event("content-delta", into: &out) { json in
            json.member("index", contents)
            Self.writeContent(to: &json) { json in json.member(kind.rawValue, text) }
        }
    }

    private mutating func close(into out: inout ByteBuffer) {
        guard open != nil else { return }
        open = nil
        event("content-end", into: &out) { json in json.member("index", contents) }
        contents += 1
    }

    // MARK: Calls

    private mutating func beginCall(_ slot: Int, _ id: String?, _ name: String, into out: inout ByteBuffer) {
        begin(into: &out)
        close(into: &out)
        // A slot that is used twice belongs to two providers that answered in turn.
        endCall(slot, into: &out)
        let index = callCount
        callCount += 1
        calls[slot] = (index, false)
        event("tool-call-start", into: &out) { json in
            json.member("index", index)
            Self.writeMessage(to: &json) { json in
                json.key("tool_calls")
                json.beginObject()
                json.member("id", id ?? CohereAnswerWriter.callID(context, index))
                json.member("type", "function")
                json.key("function")
                json.beginObject()
                json.member("name", name)
                json.member("arguments", "")
                json.endObject()
                json.endObject()
            }
        }
    }

    private mutating func growCall(_ slot: Int, _ text: JSONString, into out: inout ByteBuffer) {
        guard let call = calls[slot], !text.isEmpty else { return }
        calls[slot]?.hasArguments = true
        event("tool-call-delta", into: &out) { json in
            json.member("index", call.index)
            Self.writeMessage(to: &json) { json in
                json.key("tool_calls")
                json.beginObject()
                json.key("function")
                json.beginObject()
                json.member("arguments", text)
                json.endObject()
                json.endObject()
            }
        }
    }

    private mutating func endCall(_ slot: Int, into out: inout ByteBuffer) {
        guard let call = calls[slot] else { return }
        if !call.hasArguments { growCall(slot, "{}", into: &out) }
        calls[slot] = nil
        event("tool-call-end", into: &out) { json in json.member("index", call.index) }
    }

    // MARK: Events

    private func event(_ type: String, into out: inout ByteBuffer, _ members: (inout JSONWriter) -> Void) {
        out.writeStaticString("event: ")
        out.writeString(type)
        out.writeStaticString("\ndata: ")
        var json = JSONWriter(buffer: out)
        // So that the writer holds the only reference to the storage and need not copy it.
        out = ByteBuffer()
        json.beginObject()
        json.member("type", type)
        members(&json)
        json.endObject()
        out = json.buffer
        out.writeStaticString("\n\n")
    }

    private static func writeMessage(to json: inout JSONWriter, _ members: (inout JSONWriter) -> Void) {
        json.key("delta")
        json.beginObject()
        json.key("message")
        json.beginObject()
        members(&json)
        json.endObject()
        json.endObject()
    }

    private static func writeContent(to json: inout JSONWriter, _ members: (inout JSONWriter) -> Void) {
        writeMessage(to: &json) { json in
            json.key("content")
            json.beginObject()
            members(&json)
            json.endObject()
        }
    }
}
