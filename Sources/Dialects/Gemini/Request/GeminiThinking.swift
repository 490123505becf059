import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// The member `thinkingConfig`. https://ai.google.dev/gemini-api/docs/thinking
struct GeminiThinking {
    /// One of the two; both are refused.
    private var level: String?
    private var budget: Int?
    private var isShown: Bool?

    /// What `wish` amounts to for a model.
    init(_ wish: ReasoningWish?, _ model: GeminiModel, _ contract: Contract, _ losses: inout Losses) {
        guard let wish else { return }
        var control = contract.lacks(.reasoning) ? .none : model.control
        if control == .none, contract.has(.reasoning) { control = model.generation == nil ? .level : .budget }
        guard control != .none else {
            if wish.effort ?? .none > .none || wish.budget != nil { losses.drop("reasoning_effort") }
            return
        }
        isShown = wish.isShown
        guard let effort = wish.effort ?? Self.effort(control == .level ? wish.budget : nil) else {
            budget = wish.budget
            return
        }
        if effort == .none, model.isPro || contract.lacks(.reasoningOff) { losses.drop("reasoning_effort") }
        switch control {
        case .level: setLevel(effort, model, contract, &losses)
        case .budget: budget = wish.budget ?? Self.budget(effort, model, contract)
        case .none: break
        }
    }

    private mutating func setLevel(
        _ effort: ReasoningWish.Effort, _ model: GeminiModel, _ contract: Contract, _ losses: inout Losses
    ) {
        switch effort {
        case .none where model.isPro, .minimal where model.isPro:
            // The pro models know no level below this one.
            level = "LOW"
            losses.drop("reasoning_effort")
        case .none where contract.lacks(.reasoningOff), .minimal: level = "MINIMAL"
        case .none: budget = 0
        case .low: level = "LOW"
        case .medium: level = "MEDIUM"
        case .high, .xhigh, .max: level = "HIGH"
        }
    }

    private static func budget(_ effort: ReasoningWish.Effort, _ model: GeminiModel, _ contract: Contract) -> Int {
        switch effort {
        // The least that a model takes which cannot be kept from thinking.
        case .none: model.isPro || contract.lacks(.reasoningOff) ? 128 : 0
        case .minimal: 512
        case .low: 1024
        case .medium: 8192
        case .high, .xhigh, .max: 24_576
        }
    }

    private static func effort(_ budget: Int?) -> ReasoningWish.Effort? {
        guard let budget else { return nil }
        return budget <= 2048 ? .low : budget <= 16_384 ? .medium : .high
    }

    func write(_ writer: inout JSONWriter) {
        guard level != nil || budget != nil || isShown != nil else { return }
        writer.key("thinkingConfig")
        writer.beginObject()
        if let level { writer.member("thinkingLevel", level) }
        if let budget { writer.member("thinkingBudget", budget) }
        if let isShown { writer.member("includeThoughts", isShown) }
        writer.endObject()
    }
}
