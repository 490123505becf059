/// Money that a key, a team or a route may spend.
public struct Budget: Sendable, Equatable {
    /// What is set aside before a target is asked.
    public enum Mode: String, Sendable, CaseIterable {
        /// What the attempt is expected to cost. What is spent beyond the limit is bounded by what the attempts that
        /// were under way cost more than expected.
        case expected
        /// The most that the attempt can cost. Nothing is spent beyond the limit.
        case strict
    }

    /// In nanodollars.
    public var limit: Int
    /// The time for which it is.
    public var period: BudgetPeriod
    /// What is set aside.
    public var mode: Mode

    /// A budget.
    public init(limit: Int, period: BudgetPeriod, mode: Mode = .expected) {
        self.limit = limit
        self.period = period
        self.mode = mode
    }
}
