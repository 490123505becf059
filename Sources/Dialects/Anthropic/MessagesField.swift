import PlanBConversation
import PlanBVocabulary

/// What a client calls the members that are left out or refused: Anthropic's own names, or else OpenAI's.
enum MessagesField {
    /// A conversation that Anthropic keeps, of which a request tells only what is new.
    static let thread = "thread"
    static func outputLimit(_ prompt: Prompt) -> String { name(prompt, "max_tokens", "max_completion_tokens") }
    static func reasoning(_ prompt: Prompt) -> String { name(prompt, "thinking", "reasoning_effort") }
    static func budget(_ prompt: Prompt) -> String { name(prompt, "thinking.budget_tokens", "reasoning_effort") }
    static func stops(_ prompt: Prompt) -> String { name(prompt, "stop_sequences", "stop") }

    private static func name(_ prompt: Prompt, _ own: String, _ other: String) -> String {
        prompt.dialect == .anthropic ? own : other
    }
}
