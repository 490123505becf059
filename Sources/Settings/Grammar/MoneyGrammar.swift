import PlanBPolicy

extension Grammar {
    /// What a key, a team or a route may use.
    static let allotmentFields = [
        Field("limits", .object(usage), "What it may ask for in a minute, and at once. Default: no limits."),
        Field("budget", .object(budget), "What it may spend. Default: any amount."),
    ]

    /// What all keys of a team may use together.
    static let team = ObjectShape(
        title: "a team", form: "{budget: {amount: \"500 USD\", per: month}}", fields: allotmentFields)

    /// Of a key, a team or a route, and of a provider's account.
    static let usage = ObjectShape(
        title: "rates", form: "{rpm: 60, tpm: 100000, concurrent: 10}",
        fields: [
            Field("rpm", .integer(1...Rate.largest), "Requests a minute, as many of them at once."),
            Field("tpm", .integer(1...Rate.largest), "Tokens a minute, of prompts and answers."),
            Field("concurrent", .integer(1...1_000_000), "Requests under way at once."),
        ],
        mistaken: [
            "rps": "write rpm: requests a minute", "tps": "write tpm: tokens a minute",
            "parallel": "write concurrent", "max_parallel_requests": "write concurrent",
        ])

    private static let budget = ObjectShape(
        title: "a budget", form: "{amount: \"50 USD\", per: month}",
        fields: [
            Field("amount", .scalar(.budgetAmount), required: true, "What may be spent."),
            Field(
                "per",
                .words(
                    Words(
                        allowed: BudgetPeriod.allCases.map(\.rawValue),
                        mistaken: ["daily": "day", "weekly": "week", "monthly": "month", "lifetime": "total"])),
                required: true, "For how long, by the calendar in UTC: day, week, month, total."),
            Field(
                "mode", .words(Words(allowed: Budget.Mode.allCases.map(\.rawValue))),
                "expected: what a request is expected to cost is held while it runs; strict: the most that it can cost. "
                    + "Default: expected."),
        ],
        mistaken: [
            "limit": "write amount", "max": "write amount", "period": "write per", "duration": "write per",
            "reset": "write per",
        ])
}

extension Syntax {
    /// An amount that is something.
    static let budgetAmount = Syntax("an amount of money", pattern: MoneyText.pattern) { text throws(ValueProblem) in
        guard try MoneyText.parse(text) > 0 else { throw ValueProblem("must be more than nothing") }
    }

    static let unpriced = Syntax(
        "an amount of money for a million tokens, or refuse", pattern: "^([0-9]{1,6}(\\.[0-9]{1,6})? USD|refuse)$"
    ) { text throws(ValueProblem) in
        if text != "refuse" { try budgetAmount.check(text) }
    }

    static let outageShare = Syntax("refuse, or allow and a share", pattern: OutageText.pattern) {
        text throws(ValueProblem) in _ = try OutageText.parse(text)
    }
}
