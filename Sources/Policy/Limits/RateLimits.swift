/// What a key, a team or a route may use.
public struct RateLimits: Sendable, Hashable {
    /// Requests; nil: any number.
    public var requests: Rate?
    /// Tokens of prompts and answers; nil: any number.
    public var tokens: Rate?
    /// Requests under way at once; nil: any number.
    public var concurrent: Int?

    /// Limits.
    public init(requests: Rate? = nil, tokens: Rate? = nil, concurrent: Int? = nil) {
        self.requests = requests
        self.tokens = tokens
        self.concurrent = concurrent
    }

    /// Nothing is limited.
    public static let none = RateLimits()

    /// The narrower of these and `other`, each by itself.
    public func narrowed(by other: RateLimits) -> RateLimits {
        RateLimits(
            requests: Self.narrower(requests, other.requests), tokens: Self.narrower(tokens, other.tokens),
            concurrent: [concurrent, other.concurrent].compactMap { $0 }.min())
    }

    private static func narrower(_ one: Rate?, _ other: Rate?) -> Rate? {
        guard let one, let other else { return one ?? other }
        return Rate(perMinute: min(one.perMinute, other.perMinute), burst: min(one.burst, other.burst))
    }
}
