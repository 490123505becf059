import PlanBEngine
import PlanBPolicy

// Dollars, exact to the nanodollar.
extension MetricsText {
    /// How many budgets of keys are shown: those with the least left. There may be a great many keys.
    private static let mostKeys = 20

    func money(_ text: inout Exposition) {
        text.family("planb_spend_usd_total", .counter, "What attempts cost, as far as prices are known.")
        for route in reading.routes {
            for entry in route.spend.entries {
                text.sample(
                    [
                        ("route", route.name), ("target", name(entry.key.target)),
                        ("purpose", entry.key.isRehearsal ? "rehearsal" : "user"),
                    ], Exposition.decimal(entry.count, digits: 9))
            }
        }
        for (family, help, count) in [
            ("planb_usage_metered_total", "Attempts whose tokens are known, estimates included.", \.metered),
            ("planb_usage_estimated_total", "Attempts whose tokens are an estimate.", \.estimated),
            ("planb_usage_unpriced_total", "Attempts for whose tokens no price is known.", \.unpriced),
        ] as [(String, String, KeyPath<MetricsReading.TargetFigures, Int>)] {
            text.family(family, .counter, help)
            for target in reading.targets where target.metered > 0 {
                text.sample([("target", target.name)], target[keyPath: count])
            }
        }
        text.family("planb_budget_refusals_total", .counter, "Requests that budgets did not allow for, by status.")
        for route in reading.routes {
            for entry in route.budgetRefusals.entries {
                text.sample([("route", route.name), ("code", String(entry.key))], entry.count)
            }
        }
        let budgets = shownBudgets.map { budget in
            let account = gateway.metricsName(ofAccount: budget.account)
            return (budget: budget, labels: [("account", account), ("per", budget.budget.period.rawValue)])
        }
        for (family, help, amount) in [
            ("planb_budget_limit_usd", "What may be spent in the period.", { $0.budget.limit }),
            ("planb_budget_spent_usd", "What is spent in the period, as this node knows.", { $0.spent }),
            ("planb_budget_holds", "Dollars set aside for attempts under way.", { $0.held }),
        ] as [(String, String, (BudgetStanding) -> Int)] {
            text.family(family, .gauge, help)
            for (budget, labels) in budgets { text.sample(labels, Exposition.decimal(amount(budget), digits: 9)) }
        }
        text.family("planb_budget_remaining_ratio", .gauge, "The share of the budget that is not spent, nor set aside.")
        for (budget, labels) in budgets { text.sample(labels, Self.remaining(budget)) }
    }

    /// Those of teams and routes, and of keys those with the least left.
    private var shownBudgets: [BudgetStanding] {
        let (keys, others) = gateway.budgets.reduce(into: ([BudgetStanding](), [BudgetStanding]())) { parts, budget in
            if budget.account.hasPrefix("key:") { parts.0.append(budget) } else { parts.1.append(budget) }
        }
        let scarce = keys.map { (Self.remaining($0), $0) }
            .sorted { ($0.0, $0.1.account) < ($1.0, $1.1.account) }
        return others + scarce.prefix(Self.mostKeys).map(\.1)
    }

    static func remaining(_ budget: BudgetStanding) -> Double {
        guard budget.budget.limit > 0 else { return 0 }
        let used = Double(budget.spent) + Double(budget.held)
        return max(0, 1 - used / Double(budget.budget.limit))
    }
}
