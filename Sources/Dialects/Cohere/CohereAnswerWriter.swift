import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a whole answer for a client of Cohere's, and what a stream has in common with it.
enum CohereAnswerWriter {
    static func write(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        let choice = reply.choices.first
        var json = JSONWriter()
        json.beginObject()
        json.member("id", reply.id ?? JSONString(context.requestID))
        json.member("finish_reason", finish(choice?.ending ?? .stop, choice?.stop))
        json.key("message")
        json.beginObject()
        json.member("role", "assistant")
        writeContent(choice?.blocks ?? [], to: &json)
        writeCalls(choice?.blocks ?? [], context, to: &json)
        json.endObject()
        if let usage = reply.usage { write(usage, to: &json) }
        json.endObject()
        return json.buffer
    }

    /// The API has no word for an answer that was withheld: it did not end well. One that the provider has broken off in
    /// order to be asked again ends as one for which there was no more room.
    static func finish(_ reason: FinishReason, _ stop: JSONString?) -> String {
        switch reason {
        case .stop: stop == nil ? "COMPLETE" : "STOP_SEQUENCE"
        case .length, .pause: "MAX_TOKENS"
        case .calls: "TOOL_CALL"
        case .filter: "ERROR"
        }
    }

    /// The id of a call to which the provider gave none.
    static func callID(_ context: ReplyContext, _ index: Int) -> String {
        let id = context.requestID
        return "call_\(id.hasPrefix("req_") ? id.dropFirst(4) : id[...])_\(index)"
    }

    static func write(_ usage: Usage, to json: inout JSONWriter) {
        json.key("usage")
        json.beginObject()
        for name in ["billed_units", "tokens"] {
            json.key(name)
            json.beginObject()
            json.member("input_tokens", usage.input)
            json.member("output_tokens", usage.output)
            json.endObject()
        }
        json.member("cached_tokens", usage.cachedInput)
        json.endObject()
    }

    private static func writeContent(_ blocks: [Block], to json: inout JSONWriter) {
        let parts = blocks.compactMap { block -> (type: String, text: JSONString)? in
            switch block.content {
            case .text(let text), .refusal(let text): ("text", text)
            case .reasoning(let reasoning): reasoning.text.map { ("thinking", $0) }
            case .media, .call, .result: nil
            }
        }
        guard !parts.isEmpty else { return }
        json.key("content")
        json.beginArray()
        for part in parts {
            json.beginObject()
            json.member("type", part.type)
            json.member(part.type, part.text)
            json.endObject()
        }
        json.endArray()
    }

    private static func writeCalls(_ blocks: [Block], _ context: ReplyContext, to json: inout JSONWriter) {
        let calls = blocks.compactMap(\.call)
        guard !calls.isEmpty else { return }
        json.key("tool_calls")
        json.beginArray()
        for (index, call) in calls.enumerated() {
            json.beginObject()
            json.member("id", call.id.isEmpty ? callID(context, index) : call.id)
            json.member("type", "function")
            json.key("function")
            json.beginObject()
            json.member("name", call.name)
            json.member("arguments", call.arguments.text)
            json.endObject()
            json.endObject()
        }
        json.endArray()
    }
}
