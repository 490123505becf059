import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a whole answer for a client.
enum GeminiAnswer {
    static func write(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        for (index, choice) in reply.choices.enumerated() { write(choice, index, context, &writer) }
        writer.endArray()
        if let usage = reply.usage { GeminiUsage.write(usage, &writer) }
        writer.member("modelVersion", reply.model ?? JSONString(context.model))
        writer.member("responseId", context.requestID)
        writer.endObject()
        return writer.buffer
    }

    private static func write(
        _ choice: Reply.Choice, _ index: Int, _ context: ReplyContext, _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        var isRefusal = false
        if !choice.blocks.isEmpty {
            writer.key("content")
            writer.beginObject()
            writer.key("parts")
            writer.beginArray()
            var slot = 0
            for (position, block) in choice.blocks.enumerated() {
                switch block.content {
                case .text(let text):
                    GeminiPartWriter.text(
                        text, signature: GeminiPartWriter.seal(after: position, choice.blocks), &writer)
                case .refusal(let text):
                    isRefusal = true
                    GeminiPartWriter.text(text, signature: nil, &writer)
                case .reasoning(let thought):
                    guard thought.text != nil || thought.origin == .gemini,
                        !GeminiPartWriter.isSealOfText(position, choice.blocks)
                    else { continue }
                    GeminiPartWriter.thought(thought, &writer)
                case .call(let call):
                    let id = call.id.isEmpty ? inventedID(context.requestID, index, slot) : call.id
                    GeminiPartWriter.call(
                        call.name, id: id, call.arguments.object, signature: call.signature, &writer)
                    slot += 1
                case .media, .result: continue
                }
            }
            writer.endArray()
            writer.member("role", "model")
            writer.endObject()
        }
        writer.member("finishReason", GeminiFinish.word(isRefusal ? .filter : choice.finish))
        writer.member("index", index)
        if let logprobs = choice.logprobs { GeminiLogprobs.write(logprobs, &writer) }
        writer.endObject()
    }

    /// An id for a call that its provider gave none.
    static func inventedID(_ requestID: String, _ choice: Int, _ slot: Int) -> String {
        choice == 0 ? "call_\(requestID)_\(slot)" : "call_\(requestID)_\(choice)_\(slot)"
    }
}
