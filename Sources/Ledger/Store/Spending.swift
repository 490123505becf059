/// Asks what accounts have spent.
public struct SpendingQuery: Sendable, Equatable {
    /// The node that asks.
    public var node: String
    /// Only what that node spent, rather than all.
    public var isOnlyOfNode: Bool
    /// The first days, since 1970, of the spans to sum up; each reaches up to now.
    public var firstDays: [Int64]

    /// A question.
    public init(node: String, isOnlyOfNode: Bool, firstDays: [Int64]) {
        self.node = node
        self.isOnlyOfNode = isOnlyOfNode
        self.firstDays = firstDays
    }
}

/// What accounts have spent, in one state of the database.
public struct Spending: Sendable, Equatable {
    /// One sum.
    public struct Sum: Sendable, Equatable {
        /// `key:ID`, `team:NAME` or `route:PATTERN`.
        public var account: String
        /// The first day of the span.
        public var firstDay: Int64
        /// In nanodollars.
        public var amount: Int64

        /// A sum.
        public init(account: String, firstDay: Int64, amount: Int64) {
            self.account = account
            self.firstDay = firstDay
            self.amount = amount
        }
    }

    /// The sums, in no order.
    public var sums: [Sum]
    /// Up to where the journal of the node that asks is in them; nil: nothing of it.
    public var checkpoint: JournalPosition?

    /// An answer.
    public init(sums: [Sum], checkpoint: JournalPosition?) {
        self.sums = sums
        self.checkpoint = checkpoint
    }
}
