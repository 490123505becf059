import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// How the form of the answer is brought about: told, by a tool that the model has to call, or in words.
enum MessagesForm {
    case none
    /// `output_config.format`
    case native(JSONValue)
    /// The tool of this schema has to be called.
    case tool(AnswerSchema)
    /// These words are added to `system`.
    case words(JSONString)

    /// The name of that tool.
    static let toolName = "json_output"

    init(_ prompt: Prompt, _ contract: Contract, _ emulation: inout Emulation) {
        self = .none
        switch prompt.format {
        case .text: return
        case .json:
            // There is no counterpart, and a tool without a schema is called with `{}`.
            self = .words("Answer with one JSON object and nothing else: no other words, no code fence.")
            emulation = .words(.json)
        case .schema(let schema):
            let cleaned = MessagesSchema(schema.schema)
            if !contract.lacks(.jsonSchema), !cleaned.isTooNarrow {
                self = .native(cleaned.schema)
                if cleaned.isWeaker { emulation = .words(prompt.format) }
            } else if prompt.tools.isEmpty, !contract.lacks(.tools), !contract.lacks(.forcedTools),
                schema.schema["type"]?.isString("object") == true
            {
                self = .tool(schema)
                emulation = .tool(Self.toolName)
            } else {
                self = .words(
                    "Answer with JSON and nothing else: no other words, no code fence. It has to follow this JSON "
                        + "Schema: " + JSONString(String(buffer: schema.schema.raw)))
                emulation = .words(prompt.format)
            }
        }
    }

    var isTool: Bool { if case .tool = self { true } else { false } }
}
