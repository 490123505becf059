/// How a provider is given the beginning of an answer that it is to continue.
public enum PrefillStyle: String, Sendable, Equatable {
    /// As the last message, of the assistant. llama.cpp continues it by itself.
    case trailingMessage
    /// The same, and the two members `continue_final_message` and `add_generation_prompt` that vLLM wants.
    case continueFinalMessage
    /// The same, with `"prefix": true` in the message, as Mistral and DeepSeek want it.
    case prefixFlag
}
