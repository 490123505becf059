import PlanBVocabulary

/// What is used of the limits of one account.
struct LimitGate: Sendable {
    private(set) var requests = RateMeter()
    private(set) var tokens = RateMeter()
    private(set) var underWay = 0

    /// What keeps a request of about `tokens` tokens out, and for how long; nil: nothing does.
    func refusal(
        _ limits: RateLimits, tokens count: Int, _ priority: Priority, now: Instant
    ) -> (kind: LimitKind, wait: Instant.Span)? {
        if let most = limits.concurrent, underWay >= most - priority.reserve(of: most) {
            return (.concurrent(most), Self.concurrencyWait)
        }
        var found: (kind: LimitKind, wait: Instant.Span)?
        if let rate = limits.requests {
            let wait = requests.wait(for: 1, at: rate, reserve: priority.reserve(of: rate.burst), now: now)
            if wait > .zero { found = (.requests(rate), wait) }
        }
        if let rate = limits.tokens {
            let wait = tokens.wait(for: count, at: rate, reserve: priority.reserve(of: rate.burst), now: now)
            if wait > found?.wait ?? .zero { found = (.tokens(rate), wait) }
        }
        return found
    }

    /// When another request will be over nobody knows.
    private static let concurrencyWait = Instant.Span.seconds(1)

    /// A request is let in.
    mutating func enter(_ limits: RateLimits, tokens count: Int, now: Instant) {
        underWay += 1
        if let rate = limits.requests { requests.take(1, at: rate, now: now) }
        if let rate = limits.tokens { tokens.take(count, at: rate, now: now) }
    }

    /// A request is over, and used so many tokens more, or less, than was thought.
    mutating func leave(_ limits: RateLimits, correction: Int, now: Instant) {
        underWay = max(0, underWay - 1)
        if let rate = limits.tokens, correction != 0 { tokens.correct(by: correction, at: rate, now: now) }
    }

    /// A request that was let in is not counted after all.
    mutating func returnRequest(_ limits: RateLimits, now: Instant) {
        if let rate = limits.requests { requests.correct(by: -1, at: rate, now: now) }
    }

    /// Nothing beyond a burst stays owed: what was let in beyond the limits does not keep the next one out for longer.
    mutating func forgive(_ limits: RateLimits, now: Instant) {
        if let rate = limits.requests { requests.forgive(at: rate, now: now) }
        if let rate = limits.tokens { tokens.forgive(at: rate, now: now) }
    }
}

/// Which limit is reached.
public enum LimitKind: Sendable, Equatable {
    /// Requests a minute.
    case requests(Rate)
    /// Tokens a minute.
    case tokens(Rate)
    /// Requests under way.
    case concurrent(Int)
}
