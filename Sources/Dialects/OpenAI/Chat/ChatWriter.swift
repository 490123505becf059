public import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a stream of chat completion chunks, ended by `[DONE]`.
public struct ChatWriter: ReplyWriter {
    private struct Answer {
        var hasRole = false
        var finish: FinishReason?
    }

    /// What the client gets.
    public static let contentType = "text/event-stream; charset=utf-8"

    private let context: ReplyContext
    /// What every chunk begins with, up to the choices. Made at the first chunk, when the model is known.
    private var head: ByteBuffer?
    private var answers: [Answer] = []
    private var usage: Usage?
    private var model: JSONString?
    private var created: Int?

    /// Nothing has come yet.
    public init(_ context: ReplyContext) { self.context = context }

    /// Appends what the client gets for an event.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        switch event {
        case .start(_, let model, let created):
            if head == nil { (self.model, self.created) = (model, created) }
        case .text(let choice, let text): writeDelta(choice, "content", text, &out)
        case .refusal(let choice, let text): writeDelta(choice, "refusal", text, &out)
        // No official member has it; this one is what most clients know.
        case .reasoning(let choice, let text): writeDelta(choice, "reasoning_content", text, &out)
        case .callStart(let choice, let slot, let id, let name, _):
            let id = id ?? ChatIDs.call(context, choice, slot)
            writeChunk(choice, &out) { writer in
                Self.call(slot, &writer) { writer in
                    writer.member("id", id)
                    writer.member("type", "function")
                    writer.key("function")
                    writer.beginObject()
                    writer.member("name", name)
                    writer.member("arguments", "")
                    writer.endObject()
                }
            }
        case .callArguments(let choice, let slot, let text):
            writeChunk(choice, &out) { writer in
                Self.call(slot, &writer) { writer in
                    writer.key("function")
                    writer.beginObject()
                    writer.member("arguments", text)
                    writer.endObject()
                }
            }
        case .logprobs(let choice, let logprobs): writeChunk(choice, &out, logprobs: logprobs) { _ in }
        case .finish(let choice, let reason, _):
            prepare(choice)
            if answers.indices.contains(choice) { answers[choice].finish = reason }
        case .usage(let usage): self.usage = usage
        // Seals mean nothing to clients of this dialect, and a call has no end of its own.
        case .seal, .callEnd: break
        }
    }

    /// Appends the end of a complete stream.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        let last = answers.indices.last
        for index in answers.indices {
            guard let reason = answers[index].finish else { continue }
            let isLast = index == last && !(context.wantsUsage && usage != nil)
            writeChunk(index, &out, finish: reason, story: isLast ? story : nil) { _ in }
        }
        // A provider that has counted nothing leaves nothing to tell.
        if context.wantsUsage, let usage { writeUsage(usage, story, &out) }
        out.writeStaticString("data: [DONE]\n\n")
    }

    /// Appends an error, after which the connection is aborted.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        var event = OpenAIErrorBody.event(
            error, requestID: story.requestID, attempts: story.attempts, resumed: story.resumed)
        out.writeBuffer(&event)
    }

    /// Appends something that keeps a connection alive and says nothing.
    public static func keepAlive(into out: inout ByteBuffer) { out.writeStaticString(": keep-alive\n\n") }

    private mutating func prepare(_ choice: Int) {
        guard choice >= 0, choice < 128 else { return }
        while answers.count <= choice { answers.append(Answer()) }
    }

    private mutating func writeDelta(_ choice: Int, _ name: String, _ text: JSONString, _ out: inout ByteBuffer) {
        writeChunk(choice, &out) { $0.member(name, text) }
    }

    private mutating func writeChunk(
        _ choice: Int, _ out: inout ByteBuffer, finish: FinishReason? = nil, logprobs: JSONNode? = nil,
        story: ByteBuffer? = nil, _ delta: (inout JSONWriter) -> Void
    ) {
        prepare(choice)
        guard answers.indices.contains(choice) else { return }
        out.writeStaticString("data: ")
        out.writeImmutableBuffer(chunkHead())
        var writer = JSONWriter(buffer: out)
        // So that the writer holds the only reference to the storage and need not copy it.
        out = ByteBuffer()
        writer.beginObject()
        writer.member("index", choice)
        writer.key("delta")
        writer.beginObject()
        if !answers[choice].hasRole {
            answers[choice].hasRole = true
            writer.member("role", "assistant")
        }
        delta(&writer)
        writer.endObject()
        if let logprobs { writer.member("logprobs", logprobs) }
        writer.key("finish_reason")
        if let finish { writer.string(ChatFinish.word(finish)) } else { writer.null() }
        writer.endObject()
        out = writer.buffer
        out.writeStaticString("]")
        if context.wantsUsage { out.writeStaticString(",\"usage\":null") }
        end(story, &out)
    }

    private mutating func writeUsage(_ usage: Usage, _ story: ByteBuffer?, _ out: inout ByteBuffer) {
        out.writeStaticString("data: ")
        out.writeImmutableBuffer(chunkHead())
        var writer = JSONWriter()
        ChatUsage.write(usage, &writer)
        out.writeStaticString("],\"usage\":")
        out.writeImmutableBuffer(writer.buffer)
        end(story, &out)
    }

    private func end(_ story: ByteBuffer?, _ out: inout ByteBuffer) {
        if let story {
            out.writeStaticString(",\"planb\":")
            out.writeImmutableBuffer(story)
        }
        out.writeStaticString("}\n\n")
    }

    private mutating func chunkHead() -> ByteBuffer {
        if let head { return head }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", ChatIDs.answer(context))
        writer.member("object", "chat.completion.chunk")
        writer.member("created", created ?? context.created)
        writer.member("model", model ?? JSONString(context.model))
        var made = writer.buffer
        made.writeStaticString(",\"choices\":[")
        head = made
        return made
    }

    private static func call(_ slot: Int, _ writer: inout JSONWriter, _ members: (inout JSONWriter) -> Void) {
        writer.key("tool_calls")
        writer.beginArray()
        writer.beginObject()
        writer.member("index", slot)
        members(&writer)
        writer.endObject()
        writer.endArray()
    }
}
