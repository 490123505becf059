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

    /// The most tokens that the request allows.
    private var allowed: Int? {
        let limits = ["max_completion_tokens", "max_tokens", "max_output_tokens"].compactMap { self[$0].int }
        return limits.first { $0 > 0 }
    }

    /// The words of the answer, as many as the request allows.
    var tokens: [String] {
        allowed.map { Array(words.prefix($0)) } ?? words
    }

    var finishReason: String {
        if let reason = answer.finishReason { return reason }
        if tool != nil { return "tool_calls" }
        return tokens.count < words.count ? "length" : "stop"
    }

    /// The call of a tool, if the behaviour wants one and the request offers tools.
    var tool: (name: String, arguments: [String])? {
        guard let call = answer.toolCall, let offered = self["tools"].array, let first = offered.first else {
            return nil
        }
        let name = call.name ?? first["function"]["name"].string ?? first["name"].string ?? "unnamed"
        var fragments: [String] = []
        var rest = call.arguments[...]
        while !rest.isEmpty {
            fragments.append(String(rest.prefix(10)))
            rest = rest.dropFirst(10)
        }
        return (name, fragments)
    }

    /// Tokens of all answers together; the fragments of a tool call count as tokens.
    var completionTokens: Int {
        if let told = answer.usage.completion { return told }
        let (each, overflow) = (tool?.arguments.count ?? tokens.count)
            .addingReportingOverflow(answer.usage.reasoning)
        return overflow ? 0 : each.multipliedReportingOverflow(by: choices).partialValue
    }

    private var totalTokens: Int { promptTokens.addingReportingOverflow(completionTokens).partialValue }

    /// The `usage` of chat completions.
    var chatUsage: String {
        """
        {"prompt_tokens":\(promptTokens),"completion_tokens":\(completionTokens),"total_tokens":\(totalTokens),\
        "prompt_tokens_details":{"cached_tokens":\(answer.usage.cached),"audio_tokens":0,"cache_write_tokens":0},\
        "completion_tokens_details":{"reasoning_tokens":\(answer.usage.reasoning),"audio_tokens":0,\
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
        "cache_write_tokens":0},"output_tokens":\(completionTokens),\
        "output_tokens_details":{"reasoning_tokens":\(answer.usage.reasoning)},"total_tokens":\(totalTokens)}
        """
    }
}
