import PlanBConversation
import PlanBVocabulary

/// How a model is told to think, and how many tokens that leaves it.
struct MessagesThinking {
    enum Mode: Equatable {
        /// Nothing is said.
        case unsaid
        case disabled
        case adaptive
        /// With so many tokens at most.
        case manual(Int)
    }

    private(set) var mode = Mode.unsaid
    /// `output_config.effort`
    private(set) var effort: ReasoningWish.Effort?
    /// `max_tokens`
    private(set) var limit: Int

    /// Whether the model thinks because of what the request says.
    var isOn: Bool {
        switch mode {
        case .adaptive, .manual: true
        case .unsaid, .disabled: false
        }
    }

    /// The least that `budget_tokens` may be.
    private static let leastBudget = 1024
    /// The default of `max_tokens` where nothing is known of the model.
    private static let usualLimit = 8192

    /// - Parameter isForced: the request demands a call, which the API does not take together with thinking.
    init(_ prompt: Prompt, _ contract: Contract, isForced: Bool, _ losses: inout Losses) {
        limit = max(1, prompt.outputLimit ?? contract.output ?? Self.usualLimit)
        if let most = contract.output, limit > most {
            limit = max(1, most)
            losses.drop(MessagesField.outputLimit(prompt))
        }
        guard let wish = prompt.reasoning else { return }
        let canBeOff = contract.has(.reasoning) && !contract.lacks(.reasoningOff)
        guard wish.effort != ReasoningWish.Effort.none, wish.budget != 0 else {
            mode = canBeOff ? .disabled : .unsaid
            if contract.lacks(.reasoningOff) { losses.drop(MessagesField.reasoning(prompt)) }
            return
        }
        guard contract.has(.reasoning) else {
            losses.drop(MessagesField.reasoning(prompt))
            return
        }
        guard !isForced, !prompt.endsWithAnswer else {
            mode = canBeOff ? .disabled : .unsaid
            losses.drop(MessagesField.reasoning(prompt))
            return
        }
        effort = wish.effort.map { max($0, .low) }
        mode = Self.mode(wish, contract, prompt, &losses)
        // What has become a budget is not said twice: the models that know budgets only do not know effort.
        if case .manual = mode, wish.budget == nil { effort = nil }
        // With a budget each turn of a loop of calls has to begin with its thoughts; adaptive thinking does without.
        // https://docs.claude.com/en/docs/build-with-claude/adaptive-thinking
        if case .manual = mode, prompt.loopLacksThoughts {
            mode = canBeOff ? .disabled : .unsaid
            effort = nil
            losses.drop("reasoning")
        }
        if case .manual(let budget) = mode { makeRoom(for: budget, contract, prompt, canBeOff, &losses) }
    }

    /// Claude 4.5 and older know budgets only, 4.7 and newer no budgets. The contract tells them apart by what ended
    /// with the same versions: continuing a prefill (4.5), and sampling parameters (4.6).
    private static func mode(
        _ wish: ReasoningWish, _ contract: Contract, _ prompt: Prompt, _ losses: inout Losses
    ) -> Mode {
        if let budget = wish.budget, budget > 0 {
            guard contract.lacks(.sampling) else { return .manual(budget) }
            losses.drop(MessagesField.budget(prompt))
            return .adaptive
        }
        guard contract.has(.prefill) else { return .adaptive }
        return switch wish.effort {
        case nil, .medium: .manual(8192)
        case .some(.high): .manual(16384)
        case .some(.xhigh), .some(.max): .manual(32768)
        case .some: .manual(2048)
        }
    }

    /// `budget_tokens` has to be less than `max_tokens`, which other dialects do not ask for: what the client wants to
    /// read comes on top of it.
    private mutating func makeRoom(
        for budget: Int, _ contract: Contract, _ prompt: Prompt, _ canBeOff: Bool, _ losses: inout Losses
    ) {
        var budget = max(Self.leastBudget, budget)
        if budget >= limit {
            let (sum, overflow) = budget.addingReportingOverflow(limit)
            limit = min(overflow ? .max : sum, max(1, contract.output ?? .max))
            if prompt.outputLimit != nil { losses.drop(MessagesField.outputLimit(prompt)) }
            budget = min(budget, limit - 1)
        }
        guard budget >= Self.leastBudget else {
            mode = canBeOff ? .disabled : .unsaid
            return losses.drop(MessagesField.reasoning(prompt))
        }
        mode = .manual(budget)
    }
}

extension Prompt {
    /// It ends with words of the assistant, which the model is to continue.
    fileprivate var endsWithAnswer: Bool {
        guard let last = turns.last, last.role == .assistant else { return false }
        return !last.blocks.contains { $0.call != nil }
    }

    /// It goes on after the results of calls, and the turn with the first of these calls does not begin with thoughts
    /// that Anthropic has signed.
    fileprivate var loopLacksThoughts: Bool {
        guard turns.last(where: { $0.role != .system })?.blocks.first?.result != nil else { return false }
        var first: Turn?
        for turn in turns.reversed() {
            switch turn.role {
            case .system: continue
            case .assistant: first = turn
            case .user: if turn.blocks.first?.result == nil { return first?.beginsWithThought == false }
            }
        }
        return first?.beginsWithThought == false
    }
}

extension Turn {
    fileprivate var beginsWithThought: Bool {
        guard case .reasoning(let thought) = blocks.first?.content else { return false }
        return thought.isAnthropic
    }
}

extension Reasoning {
    /// Whether Anthropic made it and will take it back.
    var isAnthropic: Bool { origin == .anthropic && (signature != nil || sealed != nil) }
}
