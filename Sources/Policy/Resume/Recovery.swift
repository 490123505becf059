import PlanBVocabulary

/// The state of completing one broken answer.
struct Recovery: Sendable {
    /// More legs than this are not worth their price.
    static let mostLegs = 4

    let rule: ResumeRule?
    let route: String
    /// The cut that is being mended, and the model that began the answer. What goes wrong while mending never takes their
    /// place.
    var cut: AttemptFailure?
    var model: String?
    var legs = 0
    var used: Set<Leg> = []
    /// Who broke this answer off already, and who fell silent in it.
    var broken: Set<TargetID> = []
    var silent: Set<TargetID> = []

    struct Leg: Hashable {
        var method: ResumeRule.Method
        var target: TargetID
    }

    init(_ route: Route) {
        self.route = route.pattern.text
        if case .resume(let rule) = route.onCut { self.rule = rule } else { rule = nil }
    }
}

extension Attempts {
    /// Whether it was tried to complete an answer that broke.
    public var hasTriedToMend: Bool { recovery.legs > 0 }

    /// The next leg of completing an answer that broke after output was sent; nil if there is none.
    mutating func recover(
        after failure: AttemptFailure, of last: Try, _ delivered: DeliveredShare, _ health: inout Health, now: Instant,
        _ chance: inout Chance
    ) -> Step? {
        if recovery.cut == nil { (recovery.cut, recovery.model) = (failure, last.candidate.model) }
        recovery.broken.insert(last.candidate.target)
        if failure.failureClass.isSlowness { recovery.silent.insert(last.candidate.target) }
        guard let rule = recovery.rule, delivered.obstacle == nil, recovery.legs < Recovery.mostLegs, now < deadline
        else { return nil }
        for method in rule.methods {
            switch method {
            case .restart where delivered.tokens > rule.maximumRepeatedTokens: continue
            case .prefill where !delivered.allowsPrefill || delivered.tokens == 0: continue
            case .restart, .prefill: break
            }
            for candidate in order(for: method) {
                let leg = Recovery.Leg(method: method, target: candidate.target)
                guard !recovery.used.contains(leg) else { continue }
                switch health.availability(of: candidate.slot, for: ask, now: now, &chance) {
                case .ready, .demoted: break
                case .cooling, .open, .barred, .full, .reserved: continue
                }
                let key = ResumeTuner.Key(route: recovery.route, target: candidate.name, method: method)
                guard health.tuner.allows(key, &chance) else { continue }
                recovery.used.insert(leg)
                recovery.legs += 1
                return .attempt(Try(candidate, method == .restart ? .restart : .prefill))
            }
        }
        return nil
    }

    /// Who may complete the answer, likeliest first: for a restart the same model elsewhere, then those that were only
    /// cut, then the others; for a prefill those whose contract says that they continue.
    private func order(for method: ResumeRule.Method) -> [Standing] {
        // A target that fell silent is not asked again.
        let able = candidates.filter { !recovery.silent.contains($0.target) }
        let twins = able.filter { $0.model == recovery.model }
        let all =
            twins.filter { !recovery.broken.contains($0.target) } + twins.filter { recovery.broken.contains($0.target) }
            + able.filter { $0.model != recovery.model }
        return method == .restart ? all : all.filter { $0.contract.capabilities[.prefill] == true }
    }
}
