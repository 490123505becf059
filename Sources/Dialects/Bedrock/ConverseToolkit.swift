import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Which tools a request has, and how the form of the answer is brought about.
struct ConverseToolkit {
    /// The tool whose arguments are the answer.
    static let answerTool = "json_output"

    /// The caller's tools that are sent.
    var tools: [Tool] = []
    /// Names in the history that no tool of the request has: Converse wants them defined.
    var remembered: [String] = []
    /// What is sent as the choice; nil: nothing.
    var choice: ToolChoice?
    var emulation = Emulation.none
    /// The schema that the model can be told directly.
    var schema: AnswerSchema?
    /// The schema that the answer tool has.
    var answerSchema: AnswerSchema?

    /// Whether a call is demanded.
    var isForced: Bool { choice?.isForced ?? false }

    /// Whether there is any tool to be sent.
    var isEmpty: Bool { tools.isEmpty && remembered.isEmpty && answerSchema == nil }

    init(_ prompt: Prompt, _ contract: Contract, _ losses: inout Losses) {
        tools = prompt.tools
        choice = prompt.toolChoice
        if case .allowed(let names, let isRequired) = prompt.toolChoice {
            let allowed = Set(names)
            tools = tools.filter { allowed.contains($0.name) }
            choice = isRequired ? .required : .auto
        }
        if tools.isEmpty { remembered = Self.namesInHistory(prompt) }
        plan(prompt, contract)
        settleChoice(prompt, contract, &losses)
    }

    /// In the order in which they were called.
    private static func namesInHistory(_ prompt: Prompt) -> [String] {
        var seen: Set<String> = []
        var names: [String] = []
        for turn in prompt.turns {
            for block in turn.blocks {
                if let name = block.call?.name ?? block.result?.name, seen.insert(name).inserted { names.append(name) }
            }
        }
        return names
    }

    private mutating func plan(_ prompt: Prompt, _ contract: Contract) {
        switch prompt.format {
        case .text: break
        case .json: emulation = .words(prompt.format)
        case .schema(let schema):
            if contract.has(.jsonSchema) {
                self.schema = schema
            } else if prompt.tools.isEmpty, !contract.lacks(.forcedTools), !contract.lacks(.tools),
                schema.schema["type"]?.isString("object") == true, !Self.thinks(prompt)
            {
                answerSchema = schema
                remembered.removeAll { $0 == Self.answerTool }
                choice = .named(Self.answerTool)
                emulation = .tool(Self.answerTool)
            } else {
                emulation = .words(prompt.format)
            }
        }
    }

    /// A model that is to think cannot be made to call a tool: then the form is asked for in words.
    private static func thinks(_ prompt: Prompt) -> Bool {
        guard let wish = prompt.reasoning else { return false }
        return wish.effort != ReasoningWish.Effort.none && wish.budget != 0
    }

    private mutating func settleChoice(_ prompt: Prompt, _ contract: Contract, _ losses: inout Losses) {
        if case ToolChoice.none? = choice {
            choice = nil
            let hasHistory = prompt.turns.contains { $0.blocks.contains { $0.call != nil || $0.result != nil } }
            // There is no word for "none". Without tools there is no need for one; with a history there must be tools.
            if !hasHistory {
                tools = []
                remembered = []
            } else if !prompt.tools.isEmpty {
                losses.drop("tool_choice")
            }
        }
        if isForced, answerSchema == nil {
            if contract.lacks(.forcedTools) {
                losses.refuse("tool_choice", "demands a call, which this model cannot be made to do")
                choice = nil
            } else if tools.isEmpty {
                choice = nil
            }
        }
        // What is not said is left to the model, and fewer models refuse it.
        if choice == .auto { choice = nil }
    }

    /// The words that ask for a form of answer; nil for plain text.
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
