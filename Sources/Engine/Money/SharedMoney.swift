public import PlanBPolicy

extension Gateway {
    /// Looks at, or changes, what is used of limits and budgets, while no request does. `body` decides, and waits for nothing:
    /// every request waits for it.
    public func withMoney<Answer>(_ body: (inout MoneyBook) -> Answer) -> Answer { treasury.with(body) }
}
