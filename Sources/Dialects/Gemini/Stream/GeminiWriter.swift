public import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the stream of a client: events without names, each an answer with what is new, and no mark of the end.
///
/// Calls are told in the last event, all of them: applications put the contents of events into the history one after the
/// other, and Google wants as many responses as the content right before them has calls.
///
/// Every event has a candidate with content, even if it is an empty text: Google's Python SDK throws a turn out of a
/// conversation's history if one of its events has none.
public struct GeminiWriter: ReplyWriter {
    private struct Call {
        var slot: Int
        var id: String
        var name: String
        var signature: JSONString?
        /// Grows in place.
        var arguments: JSONString = ""
    }

    private struct Choice {
        /// Calls that are not complete.
        var calls: [Call] = []
        /// Calls that are, and wait for those beside them.
        var complete: [Call] = []
        var finish: FinishReason?
        var hasRefused = false
    }

    /// More than any dialect allows to ask for.
    private static let mostChoices = 128

    private let context: ReplyContext
    private var hasStarted = false
    /// What stands at the end of each event.
    private var tail: ByteBuffer
    private var choices: [Choice] = []
    private var usage: Usage?

    /// Nothing was written yet.
    public init(_ context: ReplyContext) {
        self.context = context
        tail = Self.tail(JSONString(context.model), context)
    }

    /// `text/event-stream`
    public static var contentType: String { "text/event-stream" }

    /// An empty piece of text. Google's SDKs for Python and Go fail on comments, and the one for Go on blank lines too.
    public static func keepAlive(into out: inout ByteBuffer) {
        out.writeStaticString(
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},\"index\":0}]}\n\n")
    }

    /// Appends what the client gets for `event`.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        switch event {
        case .start(_, let model, _):
            guard !hasStarted else { return }
            hasStarted = true
            if let model { tail = Self.tail(model, context) }
        case .text(let choice, let text):
            guard prepare(choice), !text.isEmpty else { return }
            writeText(text, choice, into: &out)
        case .refusal(let choice, let text):
            guard prepare(choice) else { return }
            choices[choice].hasRefused = true
            if !text.isEmpty { writeText(text, choice, into: &out) }
        case .reasoning(let choice, let text):
            guard prepare(choice), !text.isEmpty else { return }
            writePart(choice, into: &out) { writer in
                GeminiPartWriter.thought(Reasoning(text: text, origin: .gemini), &writer)
            }
        case .seal(let choice, let seal):
            guard prepare(choice), seal.origin == .gemini, let signature = seal.signature else { return }
            writePart(choice, into: &out) { writer in
                GeminiPartWriter.text("", signature: signature, &writer)
            }
        case .callStart(let choice, let slot, let id, let name, let signature):
            guard prepare(choice) else { return }
            let own = id.flatMap { $0.isEmpty ? nil : $0 }
            choices[choice].calls.append(
                Call(
                    slot: slot, id: own ?? GeminiAnswer.inventedID(context.requestID, choice, slot), name: name,
                    signature: signature))
        case .callArguments(let choice, let slot, let text):
            guard prepare(choice), let call = choices[choice].calls.firstIndex(where: { $0.slot == slot }) else {
                return
            }
            choices[choice].calls[call].arguments.append(text)
        case .callEnd(let choice, let slot):
            guard prepare(choice), let call = choices[choice].calls.firstIndex(where: { $0.slot == slot }) else {
                return
            }
            choices[choice].complete.append(choices[choice].calls.remove(at: call))
        case .logprobs(let choice, let logprobs):
            guard prepare(choice) else { return }
            let line = (try? JSONNode(reading: GeminiPartWriter.singleLine(logprobs.raw))) ?? .null
            writePart(choice, into: &out, also: { GeminiLogprobs.write(line, &$0) }) { writer in
                GeminiPartWriter.text("", signature: nil, &writer)
            }
        case .finish(let choice, let reason, _):
            guard prepare(choice) else { return }
            choices[choice].finish = reason
        case .usage(let usage): self.usage = usage
        }
    }

    /// Appends the last event: why the answer ended, and what it used.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        _ = prepare(0)
        for choice in choices.indices {
            choices[choice].complete += choices[choice].calls
            choices[choice].calls = []
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        for (index, choice) in choices.enumerated() {
            writer.beginObject()
            writer.key("content")
            writer.beginObject()
            writer.key("parts")
            writer.beginArray()
            if choice.complete.isEmpty {
                GeminiPartWriter.text("", signature: nil, &writer)
            } else {
                Self.write(choice.complete, &writer)
            }
            writer.endArray()
            writer.member("role", "model")
            writer.endObject()
            writer.member("finishReason", GeminiFinish.word(choice.hasRefused ? .filter : choice.finish ?? .stop))
            writer.member("index", index)
            writer.endObject()
        }
        writer.endArray()
        if let usage { GeminiUsage.write(usage, &writer) }
        if let story {
            writer.key("planb")
            writer.raw(GeminiPartWriter.singleLine(story))
        }
        out.writeStaticString("data: ")
        out.writeImmutableBuffer(writer.buffer)
        out.writeImmutableBuffer(tail)
    }

    /// Appends an error, for which Google's SDKs look in every event.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        SSEWriter.append(data: GeminiErrorBody.json(error, story), to: &out)
    }

    private mutating func prepare(_ choice: Int) -> Bool {
        guard choice >= 0, choice < Self.mostChoices else { return false }
        while choices.count <= choice { choices.append(Choice()) }
        return true
    }

    private mutating func writeText(_ text: JSONString, _ choice: Int, into out: inout ByteBuffer) {
        writeCalls(choice, into: &out)
        out.writeStaticString("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"")
        out.writeImmutableBuffer(text.escaped)
        out.writeStaticString("\"}],\"role\":\"model\"},\"index\":")
        out.writeString(String(choice))
        out.writeStaticString("}]")
        out.writeImmutableBuffer(tail)
    }

    /// Writes the calls that wait.
    private mutating func writeCalls(_ choice: Int, into out: inout ByteBuffer) {
        let calls = choices[choice].complete
        guard !calls.isEmpty else { return }
        choices[choice].complete = []
        writePart(choice, into: &out) { Self.write(calls, &$0) }
    }

    private static func write(_ calls: [Call], _ writer: inout JSONWriter) {
        for call in calls {
            let arguments = ToolArguments(text: call.arguments).object.map(GeminiPartWriter.singleLine)
            GeminiPartWriter.call(call.name, id: call.id, arguments, signature: call.signature, &writer)
        }
    }

    private mutating func writePart(
        _ choice: Int, into out: inout ByteBuffer, also: (inout JSONWriter) -> Void = { _ in },
        _ part: (inout JSONWriter) -> Void
    ) {
        writeCalls(choice, into: &out)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        writer.beginObject()
        writer.key("content")
        writer.beginObject()
        writer.key("parts")
        writer.beginArray()
        part(&writer)
        writer.endArray()
        writer.member("role", "model")
        writer.endObject()
        writer.member("index", choice)
        also(&writer)
        writer.endObject()
        writer.endArray()
        out.writeStaticString("data: ")
        out.writeImmutableBuffer(writer.buffer)
        out.writeImmutableBuffer(tail)
    }

    /// The last members of an event, its end, and the blank line.
    private static func tail(_ model: JSONString, _ context: ReplyContext) -> ByteBuffer {
        var members = JSONWriter()
        members.beginObject()
        members.member("modelVersion", model)
        members.member("responseId", context.requestID)
        members.endObject()
        var tail = ByteBuffer(string: ",")
        // What stands after the brace that begins the object.
        if let rest = members.buffer.getSlice(at: 1, length: members.buffer.readableBytes - 1) {
            tail.writeImmutableBuffer(rest)
        }
        tail.writeStaticString("\n\n")
        return tail
    }
}
