import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a whole answer as Converse gives it.
enum ConverseAnswer {
    static func write(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        // A client of this dialect can ask for one answer only.
        let choice = reply.choices.first ?? Reply.Choice(finish: .stop)
        var json = JSONWriter(buffer: ByteBufferAllocator().buffer(capacity: 2048))
        json.beginObject()
        json.key("output")
        json.beginObject()
        json.key("message")
        json.beginObject()
        json.member("role", "assistant")
        json.key("content")
        json.beginArray()
        var slot = 0
        for block in choice.blocks {
            switch block.content {
            case .text(let text), .refusal(let text):
                guard !text.isEmpty else { continue }
                json.beginObject()
                json.member("text", text)
                json.endObject()
            case .call(let call):
                write(call, id: id(call.id, slot, context), &json)
                slot += 1
            case .reasoning(let reasoning): write(reasoning, &json)
            case .media, .result: continue
            }
        }
        json.endArray()
        json.endObject()
        json.endObject()
        json.member("stopReason", ConverseStop.word(choice.ending, hasMetStop: choice.stop != nil))
        ConverseUsage.write(reply.usage, &json)
        json.key("metrics")
        json.beginObject()
        json.member("latencyMs", 0)
        json.endObject()
        ConverseStop.write(met: choice.stop, &json)
        json.endObject()
        return json.buffer
    }

    /// The id of a call, as a client sends it back: it has to be legal here, also if it was made elsewhere.
    static func id(_ id: String?, _ slot: Int, _ context: ReplyContext) -> String {
        if let id, !id.isEmpty { return ConverseCodec.callIDs.id(id) }
        return ConverseCodec.callIDs.id("tooluse_\(context.requestID)_\(slot)")
    }

    private static func write(_ call: ToolCall, id: String, _ json: inout JSONWriter) {
        json.beginObject()
        json.key("toolUse")
        json.beginObject()
        json.member("toolUseId", id)
        json.member("name", call.name)
        json.key("input")
        if let object = call.arguments.object {
            json.raw(object)
        } else {
            json.beginObject()
            json.endObject()
        }
        json.endObject()
        json.endObject()
    }

    /// Seals of other makers stay behind.
    private static func write(_ reasoning: Reasoning, _ json: inout JSONWriter) {
        let isOwn = reasoning.origin == .bedrock
        if let sealed = reasoning.sealed, isOwn {
            json.beginObject()
            json.key("reasoningContent")
            json.beginObject()
            json.member("redactedContent", sealed)
            json.endObject()
            json.endObject()
        }
        let signature = isOwn ? reasoning.signature : nil
        guard let text = reasoning.text ?? (signature == nil ? nil : "") else { return }
        json.beginObject()
        json.key("reasoningContent")
        json.beginObject()
        json.key("reasoningText")
        json.beginObject()
        json.member("text", text)
        if let signature { json.member("signature", signature) }
        json.endObject()
        json.endObject()
        json.endObject()
    }
}
