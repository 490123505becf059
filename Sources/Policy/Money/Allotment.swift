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

/// What this node may use of an account that it shares with others; nil parts: all of it.
public struct Allowance: Sendable, Equatable {
    /// What may have been spent and held of a period, in nanodollars.
    public var money: Int?
    /// Rates.
    public var limits: RateLimits

    /// An allowance.
    public init(money: Int? = nil, limits: RateLimits = .none) {
        self.money = money
        self.limits = limits
    }

    /// All of it.
    public static let all = Allowance()
}
