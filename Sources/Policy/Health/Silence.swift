import PlanBVocabulary

/// Streams that were begun at a target since anybody last got output from it. When more than one waits for much longer than it
/// has ever taken, it has probably fallen silent, long before the first of their clocks runs out.
struct Silence: Sendable, Equatable {
    private static let least = Instant.Span.milliseconds(1500)
    private static let waiters = 2

    private var since: Instant?
    private var begun = 0

    mutating func begin(now: Instant) {
        if since == nil { since = now }
        begun += 1
    }

    mutating func end() {
        since = nil
        begun = 0
    }

    /// Whether the target is silent, whose slowest first outputs take `slowest`.
    func isSuspicious(now: Instant, slowest: () -> Instant.Span?) -> Bool {
        guard begun >= Self.waiters, let since, now - since > Self.least, let slowest = slowest() else { return false }
        return (now - since).nanoseconds / 3 > slowest.nanoseconds
    }
}
