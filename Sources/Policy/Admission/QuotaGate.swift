import PlanBVocabulary

/// What may be sent to one quota, which is a model of an account: by what its operator says that it allows, and by the ramp
/// rule of its provider. Both are about what this gateway sends itself.
struct QuotaGate: Sendable {
    /// Why a request is too many.
    enum Refusal: Equatable {
        /// The operator's rates, for so long.
        case quota(Instant.Span)
        /// The ramp rule, until the next minute.
        case ramp(Instant.Span)
        /// As many are under way as may be.
        case concurrent
    }

    private(set) var limits = RateLimits.none
    private var rule = RampRule.unknown
    private var used = LimitGate()
    private var ramp: RampMeter?

    /// Takes over rules; what was sent before stays known.
    mutating func set(_ limits: RateLimits, _ rule: RampRule, now: Instant) {
        self.limits = limits
        guard rule != self.rule else { return }
        self.rule = rule
        ramp = RampMeter(rule, now: now)
    }

    /// What speaks against sending `ask` now; nil: nothing.
    func refusal(_ ask: Ask, now: Instant) -> Refusal? {
        var refusal: Refusal?
        if limits != .none,
            let (kind, wait) = used.refusal(limits, tokens: ask.promptTokens, ask.priority, now: now)
        {
            if case .concurrent = kind { return .concurrent }
            refusal = .quota(wait)
        }
        if refusal == nil, let wait = ramp?.wait(for: ask, now: now) { refusal = .ramp(wait) }
        return refusal
    }

    /// `ask` is sent, whether it fits or not.
    mutating func enter(_ ask: Ask, now: Instant) {
        used.enter(limits, tokens: ask.promptTokens, now: now)
        used.forgive(limits, now: now)
        ramp?.enter(ask, now: now)
    }

    /// What was sent is over.
    mutating func leave(_ ask: Ask, _ taken: Taken, now: Instant) {
        switch taken {
        case .served(let prompt, let output):
            let error = min(max(0, prompt ?? ask.promptTokens), Rate.largest) - min(ask.promptTokens, Rate.largest)
            used.leave(limits, correction: error + min(max(0, output), Rate.largest), now: now)
            used.forgive(limits, now: now)
            ramp?.correct(ask, by: error, now: now)
        case .nothing:
            used.leave(limits, correction: -ask.promptTokens, now: now)
            used.returnRequest(limits, now: now)
            ramp?.takeBack(ask, now: now)
        }
    }
}
