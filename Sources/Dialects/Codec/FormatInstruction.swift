import NIOCore
import PlanBConversation
import PlanBWire

/// The words that ask for a form of answer where a target cannot be told it in any other way. The answer is looked at
/// before it is handed on.
enum FormatInstruction {
    /// The words, for the system prompt; nil for plain text.
    static func text(_ format: OutputFormat) -> JSONString? {
        switch format {
        case .text: return nil
        case .json:
            return "Answer with one JSON object and nothing else: no explanation, and no code fence around it."
        case .schema(let schema):
            let words =
                "Answer with one JSON document that follows this JSON Schema, and nothing else: no explanation, "
                + "and no code fence around it.\n"
            return JSONString(words) + JSONString(String(buffer: schema.schema.raw))
        }
    }
}
