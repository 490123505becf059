public import PlanBVocabulary

// What attempts tell about targets.
extension Health {
    /// An attempt of a user's request begins, which asks for `ask`. Returns whether a probe became due.
    public mutating func begin(
        _ target: HealthSlot, _ operation: Operation, isStream: Bool = false, isRetry: Bool, for ask: Ask = Ask(),
        now: Instant
    ) -> Bool {
        let index = target.index
        enterQuota(target, ask, now: now)
        members[index].load.begin(isStream: isStream, now: now)
        members[index].lastOperation = operation
        if !isRetry {
            members[index].budget.deposit()
            if isStream { hedges.deposit() }
        }
        for part in members[index].parts where breakers[part].state != .closed {
            breakers[part].noteAdmission(now: now)
        }
        // Who has fallen silent gets no more requests that would notice: those that go elsewhere do.
        var isDue = false
        for other in current where isSilent(other, now) {
            isDue = hurry(other, now: now, pause: .seconds(10)) || isDue
        }
        return isDue
    }

    /// An attempt is over, which asked for `ask` and took `taken` of it. `duration`: how long it took, of an answer that came
    /// whole; nil: it did not.
    public mutating func end(
        _ target: HealthSlot, for ask: Ask = Ask(), _ taken: Taken = .nothing, duration: Instant.Span? = nil,
        now: Instant
    ) {
        members[target.index].load.end(duration)
        leaveQuota(target, ask, taken, now: now)
    }

    /// Something is sent to `target`, of which nothing but its quota is charged. `leaveQuota` follows.
    public mutating func enterQuota(_ target: HealthSlot, _ ask: Ask, now: Instant) {
        let member = target.index
        if members[member].isMetered { gates[members[member].model]?.enter(ask, now: now) }
    }

    /// What `enterQuota` began is over.
    public mutating func leaveQuota(_ target: HealthSlot, _ ask: Ask, _ taken: Taken, now: Instant) {
        let member = target.index
        if members[member].isMetered { gates[members[member].model]?.leave(ask, taken, now: now) }
    }

    /// How many requests `target` is given at a time: as its operator says, and at one's own hardware as it was learned; nil:
    /// any number.
    public func concurrency(of target: HealthSlot) -> Int? {
        let member = members[target.index]
        let learned = member.scopes.isSelfHosted ? Int(member.limit.limit) : nil
        return [gates[member.model]?.limits.concurrent, learned].compactMap(\.self).min()
    }

    /// The target gave output, in an attempt that began at `started` and `after` its request was sent: a stream its first,
    /// else the whole answer.
    ///
    /// Returns whether a probe became due.
    public mutating func succeed(
        _ target: HealthSlot, started: Instant, after span: Instant.Span, isStream: Bool, promptTokens: Int,
        now: Instant
    ) -> Bool {
        let index = target.index
        members[index].heardAt = now
        let canBeProbed = members[index].scopes.canBeProbed
        var isOpen = false
        for part in members[index].parts {
            if !canBeProbed { breakers[part].recover(started: now, now: now) }
            breakers[part].succeed(started: started, now: now)
            if !isStream { breakers[part].complete() }
            isOpen = isOpen || (breakers[part].state == .open && breakers[part].relapses == 0)
        }
        let model = members[index].model
        pacings[model].succeed()
        complaints[model].note(failedHalves: 0, now: now)
        if isStream {
            members[index].load.note(span, now: now)
            if members[index].scopes.isSelfHosted {
                let underWay = members[index].load.underWay
                members[index].limit.note(span, promptTokens: promptTokens, underWay: underWay)
            }
        } else {
            members[index].load.noteWhole(span, now: now)
        }
        // It answered as a last resort: a probe is likely to confirm that it is back.
        guard isOpen else { return false }
        return hurry(index, now: now, pause: .seconds(1))
    }

    /// A stream that gave output has come to its end.
    public mutating func complete(_ target: HealthSlot) {
        for part in members[target.index].parts { breakers[part].complete() }
    }

    /// An attempt that began at `started` failed. Returns whether a probe became due.
    public mutating func fail(
        _ target: HealthSlot, _ failure: AttemptFailure, started: Instant, now: Instant, _ chance: inout Chance
    ) -> Bool {
        let index = target.index
        let member = members[index]
        if failure.failureClass == .clientGone, !rules.ignoresCancels {
            return charge(
                member.model, index, AttemptFailure(.cut), .one, started: started, isProbe: false, now: now, &chance)
        }
        if failure.chargesNobody { return false }
        // Who was silent before, and has been found well since, is well.
        if failure.failureClass.isSlowness, started < member.provenAt { return false }
        let decision = DecisionMatrix.decision(for: failure.failureClass)
        if failure.failureClass == .badRequest { return complain(index, now: now) }
        switch decision.level {
        case .rate:
            pacings[member.model].refuse(retryAfter: failure.retryAfter, now: now, &chance)
            if member.scopes.isSelfHosted { members[index].limit.refuse(now: now) }
            return false
        case .endpoint:
            return charge(
                member.endpoint, index, failure, decision.weight, started: started, isProbe: false, now: now, &chance)
        case .account:
            guard let account = member.account else { return false }
            return charge(
                account, index, failure, decision.weight, started: started, isProbe: false, now: now, &chance)
        case .model:
            if failure.failureClass == .overloaded {
                if let wait = failure.retryAfter { pacings[member.model].refuse(retryAfter: wait, now: now, &chance) }
                if member.scopes.isSelfHosted { members[index].limit.refuse(now: now) }
            }
            return charge(
                member.model, index, failure, decision.weight, started: started, isProbe: false, now: now, &chance)
        }
    }

    /// Charges one thing, and schedules what follows. Returns whether a probe became due.
    mutating func charge(
        _ scope: Int, _ index: Int, _ failure: AttemptFailure, _ weight: Decision.Weight, started: Instant,
        isProbe: Bool,
        now: Instant, _ chance: inout Chance
    ) -> Bool {
        let hasOpened: Bool
        switch weight {
        case .none: return false
        case .half:
            hasOpened = breakers[scope].fail(halves: 1, failure, started: started, isProbe: isProbe, now: now)
        case .one:
            hasOpened = breakers[scope].fail(halves: 2, failure, started: started, isProbe: isProbe, now: now)
        case .hard: hasOpened = breakers[scope].trip(failure.failureClass, started: started, now: now)
        }
        if hasOpened {
            openRegion(of: index, now: now)
            // Every target that shares what was given up needs its own way back.
            for other in members.indices where scopes(of: other).contains(scope) {
                scheduleProbe(other, now: now, &chance)
            }
            return true
        }
        // One failure is confirmed or dispelled at once; a target that fails now and then is not asked about each time.
        return breakers[scope].isSuspect && !isProbe && hurry(index, now: now, pause: .seconds(10))
    }

    /// Two models of a region that fail at the same time are the region's failure, if it is known to have more.
    private mutating func openRegion(of index: Int, now: Instant) {
        guard let region = members[index].region, breakers[region].state == .closed else { return }
        let models = Set(members.filter { $0.region == region }.map(\.model))
        let fallen = models.filter { breakers[$0].state == .open && !breakers[$0].isHard }
        guard fallen.count >= 2, fallen.count < models.count else { return }
        _ = breakers[region].trip(.overloaded, started: now, now: now)
        breakers[region].soften()
    }

    /// A complaint about a request: the client's mistake, unless too many are found at once.
    private mutating func complain(_ index: Int, now: Instant) -> Bool {
        let model = members[index].model
        complaints[model].note(failedHalves: 2, now: now)
        let tally = complaints[model]
        guard tally.failureHalves >= 6, tally.failureHalves * 2 >= tally.attemptHalves else { return false }
        return hurry(index, now: now, pause: .seconds(30))
    }

    /// What the target at `index` consists of.
    func scopes(of index: Int) -> [Int] { members[index].parts }

    func isOpen(_ index: Int) -> Bool { scopes(of: index).contains { breakers[$0].state == .open } }
}
