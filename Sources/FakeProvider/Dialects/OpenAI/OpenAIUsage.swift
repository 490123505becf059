extension OpenAICall {
    /// Words of the request: of the messages, the prompt, or the input. At least 1. A token of a list of token numbers
    /// counts as a word.
    var promptTokens: Int {
        if let told = answer.usage.prompt { return told }
        let sources = ["messages", "prompt", "input", "instructions"].map { self[$0] }
        return max(1, wordCount(sources.flatMap(\.texts)) + sources.reduce(0) { $0 + tokenNumbers($1) })
    }

    private func tokenNumbers(_ value: JSON) -> Int {
        guard let items = value.array else { return 0 }
        return items.reduce(0) { sum, item in
            if case .number = item { return sum + 1 }
            if case .array = item { return sum + tokenNumbers(item) }
            return sum
        }
    }

    /// Tokens of all answers together; the fragments of a tool call count as tokens.
    var completionTokens: Int {
        if let told = answer.usage.completion { return told }
        return said.usage.completion.multipliedReportingOverflow(by: choices).partialValue
    }

    private var totalTokens: Int { promptTokens.addingReportingOverflow(completionTokens).partialValue }

    /// The `usage` of chat completions.
    var chatUsage: String {
        """
        {"prompt_tokens":\(promptTokens),"completion_tokens":\(completionTokens),"total_tokens":\(totalTokens),\
        "prompt_tokens_details":{"cached_tokens":\(answer.usage.cached),"audio_tokens":0,\
        "cache_write_tokens":\(said.usage.cacheWritten)},\
        "completion_tokens_details":{"reasoning_tokens":\(said.usage.reasoning),"audio_tokens":0,\
        "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}
        """
    }

    /// The `usage` of the older endpoints.
    var plainUsage: String {
        """
        {"prompt_tokens":\(promptTokens),"completion_tokens":\(completionTokens),"total_tokens":\(totalTokens)}
        """
    }

    /// The `usage` of responses.
    var responseUsage: String {
        """
        {"input_tokens":\(promptTokens),"input_tokens_details":{"cached_tokens":\(answer.usage.cached),\
        "cache_write_tokens":\(said.usage.cacheWritten)},"output_tokens":\(completionTokens),\
        "output_tokens_details":{"reasoning_tokens":\(said.usage.reasoning)},"total_tokens":\(totalTokens)}
        """
    }
}
