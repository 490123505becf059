import PlanBPolicy

/// A budget as commands take it: `50 USD/month`.
enum BudgetText {
    static func parse(_ text: String, isStrict: Bool) throws(ValueProblem) -> Budget {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let period = BudgetPeriod(rawValue: String(parts[1])) else {
            throw ValueProblem("expected an amount and a period such as \"50 USD/month\" (day, week, month, total)")
        }
        let amount = String(parts[0])
        try Syntax.budgetAmount.check(amount)
        return Budget(
            limit: try MoneyText.parse(amount) / 1000, period: period, mode: isStrict ? .strict : .expected)
    }

    /// Nanodollars as `MoneyText` reads them; an amount that came from there.
    static func amount(_ nanodollars: Int) -> String {
        let whole = nanodollars / 1_000_000_000
        var digits = String(1_000_000 + nanodollars % 1_000_000_000 / 1000).dropFirst()
        while digits.utf8.count > 2, digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits) USD"
    }
}
