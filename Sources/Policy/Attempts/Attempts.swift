public import PlanBVocabulary

/// The decisions of one request about its attempts: which target next, whether the same again, or how it ends.
///
/// Each target is tried once, in the order of the plan, healthy ones first; at most two retries on a target that was
/// tried come on top. Nothing starts after the deadline. Failover is free of charge; retries are drawn from the
/// target's budget.
public struct Attempts: Sendable {
    /// Retries on a target that was tried, in a whole request.
    public static let mostRetries = 2

    let candidates: [Standing]
    /// The rules that are in force.
    public let rules: Rules
    let deadline: Instant
    private let patience: Instant.Span
    private let refusalsFailOver: Bool
    /// The same bytes may be sent again: they are all there, and what they ask for may be done twice.
    private let mayRepeat: Bool
    /// What the request asks of each quota.
    public let ask: Ask
    /// The target that a drill has put in front of the others, by name.
    private let forced: String?
    /// What was tried, and what was retried, by position.
    private var tried = Marks()
    private var retried = Marks()
    private var retries = 0
    private(set) var count = 0
    /// A provider's answer about the request, in case nobody has a better one.
    private var complaint: AttemptFailure?
    var recovery: Recovery
    /// Every failure so far, in order.
    public private(set) var failures: [AttemptFailure] = []

    /// Decisions for `plan` on `route`, none of which start after `deadline`. `mayRepeat`: the request can, and may, be
    /// sent to the same target twice. `forced`: the target that a drill has put in front of the others, by name; what it
    /// says of the request is not the answer before those were asked too. `ask`: who waits, and for how large a prompt.
    public init(
        _ plan: Plan, route: Route, deadline: Instant, mayRepeat: Bool = true, forced: String? = nil,
        ask: Ask = Ask(), rules: Rules = .standard
    ) {
        candidates = plan.candidates
        patience = route.patience
        refusalsFailOver = route.refusalsFailOver
        self.mayRepeat = mayRepeat
        self.forced = forced
        self.ask = ask
        recovery = Recovery(route)
        self.deadline = deadline
        self.rules = rules
    }

    /// The first step.
    public mutating func start(_ health: inout Health, now: Instant, _ chance: inout Chance) -> Step {
        advance(&health, now: now, &chance)
    }

    /// The step after `last` ended with `failure`. `delivered` says what the client has of the answer; nil if it has
    /// nothing.
    public mutating func step(
        after failure: AttemptFailure, of last: Try, delivered: DeliveredShare?, _ health: inout Health, now: Instant,
        _ chance: inout Chance
    ) -> Step {
        failures.append(failure)
        if failure.failureClass == .clientGone { return .abandon }
        if let delivered {
            let leg =
                failure.failureClass == .draining
                ? nil : recover(after: failure, of: last, delivered, &health, now: now, &chance)
            return leg ?? .interrupt(recovery.cut ?? failure)
        }
        let decision = DecisionMatrix.decision(for: failure.failureClass)
        if decision.next == .theEnd { return finish(health, now: now, &chance) }
        if let again = retry(decision, after: failure, of: last, &health, now: now, &chance) { return again }
        if !rules.failsOverMalformed, failure.failureClass == .malformed { return .exhausted(Verdict.of(failures)) }
        if !rules.hidesCredentialFailures, failure.failureClass == .credential { return .surface(failure) }
        switch decision.next {
        case .anyTarget, .theEnd: break
        // Nobody but a drill has chosen it: those whom the user would have got are asked all the same.
        case .nobody, .ifRouteAllows, .largerWindow, .largerBody:
            if last.candidate.name == forced { break }
            if let end = leaveOut(decision.next, after: failure, of: last, health) { return end }
        }
        if failure.isAboutTheRequest { complaint = complaint ?? failure }
        return advance(&health, now: now, &chance)
    }

    /// Leaves out those of whom nothing better can be expected; the step, if that is the end.
    private mutating func leaveOut(
        _ next: Decision.Next, after failure: AttemptFailure, of last: Try, _ health: Health
    ) -> Step? {
        switch next {
        case .anyTarget, .theEnd: break
        case .nobody:
            guard health.isBlamed(last.candidate.slot) else { return .surface(failure) }
        case .ifRouteAllows:
            guard refusalsFailOver else { return .surface(failure) }
        case .largerWindow: leaveOut { !$0.isLarger(than: last.candidate, \.context) }
        case .largerBody: leaveOut { !$0.isLarger(than: last.candidate, \.body) }
        }
        return nil
    }

    /// The step after a pause before `planned`: others may have learned meanwhile that it is of no use.
    public mutating func afterPause(
        _ planned: Try, _ health: inout Health, now: Instant, _ chance: inout Chance
    ) -> Step {
        if isLate(now) { return finish(health, now: now, &chance) }
        switch health.availability(of: planned.candidate.slot, for: ask, now: now, &chance) {
        case .ready, .demoted, .open: return .attempt(planned)
        case .cooling(_, let isStated): return isStated ? advance(&health, now: now, &chance) : .attempt(planned)
        case .barred, .full, .reserved: return advance(&health, now: now, &chance)
        }
    }

    /// A target to ask as well, while `first` is slow: the next one that is ready. It counts as tried.
    public mutating func hedge(_ health: Health, now: Instant, _ chance: inout Chance) -> Try? {
        guard now < deadline else { return nil }
        for index in candidates.indices where !tried.contains(index) {
            if case .ready = health.availability(of: candidates[index].slot, for: ask, now: now, &chance) {
                return go(index, .hedge)
            }
        }
        return nil
    }

    /// `attempt` failed while another goes on, so that nothing has to be decided. One that was only slower may be made
    /// again, should the faster one come to nothing; it counts as a retry then.
    public mutating func note(_ failure: AttemptFailure, of attempt: Try) {
        guard failure.failureClass == .superseded else { return failures.append(failure) }
        guard mayRepeat, retries < Self.mostRetries,
            let index = candidates.firstIndex(where: { $0.target == attempt.candidate.target })
        else { return }
        retries += 1
        tried.remove(index)
    }

    // MARK: - The same target again

    private mutating func retry(
        _ decision: Decision, after failure: AttemptFailure, of last: Try, _ health: inout Health, now: Instant,
        _ chance: inout Chance
    ) -> Step? {
        guard let index = candidates.firstIndex(where: { $0.target == last.candidate.target }) else { return nil }
        guard mayRepeat, retries < Self.mostRetries || !rules.capsAttempts, !isLate(now) else { return nil }
        var wait: Instant.Span?
        switch decision.retry {
        case .never: return nil
        case .once:
            guard !failure.forbidsRepeat, !retried.contains(index) || !rules.capsAttempts else { return nil }
        case .onceAfterJitter:
            guard !retried.contains(index) || !rules.capsAttempts else { return nil }
            wait = chance.span(upTo: .milliseconds(250))
        case .afterShortWait:
            if let asked = failure.retryAfter {
                guard asked <= longestWait(now) else { return nil }
                wait = asked + chance.span(upTo: .milliseconds(50))
            } else {
                // With nobody else to ask, a moment's patience may do.
                guard failure.failureClass == .rateLimited, candidates.count == 1 else { return nil }
                wait = .milliseconds(250) + chance.span(upTo: .milliseconds(500))
                guard wait ?? .zero <= longestWait(now) else { return nil }
            }
        }
        if let wait, now + wait >= deadline { return nil }
        // Another request may have learned meanwhile that the target wants none.
        switch health.availability(of: last.candidate.slot, for: ask, now: now, &chance) {
        case .cooling(let until, let isStated) where isStated && now + (wait ?? .zero) < until: return nil
        case .barred, .full, .reserved: return nil
        default: break
        }
        guard health.withdrawRetry(last.candidate.slot, now: now) else { return nil }
        retries += 1
        retried.insert(index)
        count += 1
        let again = Try(last.candidate, .retry, needsFreshConnection: failure.failureClass == .reset)
        guard let wait, wait > .zero else { return .attempt(again) }
        return .pause(until: now + wait, then: again)
    }

    /// A wait that is worth less than asking somebody else.
    private func longestWait(_ now: Instant) -> Instant.Span {
        min(patience, Instant.Span(nanoseconds: (deadline - now).nanoseconds / 4))
    }

    // MARK: - Another target

    /// The next target: the first that is ready, else one that stands back, else one that is to be waited for a moment,
    /// else one that was given up.
    private mutating func advance(_ health: inout Health, now: Instant, _ chance: inout Chance) -> Step {
        guard !isLate(now) else { return finish(health, now: now, &chance) }
        var demoted: Int?
        var awaited: (index: Int, until: Instant)?
        var last: (index: Int, rank: Int)?
        for index in candidates.indices where !tried.contains(index) {
            var rank: Int?
            switch health.availability(of: candidates[index].slot, for: ask, now: now, &chance) {
            case .ready: return .attempt(go(index, count == 0 ? .first : .failover))
            // Whom the route means first is not passed over for a rule of thumb: only those who stand in are.
            case .demoted(.ramping) where index == 0 && candidates[index].name != forced:
                return .attempt(go(index, count == 0 ? .first : .failover))
            case .demoted: demoted = demoted ?? index
            case .cooling(let until, let isStated):
                if until - now <= longestWait(now) {
                    if until < awaited?.until ?? .distantFuture { awaited = (index, until) }
                } else if !isStated {
                    rank = 0
                }
            case .open(_, let isHard): rank = isHard ? 2 : 1
            case .barred, .full, .reserved: break
            }
            if let rank, rank < last?.rank ?? .max { last = (index, rank) }
        }
        let reason = count == 0 ? Try.Reason.first : .failover
        if let demoted { return .attempt(go(demoted, reason)) }
        if let awaited { return .pause(until: awaited.until, then: go(awaited.index, reason)) }
        if let last, rules.triesLastResorts { return .attempt(go(last.index, reason)) }
        return finish(health, now: now, &chance)
    }

    private mutating func go(_ index: Int, _ reason: Try.Reason) -> Try {
        tried.insert(index)
        count += 1
        return Try(candidates[index], reason)
    }

    private mutating func leaveOut(_ isUseless: (Standing) -> Bool) {
        for index in candidates.indices where isUseless(candidates[index]) { tried.insert(index) }
    }

    private func isLate(_ now: Instant) -> Bool { rules.keepsDeadlines && now >= deadline }

    /// The end: a provider's answer about the request if there was one, else what the failures amount to, those
    /// included that kept targets from being asked at all.
    private func finish(_ health: Health, now: Instant, _ chance: inout Chance) -> Step {
        if let complaint { return .surface(complaint) }
        let unasked = candidates.indices.filter { !tried.contains($0) }
            .compactMap { standBack(candidates[$0], health, now: now, &chance) }
        return .exhausted(Verdict.of(failures + unasked.map(\.failure)))
    }

    private func standBack(
        _ candidate: Standing, _ health: Health, now: Instant, _ chance: inout Chance
    ) -> (name: String, failure: AttemptFailure)? {
        switch health.availability(of: candidate.slot, for: ask, now: now, &chance) {
        case .cooling(let until, _):
            (candidate.name, AttemptFailure(.rateLimited, retryAfter: until - now, detail: "asked to be left alone"))
        case .barred(let cause, let until):
            (
                candidate.name,
                AttemptFailure(
                    cause, retryAfter: max(.zero, until - now), detail: "refuses the account's credential or quota")
            )
        case .reserved(let until):
            (
                candidate.name,
                AttemptFailure(
                    .rateLimited, retryAfter: until - now,
                    detail: "keeps what may be sent to it for requests that go before those of low priority")
            )
        case .full:
            (candidate.name, AttemptFailure(.busy, retryAfter: .seconds(1), detail: "has as much to do as it can"))
        case .ready, .demoted, .open: nil
        }
    }

    /// Why targets were not asked at all, for the error that the client gets.
    public func stoodBack(_ health: Health, now: Instant) -> [(name: String, failure: AttemptFailure)] {
        var chance = Chance(0)
        return candidates.indices.filter { !tried.contains($0) }
            .compactMap { standBack(candidates[$0], health, now: now, &chance) }
    }
}

extension Standing {
    /// Whether the contract is known to allow more than that of `other`.
    fileprivate func isLarger(than other: Standing, _ limit: KeyPath<Contract, Int?>) -> Bool {
        guard let own = contract[keyPath: limit] else { return false }
        guard let theirs = other.contract[keyPath: limit] else { return true }
        return own > theirs
    }
}

extension AttemptFailure {
    /// The provider's answer is about the request, and worth handing on.
    public var isAboutTheRequest: Bool {
        switch failureClass {
        case .badRequest, .unsupported, .contextLength, .tooLarge, .contentFilter: true
        default: false
        }
    }
}
