/// Thoughts that come back have to be those that went out.
extension AnthropicChecks {
    var thinking: String? {
        let mode = call["thinking"]["type"].string
        if mode == "enabled" {
            guard let budget = call["thinking"]["budget_tokens"].int else {
                return "thinking.enabled.budget_tokens: Field required"
            }
            if budget < 1024 {
                return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
            }
            if let most = call["max_tokens"].int, budget >= most {
                return "`max_tokens` must be greater than `thinking.budget_tokens`."
            }
        }
        if mode == "disabled", alwaysThinks { return "thinking.type: `disabled` is not supported for this model." }
        for turn in turns {
            for block in turn.blocks {
                if let found = thoughtComplaint(block, mode) { return found }
            }
        }
        return mode == "enabled" ? lostThoughts : nil
    }

    private func thoughtComplaint(_ block: AnthropicTurn.Block, _ mode: String?) -> String? {
        switch block.type {
        case "thinking":
            if mode == "disabled" { return "\(block.path): thinking blocks need thinking to be enabled" }
            guard let text = block.value["thinking"].string else {
                return "\(block.path).thinking.thinking: Field required"
            }
            guard let seal = block.value["signature"].string else {
                return "\(block.path).thinking.signature: Field required"
            }
            // Thoughts that were kept secret come back empty.
            let isOwn = AnthropicCall.seal.isOwn(seal, content: text.isEmpty ? nil : text)
            return isOwn ? nil : "\(block.path): Invalid `signature` in `thinking` block"
        case "redacted_thinking":
            let isOwn = block.value["data"].string.map { AnthropicCall.seal.isOwn($0) } ?? false
            return isOwn ? nil : "\(block.path): Invalid `data` in `redacted_thinking` block"
        default: return nil
        }
    }

    /// Between a use of a tool and its result the model still thinks, so its turn has to begin with its thoughts.
    private var lostThoughts: String? {
        guard turns.count >= 2, let last = turns.last, !last.blocks("tool_result").isEmpty,
            let first = turns[turns.count - 2].blocks.first,
            !["thinking", "redacted_thinking"].contains(first.type)
        else { return nil }
        return "\(first.path).type: Expected `thinking` or `redacted_thinking`, but found `\(first.type)`. When "
            + "`thinking` is enabled, a final `assistant` message must start with a thinking block."
    }
}
