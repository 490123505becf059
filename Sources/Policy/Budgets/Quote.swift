/// What one attempt is thought to cost, in nanodollars.
public struct Quote: Sendable, Equatable {
    /// The cost that is expected.
    public var expected: Int
    /// The most it can cost; only asked for where a budget is strict.
    public var most: Result<Int, CostBound.Obstacle>

    /// A quote.
    public init(expected: Int, most: Result<Int, CostBound.Obstacle>) {
        self.expected = expected
        self.most = most
    }
}

/// Money that is set aside for one attempt: in the accounts of its key, team and route, as far as they have a budget.
public struct Holds: Sendable, Equatable {
    /// What is set aside in one account.
    public struct Part: Sendable, Equatable {
        /// The account's place in the book.
        public var account: Int
        /// The first second of the budget's period, since 1970.
        public var period: Int64
        /// In nanodollars.
        public var amount: Int
    }

    var key: Part?
    var team: Part?
    var route: Part?

    /// All parts.
    public var parts: [Part] { [key, team, route].compactMap { $0 } }

    /// Nothing is set aside.
    public init() {}

    subscript(_ index: Int) -> Part? {
        get { index == 0 ? key : index == 1 ? team : route }
        set {
            switch index {
            case 0: key = newValue
            case 1: team = newValue
            default: route = newValue
            }
        }
    }
}

/// Why nothing is set aside.
public enum HoldRefusal: Error, Sendable, Equatable {
    /// A budget does not allow for it.
    case budget(BudgetShortfall)
    /// A strict budget needs a bound, and there is none.
    case unbounded(account: String, CostBound.Obstacle)
}

/// A budget that does not allow for an attempt. Amounts are in nanodollars.
public struct BudgetShortfall: Sendable, Equatable {
    /// `key:ID`, `team:NAME` or `route:PATTERN`.
    public var account: String
    /// What may be spent.
    public var budget: Budget
    /// What is spent in the period.
    public var spent: Int
    /// What is set aside for attempts under way.
    public var held: Int
    /// What the attempt needs.
    public var needed: Int
    /// When the period ends, in seconds since 1970; nil: never.
    public var resets: Int64?
    /// There is enough, but other nodes may have it: more was asked for.
    public var isElsewhere: Bool

    /// A shortfall.
    public init(
        account: String, budget: Budget, spent: Int, held: Int, needed: Int, resets: Int64?, isElsewhere: Bool = false
    ) {
        self.account = account
        self.budget = budget
        self.spent = spent
        self.held = held
        self.needed = needed
        self.resets = resets
        self.isElsewhere = isElsewhere
    }
}
