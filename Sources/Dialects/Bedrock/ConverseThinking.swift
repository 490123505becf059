import PlanBConversation
import PlanBVocabulary

/// How a wish for reasoning is told a Claude model: as a budget to the older ones, as an effort since 4.6. Other models
/// on Bedrock are not told. https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
struct ConverseThinking {
    /// What goes into `additionalModelRequestFields.thinking`.
    enum Mode: Equatable {
        /// Nothing is said.
        case unsaid
        case disabled
        case adaptive
        case budget(Int)
    }

    /// The least budget that Claude takes.
    private static let leastBudget = 1024
    /// More than any model thinks.
    private static let mostTokens = 1_000_000

    private(set) var mode = Mode.unsaid
    /// `outputConfig.effort`.
    private(set) var effort: String?
    /// `thinking.display`.
    private(set) var display: String?
    /// `inferenceConfig.maxTokens`.
    private(set) var outputLimit: Int?

    /// Whether the model was asked to think: then it is not to be told how to draw tokens.
    var isOn: Bool { mode != .unsaid && mode != .disabled }

    /// Whether earlier thoughts may be sent back: not to a model that does not think.
    private(set) var takesThoughts = true

    init(
        _ prompt: Prompt, _ contract: Contract, _ model: ConverseModel, forcesCall: Bool, _ losses: inout Losses
    ) {
        defer {
            let isOffByDefault = model.isClaude && !model.isClaude(since: 4, 6)
            takesThoughts = mode != .disabled && (mode != .unsaid || !isOffByDefault)
        }
        outputLimit = prompt.outputLimit
        if let limit = outputLimit, let most = contract.output, limit > most {
            outputLimit = most
            losses.drop("max_tokens")
        }
        guard let wish = prompt.reasoning else { return }
        let isOff = wish.effort == ReasoningWish.Effort.none || wish.budget == 0
        guard model.isClaude(since: 3, 7), !contract.lacks(.reasoning), !(isOff && contract.lacks(.reasoningOff)) else {
            losses.drop("reasoning_effort")
            return
        }
        if isOff {
            mode = .disabled
        } else if forcesCall {
            // Claude refuses the two together, and the call matters more.
            losses.drop("reasoning_effort")
        } else if model.isClaude(since: 4, 6) {
            adapt(to: wish, hasExtraHigh: model.isClaude(since: 4, 7), &losses)
        } else if Self.wantsThoughtBeforeCall(prompt) {
            // With a budget, the turn that made the calls has to begin with its thought, which is not there.
            losses.drop("reasoning_effort")
        } else {
            spend(on: wish, contract, &losses)
        }
        if isOn, let isShown = wish.isShown { display = isShown ? "summarized" : "omitted" }
    }

    private mutating func adapt(to wish: ReasoningWish, hasExtraHigh: Bool, _ losses: inout Losses) {
        mode = .adaptive
        switch wish.effort {
        case .minimal, .low: effort = "low"
        case .medium: effort = "medium"
        case .high: effort = "high"
        case .xhigh: effort = hasExtraHigh ? "xhigh" : "max"
        case .max: effort = "max"
        case ReasoningWish.Effort.none?, nil: break
        }
        guard effort == nil, let budget = wish.budget, budget > 0 else { return }
        losses.drop("thinking.budget_tokens")
        effort = budget <= 2048 ? "low" : budget <= 8192 ? "medium" : "high"
    }

    /// The budget has to be less than the most tokens, which are raised if need be.
    private mutating func spend(on wish: ReasoningWish, _ contract: Contract, _ losses: inout Losses) {
        let asked = wish.budget.flatMap { $0 > 0 ? $0 : nil }
        var budget = min(max(asked ?? Self.budget(wish.effort), Self.leastBudget), Self.mostTokens)
        let room = outputLimit.map { min($0, Self.mostTokens) }
        if asked == nil, let room { budget = max(Self.leastBudget, min(budget, room / 2)) }
        var limit = room ?? contract.output ?? budget + 8192
        if limit <= budget { limit = budget + limit }
        if let most = contract.output { limit = min(limit, most) }
        if limit <= budget { budget = limit - 1 }
        guard budget >= Self.leastBudget else { return losses.drop("reasoning_effort") }
        mode = .budget(budget)
        outputLimit = max(limit, outputLimit ?? 0)
    }

    private static func budget(_ effort: ReasoningWish.Effort?) -> Int {
        switch effort {
        case .minimal, .low: 1024
        case .high: 16_384
        case .xhigh, .max: 32_768
        case .medium, ReasoningWish.Effort.none?, nil: 4096
        }
    }

    /// Whether the conversation waits for an answer to results, and the calls have no sealed thought before them.
    private static func wantsThoughtBeforeCall(_ prompt: Prompt) -> Bool {
        guard let last = prompt.turns.last, last.blocks.contains(where: { $0.result != nil }),
            let calling = prompt.turns.last(where: { $0.role == .assistant })
        else { return false }
        return !calling.blocks.contains {
            guard case .reasoning(let reasoning) = $0.content else { return false }
            return reasoning.origin == .bedrock && (reasoning.signature ?? reasoning.sealed) != nil
        }
    }
}
