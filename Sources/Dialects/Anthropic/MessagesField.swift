import PlanBConversation
import PlanBVocabulary

/// What a client calls the members that are left out or refused: Anthropic's own names, or else OpenAI's.
enum MessagesField {
    static func outputLimit(_ prompt: Prompt) -> String { name(prompt, "max_tokens", "max_completion_tokens") }
    static func reasoning(_ prompt: Prompt) -> String { name(prompt, "thinking", "reasoning_effort") }
    static func budget(_ prompt: Prompt) -> String { name(prompt, "thinking.budget_tokens", "reasoning_effort") }
    static func stops(_ prompt: Prompt) -> String { name(prompt, "stop_sequences", "stop") }

    private static func name(_ prompt: Prompt, _ own: String, _ other: String) -> String {
        prompt.dialect == .anthropic ? own : other
    }
}
