public import PlanBVocabulary

/// The drills that users' requests take part in: who is assigned to what, and what that may cost. A value: the gateway keeps
/// one behind a lock.
///
/// The rules, which hold at every moment:
/// - Requests of the experiment that could fail visibly and are under way never exceed the failures that are still allowed.
///   So the cap holds even if all of them fail.
/// - What the requests under way may cost at most never exceeds the money that is left.
/// - After its end nothing is assigned to a drill.
/// - A route has one exclusive drill at a time; copies and live shares rest meanwhile.
public struct DrillBook: Sendable {
    private struct Drill: Sendable {
        var order: DrillOrder
        var tally = DrillTally()
    }

    /// By the number that `begin` gave.
    private var drills: [Int: Drill] = [:]
    /// The numbers of those that go on, by route; exclusive ones first.
    private var active: [String: [Int]] = [:]
    private var next = 0
    let rules: Rules

    /// No drill.
    public init(rules: Rules = .standard) { self.rules = rules }

    /// Whether nothing runs: the usual case.
    public var isIdle: Bool { active.isEmpty }

    /// Whether anything runs on `route`.
    public func runs(on route: String) -> Bool { active[route] != nil }

    /// Begins a drill, and gives its number; nil: another one of the route is in its way.
    public mutating func begin(_ order: DrillOrder) -> Int? {
        let others = active[order.route, default: []].compactMap { drills[$0]?.order }
        let isFree =
            order.isRecording
            ? !others.contains(where: \.isRecording)
            : order.isExclusive
                ? !others.contains(where: \.isExclusive)
                : !others.contains { $0.level == order.level && !$0.isRecording }
        guard isFree || !rules.drillsOneAtATime else { return nil }
        next += 1
        drills[next] = Drill(order: order)
        var numbers = active[order.route, default: []] + [next]
        numbers.sort { (drills[$0]?.order.rank ?? 0, $0) < (drills[$1]?.order.rank ?? 0, $1) }
        active[order.route] = numbers
        return next
    }

    /// What a conversation on `route` is used for, if for anything. Nothing is counted yet. Whether it may be recorded is
    /// another consent, which the caller asks for; a recording gets what no drill wants.
    public func draw(
        route: String, conversation: UInt64, consent: RehearsalConsent, now: Instant
    ) -> (number: Int, order: DrillOrder, arm: DrillArm)? {
        guard let numbers = active[route] else { return nil }
        var isTaken = false
        for number in numbers {
            guard let drill = drills[number], !isOver(drill, now), !isTaken || drill.order.isRecording else { continue }
            if drill.order.isRecording || consent.allows(drill.order.level), let arm = drill.order.arm(of: conversation)
            {
                return (number, drill.order, arm)
            }
            // Copies and live shares rest while an exclusive drill runs.
            if drill.order.isExclusive, rules.drillsOneAtATime { isTaken = true }
        }
        return nil
    }

    /// Assigns a request that was drawn.
    ///
    /// - Parameters:
    ///   - exposes: a failure of it could be seen: it is not held back to its end, or has to follow a form.
    ///   - bound: what it may cost at most, in nanodollars.
    /// - Returns: whether it takes part. If not, it goes where it would have gone.
    public mutating func enter(
        _ number: Int, _ arm: DrillArm, exposes: Bool, bound: Int, now: Instant
    ) -> Bool {
        guard var drill = drills[number], !isOver(drill, now) else { return false }
        let caps = drill.order.caps
        if arm != .control {
            let isAllowed = !exposes || drill.tally.failures + drill.tally.exposed < caps.userFailures
            let isAffordable =
                caps.spend.map {
                    Int128(drill.tally.spend) + Int128(drill.tally.held) + Int128(bound) <= Int128($0)
                } ?? true
            guard isAllowed || !rules.keepsDrillAllowance, isAffordable else {
                drills[number]?.tally.passedOver += 1
                return false
            }
            drill.tally.requests += 1
            drill.tally.exposed += exposes ? 1 : 0
            drill.tally.held = drill.tally.held.saturatingSum(bound)
            drill.tally.lastAssigned = now
        } else {
            drill.tally.controls += 1
        }
        drill.tally.underWay += 1
        drills[number] = drill
        return true
    }

    /// A request that was assigned does not take part after all; nothing was sent.
    public mutating func withdraw(_ number: Int, _ arm: DrillArm, exposes: Bool, bound: Int) {
        guard let order = drills[number]?.order else { return }
        drills[number]?.tally.underWay -= 1
        // Of a recording, only those without consent are counted.
        if !order.isRecording { drills[number]?.tally.passedOver += 1 }
        guard arm != .control else {
            drills[number]?.tally.controls -= 1
            return
        }
        drills[number]?.tally.requests -= 1
        drills[number]?.tally.exposed -= exposes ? 1 : 0
        drills[number]?.tally.held -= bound
    }

    /// A request that was drawn does not take part.
    public mutating func passOver(_ number: Int) { drills[number]?.tally.passedOver += 1 }

    /// A request is over.
    ///
    /// - Parameters:
    ///   - exposes, bound: as they were given to `enter`.
    ///   - cost: what it cost, in nanodollars.
    ///   - outcome: how it ended for its user.
    public mutating func leave(
        _ number: Int, _ arm: DrillArm, exposes: Bool, bound: Int, cost: Int, outcome: DrillOutcome, now: Instant
    ) {
        guard var drill = drills[number] else { return }
        drill.tally.underWay -= 1
        if arm != .control {
            drill.tally.exposed -= exposes ? 1 : 0
            drill.tally.held -= bound
            drill.tally.spend = drill.tally.spend.saturatingSum(max(0, cost))
            drill.tally.failures += outcome == .failure ? 1 : 0
            drill.tally.unanswered += outcome == .unanswered ? 1 : 0
        }
        drills[number] = drill
        guard drill.tally.end == nil, arm != .control else { return }
        let caps = drill.order.caps
        if outcome == .failure, drill.tally.failures >= caps.userFailures {
            end(number, .failures, now: now)
        } else if outcome == .unanswered {
            end(number, .unanswered, now: now)
        } else if let most = caps.spend, drill.tally.spend >= most, cost > 0 {
            end(number, .spend, now: now)
        }
    }

    /// Ends a drill: from now on nothing is assigned to it. What is under way is counted to its end.
    public mutating func end(_ number: Int, _ reason: DrillTally.End, now: Instant) {
        guard let drill = drills[number], drill.tally.end == nil else { return }
        drills[number]?.tally.end = reason
        drills[number]?.tally.endedAt = now
        guard rules.endsDrills else { return }
        active[drill.order.route]?.removeAll { $0 == number }
        if active[drill.order.route]?.isEmpty == true { active[drill.order.route] = nil }
    }

    /// How a drill stands; nil: it was forgotten.
    public func tally(of number: Int) -> DrillTally? { drills[number]?.tally }

    /// The order of a drill; nil: it was forgotten.
    public func order(of number: Int) -> DrillOrder? { drills[number]?.order }

    /// The numbers of all drills that go on.
    public var running: [Int] { active.values.flatMap { $0 }.sorted() }

    /// Drops a drill that is over and reported.
    public mutating func forget(_ number: Int) {
        guard drills[number]?.tally.end != nil else { return }
        drills[number] = nil
    }

    private func isOver(_ drill: Drill, _ now: Instant) -> Bool {
        if drill.tally.end != nil, rules.endsDrills { return true }
        return drill.order.until.map { now >= $0 } ?? false
    }
}

extension DrillOrder {
    /// Exclusive drills are looked at first, then live shares, then copies, then recordings.
    fileprivate var rank: Int {
        guard !isRecording else { return 3 }
        return switch level {
        case .cutover, .fault: 0
        case .live: 1
        default: 2
        }
    }
}

extension Int {
    /// The sum, or the largest number there is.
    fileprivate func saturatingSum(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
