public import PlanBPolicy

/// What an account had spent in one period, as the ledger knows it.
public struct SpentSum: Sendable, Equatable {
    /// `key:ID`, `team:NAME` or `route:PATTERN`.
    public var account: String
    /// The first second of the budget's period since 1970 (`BudgetPeriod.start`); 0 for a budget without an end.
    public var period: Int64
    /// In nanodollars: the sum of `cost` over the attempts that began in the period.
    public var amount: Int

    /// A sum.
    public init(account: String, period: Int64, amount: Int) {
        self.account = account
        self.period = period
        self.amount = amount
    }
}

extension Gateway {
    /// Takes over what was spent before the process started, of accounts of the configuration in force. To be called
    /// before requests are served, and again after a reload that brings new budgets: what is known already stays.
    public func restore(spent sums: [SpentSum]) {
        treasury.with { book in
            for sum in sums { book.restore(spent: sum.amount, of: sum.account, period: sum.period) }
        }
    }

    /// Keeps strict budgets closed, or opens them again: while it is not known what was spent of them, nothing may be.
    public func closeStrictBudgets(_ isClosed: Bool) {
        let epoch = time.epochSeconds()
        treasury.with { book in
            for standing in book.budgets(epoch: epoch) where standing.budget.mode == .strict {
                book.grant(isClosed ? Allowance(money: []) : .all, to: standing.account)
            }
        }
    }

    /// How all budgets stand now.
    public var budgets: [BudgetStanding] {
        let epoch = time.epochSeconds()
        return treasury.with { $0.budgets(epoch: epoch) }
    }

    /// How many requests of an account are under way; 0 for one that is not limited.
    public func underWay(_ account: String) -> Int { treasury.with { $0.underWay(account) } }
}
