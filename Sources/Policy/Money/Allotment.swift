/// What a key, a team or a route may use: of requests, tokens and money.
public struct Allotment: Sendable, Equatable {
    /// Rates.
    public var limits: RateLimits
    /// Money; nil: any amount.
    public var budget: Budget?

    /// An allotment.
    public init(limits: RateLimits = .none, budget: Budget? = nil) {
        self.limits = limits
        self.budget = budget
    }

    /// Nothing is limited.
    public static let unlimited = Allotment()

    /// Whether nothing is limited.
    public var isUnlimited: Bool { self == .unlimited }

    var isStrict: Bool { budget?.mode == .strict }
}
