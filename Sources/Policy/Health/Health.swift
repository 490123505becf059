public import PlanBVocabulary

/// The health, pace and load of all targets of one configuration. A value: the gateway keeps one behind a lock, the
/// simulator one for each scenario.
///
/// A failure is charged to the narrowest thing that explains it, endpoint, account, region or model, and everything
/// that shares this thing is affected.
public struct Health: Sendable {
    /// One target, by the indices of what it shares with others.
    struct Member: Sendable {
        var scopes: TargetScopes
        var endpoint: Int
        var account: Int?
        var region: Int?
        var model: Int
        /// All of these.
        var parts: [Int]
        /// When a probe last found it well.
        var provenAt = Instant(nanoseconds: .min / 2)
        /// When it last gave output to a user.
        var heardAt: Instant?
        var budget = RetryBudget()
        var load = Load()
        var limit = ConcurrencyLimit()
        var probe = ProbeSchedule()
        var lastOperation: Operation?
        /// What it is sent is measured: there is a rule for it.
        var isMetered = false
    }

    private(set) var names: [String] = []
    private var indices: [String: Int] = [:]
    var breakers: [Breaker] = []
    /// By model index: a rate limit belongs to one model of one account.
    var pacings: [Pacing] = []
    /// By model index: what may be sent; nil: as much as anybody likes.
    var gates: [QuotaGate?] = []
    /// By model index: answers that found a mistake in the request, among all answers.
    var complaints: [RollingTally] = []
    var members: [Member] = []
    /// The members that stand in the configuration in force.
    private(set) var current: [Int] = []
    /// Which ways of completing a broken answer have worked.
    public var tuner = ResumeTuner()
    /// Second attempts beside slow ones.
    public var hedges = HedgeBudget()
    let rules: Rules

    /// Nothing is known, and there is nothing to know about.
    public init(rules: Rules = .standard) { self.rules = rules }

    /// Takes over the targets of a configuration, and gives the place of each. What was known before keeps its place, so
    /// that requests which began under another configuration go on telling.
    ///
    /// `now`: since when what is sent is watched, where there is a ramp rule.
    public mutating func install(_ targets: [TargetScopes], now: Instant = Instant(nanoseconds: 0)) -> [HealthSlot] {
        let slots = targets.map { scopes in
            if let known = members.firstIndex(where: { $0.scopes.isSamePlace(as: scopes) }) {
                members[known].scopes = scopes
                return HealthSlot(known)
            }
            let endpoint = index("endpoint", scopes.endpoint)
            let account = scopes.account.map { index("account", $0) }
            let region = scopes.region.map { index("region", $0) }
            let model = index("model", scopes.model)
            members.append(
                Member(
                    scopes: scopes, endpoint: endpoint, account: account, region: region, model: model,
                    parts: [endpoint, account, region, model].compactMap { $0 }))
            return HealthSlot(members.count - 1)
        }
        current = Set(slots.map(\.index)).sorted()
        setGates(now: now)
        return slots
    }

    /// Targets that share a quota have the narrower one.
    private mutating func setGates(now: Instant) {
        var rules: [Int: (limits: RateLimits, ramp: RampRule)] = [:]
        for index in current {
            let (model, scopes) = (members[index].model, members[index].scopes)
            let known = rules[model] ?? (.none, .unknown)
            let ramp = scopes.ramp.growthInAMinute == nil ? known.ramp : scopes.ramp
            rules[model] = (known.limits.narrowed(by: scopes.quota), ramp)
        }
        for index in members.indices {
            let model = members[index].model
            guard let (limits, ramp) = rules[model] else { continue }
            let isMetered = limits != .none || ramp.growthInAMinute != nil
            members[index].isMetered = isMetered
            guard isMetered else {
                gates[model] = nil
                continue
            }
            var gate = gates[model] ?? QuotaGate()
            gate.set(limits, ramp, now: now)
            gates[model] = gate
        }
    }

    private mutating func index(_ kind: String, _ name: String) -> Int {
        let key = "\(kind) \(name)"
        if let found = indices[key] { return found }
        indices[key] = names.count
        names.append(key)
        breakers.append(Breaker())
        pacings.append(Pacing())
        gates.append(nil)
        complaints.append(RollingTally())
        return names.count - 1
    }

    /// Whether, and in which turn, `target` may be asked for `ask`.
    public func availability(
        of target: HealthSlot, for ask: Ask = Ask(), now: Instant, _ chance: inout Chance
    ) -> Availability {
        let index = target.index
        let quota = members[index].isMetered ? availabilityByQuota(index, ask, now: now) : .ready
        switch quota {
        case .full, .reserved: return quota
        default: break
        }
        if !isQuiet(index, now) {
            let availability = availabilityOfTheTroubled(index, now: now, &chance)
            guard availability == .ready else { return availability }
        }
        if isSilent(index, now) { return .demoted(.silent) }
        guard members[index].scopes.isSelfHosted else { return quota }
        let underWay = members[index].load.underWay
        if members[index].limit.isFull(underWay, for: ask.priority, now: now) { return .full }
        return members[index].limit.isReached(underWay) ? .demoted(.busy) : quota
    }

    /// Who waits for an answer is only sent elsewhere first: both rules may be wrong, and a request that would have been served
    /// is never refused for them. Requests under way are counted here, so that their limit is certain.
    private func availabilityByQuota(_ index: Int, _ ask: Ask, now: Instant) -> Availability {
        guard rules.followsRamps, let refusal = gates[members[index].model]?.refusal(ask, now: now) else {
            return .ready
        }
        let isFirst = ask.priority == .interactive
        switch refusal {
        case .concurrent: return .full
        case .quota(let wait): return isFirst ? .demoted(.overQuota) : .reserved(until: now + min(wait, .minutes(1)))
        case .ramp(let wait): return isFirst ? .demoted(.ramping) : .reserved(until: now + wait)
        }
    }

    private func availabilityOfTheTroubled(_ index: Int, now: Instant, _ chance: inout Chance) -> Availability {
        let member = members[index]
        if rules.sparesRefusedAccounts, let account = member.account, breakers[account].state == .open {
            return .barred(breakers[account].cause ?? .credential, until: member.probe.due ?? now)
        }
        let pacing = pacings[member.model]
        if rules.honoursRetryAfter, pacing.isCooling(now) {
            return .cooling(until: pacing.until, isStated: pacing.isStated)
        }
        var availability = Availability.ready
        for part in member.parts where part != member.account || rules.sparesRefusedAccounts {
            let breaker = breakers[part]
            switch breaker.state {
            case .open where member.scopes.canBeProbed || now - breaker.openedAt < Self.blindRest:
                return .open(breaker.cause ?? .overloaded, isHard: breaker.isHard)
            case .open: availability = .demoted(.recovering)
            case .ramping:
                if !breaker.admits(unit: chance.unit(), now: now) { availability = .demoted(.recovering) }
            case .closed:
                if !breaker.admits(unit: chance.unit(), now: now) { availability = .demoted(.failing) }
            }
        }
        return availability
    }

    /// Whether nothing that `target` depends on is given up, or on its way back.
    public func isWell(_ target: HealthSlot) -> Bool {
        members[target.index].parts.allSatisfy { breakers[$0].state == .closed }
    }

    func isSilent(_ index: Int, _ now: Instant) -> Bool {
        members[index].load.silence.isSuspicious(now: now) { members[index].load.times.percentile(0.99) }
    }

    /// Nothing has happened lately that would keep requests away: the usual case, answered without a copy.
    private func isQuiet(_ index: Int, _ now: Instant) -> Bool {
        guard !pacings[members[index].model].isCooling(now) else { return false }
        for part in members[index].parts where !breakers[part].isQuiet { return false }
        return true
    }

    /// What no probe can reach is tried again after this long.
    private static let blindRest = Instant.Span.seconds(30)

    /// What is known of how fast `target` is.
    public func load(of target: HealthSlot) -> Load { members[target.index].load }

    /// What `target` was last used for, so that a probe asks for the same.
    public func lastOperation(of target: HealthSlot) -> Operation? { members[target.index].lastOperation }

    /// The time within which `share` of the target's first outputs came; nil if too few are known.
    public func firstOutput(of target: HealthSlot, share: Double) -> Instant.Span? {
        members[target.index].load.times.percentile(share)
    }

    /// Whether complaints of `target` about requests are held to be its own fault: it refuses what is known to be good.
    public func isBlamed(_ target: HealthSlot) -> Bool {
        let breaker = breakers[members[target.index].model]
        return breaker.state == .open && breaker.cause == .badRequest
    }

    /// Takes a retry out of the target's budget. Returns whether there was one.
    public mutating func withdrawRetry(_ target: HealthSlot, now: Instant) -> Bool {
        guard rules.drawsRetryBudget else { return true }
        return members[target.index].budget.withdraw(now: now)
    }

    /// Every thing that is watched, by kind and name, for reports.
    public var report: [(name: String, state: String, cause: FailureClass?)] {
        zip(names, breakers).map { name, breaker in
            switch breaker.state {
            case .closed: (name, "closed", nil)
            case .open: (name, "open", breaker.cause)
            case .ramping: (name, "recovering", breaker.cause)
            }
        }
    }
}
