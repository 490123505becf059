import NIOCore
import PlanBConversation
import PlanBWire

/// The form that an answer is to have.
enum GeminiFormat {
    /// Writes the members of the configuration for it.
    static func write(_ format: OutputFormat, _ writer: inout JSONWriter, _ losses: inout Losses) {
        switch format {
        case .text: return
        case .json: writer.member("responseMimeType", "application/json")
        case .schema(let schema):
            writer.member("responseMimeType", "application/json")
            writer.key("responseJsonSchema")
            GeminiSchema.write(schema.schema, to: &writer)
            if schema.description != nil { losses.drop("response_format.json_schema.description") }
        }
    }

    /// The words that ask for it where the model cannot be told in another way; nil for plain text.
    static func words(_ format: OutputFormat) -> JSONString? {
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
