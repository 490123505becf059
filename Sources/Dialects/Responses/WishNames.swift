import PlanBVocabulary

/// What a client's dialect calls what it asked for: what is refused or dropped is named in the client's own words.
struct WishNames {
    enum Wish: Int {
        case stops
        case seed
        case topK
        case temperature
        case topP
        case presencePenalty
        case frequencyPenalty
        case outputLimit
        case format
        case toolChoice
        case parallelCalls
        case strict
        case effort
        case budget
        case choices
        case logprobs
        case serviceTier
        case cache
        case messages
    }

    let dialect: DialectID

    subscript(wish: Wish) -> String {
        let names =
            switch dialect {
            case .openAI: Self.openAI
            case .responses: Self.responses
            case .anthropic, .invoke: Self.anthropic
            case .gemini: Self.gemini
            case .bedrock: Self.bedrock
            case .cohere: Self.cohere
            }
        return names[wish] ?? Self.openAI[wish] ?? "\(wish)"
    }

    private static let openAI: [Wish: String] = [
        .stops: "stop", .seed: "seed", .topK: "top_k", .temperature: "temperature", .topP: "top_p",
        .presencePenalty: "presence_penalty", .frequencyPenalty: "frequency_penalty",
        .outputLimit: "max_completion_tokens", .format: "response_format", .toolChoice: "tool_choice",
        .parallelCalls: "parallel_tool_calls", .strict: "strict", .effort: "reasoning_effort",
        .budget: "reasoning_effort", .choices: "n", .logprobs: "logprobs", .serviceTier: "service_tier",
        .cache: "prompt_cache_breakpoint", .messages: "messages",
    ]
    private static let responses: [Wish: String] = [
        .outputLimit: "max_output_tokens", .format: "text.format", .effort: "reasoning.effort",
        .logprobs: "top_logprobs", .messages: "input",
    ]
    private static let anthropic: [Wish: String] = [
        .stops: "stop_sequences", .outputLimit: "max_tokens", .format: "output_config.format",
        .parallelCalls: "tool_choice.disable_parallel_tool_use", .effort: "output_config.effort",
        .budget: "thinking.budget_tokens", .cache: "cache_control",
    ]
    private static let gemini: [Wish: String] = [
        .stops: "generationConfig.stopSequences", .seed: "generationConfig.seed", .topK: "generationConfig.topK",
        .temperature: "generationConfig.temperature", .topP: "generationConfig.topP",
        .presencePenalty: "generationConfig.presencePenalty", .frequencyPenalty: "generationConfig.frequencyPenalty",
        .outputLimit: "generationConfig.maxOutputTokens", .format: "generationConfig.responseMimeType",
        .toolChoice: "toolConfig.functionCallingConfig", .effort: "generationConfig.thinkingConfig.thinkingLevel",
        .budget: "generationConfig.thinkingConfig.thinkingBudget", .choices: "generationConfig.candidateCount",
        .logprobs: "generationConfig.responseLogprobs", .serviceTier: "serviceTier", .messages: "contents",
    ]
    private static let bedrock: [Wish: String] = [
        .stops: "inferenceConfig.stopSequences", .temperature: "inferenceConfig.temperature",
        .topP: "inferenceConfig.topP", .outputLimit: "inferenceConfig.maxTokens", .format: "outputConfig.textFormat",
        .toolChoice: "toolConfig.toolChoice", .effort: "outputConfig.effort", .serviceTier: "serviceTier",
        .cache: "cachePoint",
    ]
    private static let cohere: [Wish: String] = [
        .stops: "stop_sequences", .topK: "k", .topP: "p", .outputLimit: "max_tokens", .strict: "strict_tools",
        .effort: "thinking", .budget: "thinking.token_budget",
    ]
}
