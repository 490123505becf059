public import PlanBVocabulary

/// Why a request is not let in.
public struct LimitRefusal: Error, Sendable, Equatable {
    /// Whose limit it is: `key:ID`, `team:NAME` or `route:PATTERN`.
    public var account: String
    /// Which one.
    public var kind: LimitKind
    /// When the same request would be let in, if nothing else came; for requests under way a guess.
    public var wait: Instant.Span
    /// How all limits stand.
    public var standing: LimitStanding
}

/// How the limits of a caller stand, for the headers of its answers: of several accounts the one with the least left.
public struct LimitStanding: Sendable, Equatable {
    /// One limit.
    public struct Meter: Sendable, Equatable {
        /// What may be used in a minute.
        public var limit: Int
        /// What may be used now.
        public var remaining: Int
        /// When all of it may be used again.
        public var reset: Instant.Span
    }

    /// Requests; nil: not limited.
    public var requests: Meter?
    /// Tokens; nil: not limited.
    public var tokens: Meter?

    mutating func add(_ gate: LimitGate, _ limits: RateLimits, now: Instant) {
        if let rate = limits.requests { Self.keep(gate.requests, rate, now, in: &requests) }
        if let rate = limits.tokens { Self.keep(gate.tokens, rate, now, in: &tokens) }
    }

    private static func keep(_ meter: RateMeter, _ rate: Rate, _ now: Instant, in least: inout Meter?) {
        let remaining = meter.remaining(at: rate, now: now)
        if let least, least.remaining <= remaining { return }
        least = Meter(limit: rate.perMinute, remaining: remaining, reset: meter.reset(at: rate, now: now))
    }
}
