public import PlanBVocabulary

// Probes: who is asked when, and what the answer means.
extension Health {
    /// The target that is to be probed next, and when; nil if there is nothing to find out.
    public func nextProbe() -> (target: HealthSlot, due: Instant)? {
        guard rules.probesOpenTargets else { return nil }
        var next: (target: HealthSlot, due: Instant)?
        for index in current where !members[index].probe.isRunning && members[index].scopes.canBeProbed {
            if let due = members[index].probe.due, due < next?.due ?? .distantFuture { next = (HealthSlot(index), due) }
        }
        return next
    }

    /// How long a probe of `target` may take: three times its slowest first outputs, 5 s at least and 30 s at most; 10 s
    /// if they are not known. While one hangs, nobody finds out that the target is back.
    public func probePatience(_ target: HealthSlot) -> Instant.Span {
        guard let slowest = firstOutput(of: target, share: 0.99) else { return .seconds(10) }
        return max(.seconds(5), min(.seconds(30), slowest + slowest + slowest))
    }

    /// Whether probes can reach `target`.
    public func canBeProbed(_ target: HealthSlot) -> Bool {
        members[target.index].scopes.canBeProbed && !members[target.index].probe.isRunning
    }

    /// When `target` last gave output to a user; nil: it never did.
    public func lastSuccess(of target: HealthSlot) -> Instant? { members[target.index].heardAt }

    /// A probe of `target` begins.
    public mutating func beginProbe(_ target: HealthSlot) { members[target.index].probe.begin() }

    /// A probe that began at `started` is over; `failure` is nil if the target answered.
    public mutating func endProbe(
        _ target: HealthSlot, _ failure: AttemptFailure?, started: Instant, now: Instant, _ chance: inout Chance,
        isSchedule: Bool = false
    ) {
        let index = target.index
        members[index].probe.end(now: now)
        // A regular probe of what is well, and is found well, changes nothing.
        if isSchedule, failure == nil, !isOpen(index) { return }
        guard let failure else {
            // Endpoint, account and model were all needed for this answer.
            for part in scopes(of: index) { breakers[part].recover(started: started, now: now) }
            complaints[members[index].model] = RollingTally()
            members[index].provenAt = started
            members[index].load.hear()
            // It may have failed anew while the probe was under way.
            if isOpen(index) { scheduleProbe(index, now: now, &chance) }
            return
        }
        digest(failure, index, started: started, now: now, &chance)
        if isOpen(index) {
            scheduleProbe(index, now: now, &chance)
        } else if scopes(of: index).contains(where: { breakers[$0].isSuspect }) {
            members[index].probe.schedule(now + chance.jittered(.seconds(2), by: 0.2))
        }
    }

    private mutating func digest(
        _ failure: AttemptFailure, _ index: Int, started: Instant, now: Instant, _ chance: inout Chance
    ) {
        let member = members[index]
        let decision = DecisionMatrix.decision(for: failure.failureClass)
        // Whatever the answer was, somebody gave it.
        if failure.status != nil, decision.level != .endpoint || decision.weight == .none {
            breakers[member.endpoint].recover(started: started, now: now)
        }
        switch failure.failureClass {
        case .badRequest, .unsupported, .contextLength, .tooLarge, .contentFilter:
            // A request that is known to be good was refused. By itself that may be the probe's fault; together with
            // the complaints of users it is the provider's.
            if complaints[member.model].failureHalves >= 6 || isBlamed(HealthSlot(index)) {
                _ = breakers[member.model].trip(.badRequest, started: started, now: now)
                if let account = member.account { breakers[account].recover(started: started, now: now) }
            } else {
                for part in member.parts { breakers[part].recover(started: started, now: now) }
            }
        case .rateLimited:
            // Alive and known, only too busy for a probe.
            pacings[member.model].refuse(retryAfter: failure.retryAfter, now: now, &chance)
            for part in member.parts { breakers[part].recover(started: started, now: now) }
        default:
            let scope =
                switch decision.level {
                case .endpoint: member.endpoint
                case .account: member.account ?? member.model
                case .model, .rate: member.model
                }
            _ = charge(
                scope, index, failure, decision.weight, started: started, isProbe: true, now: now, &chance)
        }
    }

    /// Something may have changed for the better, a secret for example: whatever is given up is probed now. Returns
    /// whether there is anything.
    public mutating func probeSoon(now: Instant) -> Bool {
        var isAny = false
        for index in members.indices where isOpen(index) {
            isAny = hurry(index, now: now, pause: .seconds(1)) || isAny
        }
        return isAny
    }

    /// Returns whether a probe is due sooner than it was.
    mutating func hurry(_ index: Int, now: Instant, pause: Instant.Span) -> Bool {
        guard members[index].scopes.canBeProbed else { return false }
        return members[index].probe.hurry(now: now, pause: pause)
    }

    mutating func scheduleProbe(_ index: Int, now: Instant, _ chance: inout Chance) {
        var interval: Instant.Span?
        for scope in scopes(of: index) where breakers[scope].state == .open {
            let cause = breakers[scope].cause
            let isForPeople = breakers[scope].isHard && (scope == members[index].account || cause == .modelGone)
            let own = ProbeSchedule.interval(
                openFor: now - breakers[scope].openedAt, relapses: breakers[scope].relapses, isForPeople: isForPeople)
            interval = max(interval ?? own, own)
        }
        guard let interval else { return members[index].probe.rest() }
        // What its probes said has not been true: one that was due for a suspicion is not worth more.
        if scopes(of: index).contains(where: { breakers[$0].relapses > 0 }) { members[index].probe.rest() }
        members[index].probe.schedule(now + chance.jittered(interval, by: 0.2))
    }
}
