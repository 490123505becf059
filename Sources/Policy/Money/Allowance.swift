/// What this node may use of an account that it shares with others.
public struct Allowance: Sendable, Equatable {
    /// Its parts of the budget, by period; nil: nothing was said of them, which means all of it where nobody shares
    /// (`MoneyBook.isShared`). Of a period that is not in the list: nothing.
    public var money: [MoneyShare]?
    /// Rates; `none`: nothing was said of them.
    public var limits: RateLimits

    /// An allowance.
    public init(money: [MoneyShare]? = nil, limits: RateLimits = .none) {
        self.money = money
        self.limits = limits
    }

    /// All of it.
    public static let all = Allowance()
}

/// One node's part of a budget in one period. Amounts are in nanodollars.
public struct MoneyShare: Sendable, Equatable {
    /// The first second of the period, since 1970.
    public var period: Int64
    /// What may have been spent and be held by this node.
    public var amount: Int
    /// From so much on, spent and held by this node, it is time to ask for more.
    public var alarm: Int
    /// What the other nodes have spent, as far as is known.
    public var others: Int

    /// A part.
    public init(period: Int64, amount: Int, alarm: Int = .max, others: Int = 0) {
        self.period = period
        self.amount = amount
        self.alarm = alarm
        self.others = others
    }

    /// What a node may use of a budget of which it has not been told its part: because the database was away when the
    /// period began, or for the moment in which a key is new. Of a strict one nothing.
    static func unheard(_ budget: Budget, _ period: Int64) -> MoneyShare {
        MoneyShare(period: period, amount: budget.mode == .strict ? 0 : budget.limit / 16, alarm: 0)
    }
}
