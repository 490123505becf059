public import NIOCore
public import PlanBConversation
import PlanBWire

extension ChatCodec {
    /// Writes a whole answer for a client.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        var writer = JSONWriter(buffer: ByteBufferAllocator().buffer(capacity: 2048))
        writer.beginObject()
        writer.member("id", ChatIDs.answer(context))
        writer.member("object", "chat.completion")
        writer.member("created", reply.created ?? context.created)
        writer.member("model", reply.model ?? JSONString(context.model))
        writer.key("choices")
        writer.beginArray()
        for (index, choice) in reply.choices.enumerated() { write(choice, index, context, &writer) }
        writer.endArray()
        if let usage = reply.usage {
            writer.key("usage")
            ChatUsage.write(usage, &writer)
        }
        writer.endObject()
        return writer.buffer
    }

    private static func write(
        _ choice: Reply.Choice, _ index: Int, _ context: ReplyContext, _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("index", index)
        writer.key("message")
        writer.beginObject()
        writer.member("role", "assistant")
        writeTexts(choice.blocks, &writer)
        let calls = choice.blocks.compactMap(\.call)
        if !calls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (slot, call) in calls.enumerated() {
                writer.beginObject()
                writer.member("id", call.id.isEmpty ? ChatIDs.call(context, index, slot) : call.id)
                writer.member("type", "function")
                writer.key("function")
                writer.beginObject()
                writer.member("name", call.name)
                writer.member("arguments", call.arguments.text)
                writer.endObject()
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        writer.key("logprobs")
        if let logprobs = choice.logprobs { writer.raw(logprobs.raw) } else { writer.null() }
        writer.member("finish_reason", ChatFinish.word(choice.finish))
        writer.endObject()
    }

    /// `content` and `refusal` are always there; what the model thought only if it did.
    private static func writeTexts(_ blocks: [Block], _ writer: inout JSONWriter) {
        var content: JSONString?
        var refusal: JSONString?
        var thought: JSONString?
        for block in blocks {
            switch block.content {
            case .text(let text): content = content.map { $0 + text } ?? text
            case .refusal(let text): refusal = refusal.map { $0 + text } ?? text
            case .reasoning(let reasoning):
                if let text = reasoning.text { thought = thought.map { $0 + text } ?? text }
            case .media, .call, .result: break
            }
        }
        writer.key("content")
        if let content { writer.string(content) } else { writer.null() }
        writer.key("refusal")
        if let refusal { writer.string(refusal) } else { writer.null() }
        if let thought { writer.member("reasoning_content", thought) }
    }
}

/// Ids that the provider did not give, made from the request's.
enum ChatIDs {
    static func answer(_ context: ReplyContext) -> String { "chatcmpl-" + suffix(context) }

    static func call(_ context: ReplyContext, _ choice: Int, _ slot: Int) -> String {
        "call_\(suffix(context).prefix(20))\(choice)_\(slot)"
    }

    private static func suffix(_ context: ReplyContext) -> Substring {
        context.requestID.hasPrefix("req_") ? context.requestID.dropFirst(4) : context.requestID[...]
    }
}
