import PlanBVocabulary

/// When one target is probed next.
struct ProbeSchedule: Sendable {
    private(set) var due: Instant?
    var isRunning = false
    private var lastEnded = Instant(nanoseconds: .min / 2)

    /// A target that was given up is probed every 5 s, and every 8 s after five minutes: what it takes longer to notice
    /// that it is back is outage, and a probe of one token costs nothing while it fails. What somebody has to mend by
    /// hand is looked at every 30 s. So is, in the end, what probes find well and users do not: each relapse doubles the
    /// interval.
    static func interval(openFor: Instant.Span, relapses: Int, isForPeople: Bool) -> Instant.Span {
        if isForPeople { return .seconds(30) }
        if relapses > 0 { return min(.seconds(5 << Int64(min(relapses, 3))), .seconds(30)) }
        return openFor < .minutes(5) ? .seconds(5) : .seconds(8)
    }

    /// Something needs to be known now: a failure confirmed, or a change found out. At most once in `pause`.
    /// Returns whether that is sooner than before.
    mutating func hurry(now: Instant, pause: Instant.Span) -> Bool {
        let soonest = max(now, lastEnded + pause)
        guard soonest < due ?? .distantFuture else { return false }
        due = soonest
        return true
    }

    /// The next regular probe. An earlier one that is due anyway stays.
    mutating func schedule(_ moment: Instant) { due = min(due ?? moment, moment) }

    mutating func begin() {
        isRunning = true
        due = nil
    }

    mutating func end(now: Instant) {
        isRunning = false
        lastEnded = now
    }

    /// Nothing is to be found out.
    mutating func rest() { due = nil }
}
