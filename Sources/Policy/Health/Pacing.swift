import PlanBVocabulary

/// The rate limit of one quota: until when its provider does not want to be asked. Shared by all targets of the quota.
struct Pacing: Sendable, Equatable {
    /// Nothing is sent before this.
    private(set) var until = Instant(nanoseconds: .min / 2)
    /// The provider said so; else it is a guess that grows with each refusal.
    private(set) var isStated = false
    private var refusals = 0

    /// The provider refused for its rate limit; `retryAfter` is what it asks for. The later end wins.
    mutating func refuse(retryAfter: Instant.Span?, now: Instant, _ chance: inout Chance) {
        if let retryAfter {
            let end = now + min(max(retryAfter, .zero), AttemptFailure.longestWait)
            // The provider's own word replaces a guess, and a later word an earlier one.
            until = isStated ? max(until, end) : end
            isStated = true
        } else if now >= until || !isStated {
            // 1 s, 2 s, 4 s … 60 s, with the upper half of it left to chance.
            let step = Instant.Span.seconds(min(60, 1 << min(refusals, 6)))
            let guess = Instant.Span(nanoseconds: step.nanoseconds / 2)
            let end = now + guess + chance.span(upTo: guess)
            if end > until {
                until = end
                isStated = false
            }
        }
        refusals = min(refusals + 1, 16)
    }

    /// It answered.
    mutating func succeed() { refusals = 0 }

    /// Whether it is to be left alone.
    func isCooling(_ now: Instant) -> Bool { now < until }
}
