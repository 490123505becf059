import PlanBVocabulary

/// How long a request has waited for others: for its client's body, for providers, and for its client to take the answer. What
/// is left of its duration is the gateway's own time. Waits that overlap, of two attempts side by side, count once. Confined to
/// the event loop of the request.
final class WaitClock {
    private var waiting = 0
    private var since = Instant(nanoseconds: 0)
    /// The time in which at least one wait went on.
    private(set) var waited = Instant.Span.zero
    /// When a wait last ended.
    private(set) var latest = Instant(nanoseconds: 0)

    /// A wait begins. `end` follows.
    func begin(_ now: Instant) {
        if waiting == 0 { since = now }
        waiting += 1
    }

    /// A wait is over.
    func end(_ now: Instant) {
        latest = now
        waiting -= 1
        if waiting == 0 { waited = waited + (now - since) }
    }
}
