import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the parts that requests and answers have in common.
enum GeminiPartWriter {
    /// `skip_thought_signature_validator`, in base64: what Google wants in the place of a signature that was never made.
    static let skippedSignature: JSONString = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="

    static func text(_ text: JSONString, signature: JSONString?, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("text", text)
        if let signature { writer.member("thoughtSignature", signature) }
        writer.endObject()
    }

    /// A thought. One without words is a signature without words, which Google has on an empty text.
    static func thought(_ thought: Reasoning, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("text", thought.text ?? "")
        if thought.text != nil { writer.member("thought", true) }
        if let signature = thought.signature, thought.origin == .gemini {
            writer.member("thoughtSignature", signature)
        }
        writer.endObject()
    }

    /// A call. The arguments must be an object; nil stands for none.
    static func call(
        _ name: String, id: String?, _ arguments: ByteBuffer?, signature: JSONString?, _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("functionCall")
        writer.beginObject()
        if let id { writer.member("id", id) }
        writer.member("name", name)
        writer.key("args")
        writer.raw(arguments ?? ByteBuffer(string: "{}"))
        writer.endObject()
        if let signature { writer.member("thoughtSignature", signature) }
        writer.endObject()
    }

    /// The member `response` of a result: an object, whatever the tool gave.
    static func response(_ result: ToolResult, _ writer: inout JSONWriter) {
        writer.key("response")
        let isError = result.isError == true
        if let object = result.object {
            // An object that has these words for itself would be taken for what they mean to Google.
            guard isError || object["output"] != nil || object["error"] != nil else { return writer.raw(object.raw) }
            writer.beginObject()
            writer.member(isError ? "error" : "output", object)
            writer.endObject()
            return
        }
        let text = result.text
        writer.beginObject()
        if isError || !text.isEmpty { writer.member(isError ? "error" : "output", text) }
        writer.endObject()
    }

    /// The signature on the text at `index`: the thought without words that follows it.
    static func seal(after index: Int, _ blocks: [Block]) -> JSONString? {
        guard index + 1 < blocks.count, case .reasoning(let thought) = blocks[index + 1].content,
            thought.text == nil, thought.origin == .gemini
        else { return nil }
        return thought.signature
    }

    /// Whether the thought at `index` was written with the text before it.
    static func isSealOfText(_ index: Int, _ blocks: [Block]) -> Bool {
        guard index > 0 else { return false }
        switch blocks[index - 1].content {
        case .text, .refusal: return seal(after: index - 1, blocks) != nil
        default: return false
        }
    }

    /// An object on one line: in a stream each line is one of the event's.
    static func singleLine(_ object: ByteBuffer) -> ByteBuffer {
        let bytes = object.readableBytesUInt8Span
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
            guard let value = try? JSONValue.parse(bytes) else { return ByteBuffer(string: "{}") }
            var line = ByteBuffer()
            value.write(into: &line)
            return line
        }
        return object
    }
}
