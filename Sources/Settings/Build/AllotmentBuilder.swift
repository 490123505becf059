import PlanBEngine
import PlanBPolicy

/// Reads `limits:` and `budget:` of a key, a team or a route. What cannot be read was reported by the grammar.
enum AllotmentBuilder {
    static func allotment(limits: Tree?, budget: Tree?) -> Allotment {
        Allotment(
            limits: RateLimits(
                requests: limits?["rpm"]?.integer.map { Rate(perMinute: $0) },
                tokens: limits?["tpm"]?.integer.map { Rate(perMinute: $0) },
                concurrent: limits?["concurrent"]?.integer),
            budget: self.budget(budget))
    }

    private static func budget(_ tree: Tree?) -> Budget? {
        // Picodollars to nanodollars: an amount has six digits after the point at most.
        guard let amount = tree?["amount"]?.text.flatMap({ try? MoneyText.parse($0) }),
            let period = tree?["per"]?.text.flatMap(BudgetPeriod.init(rawValue:))
        else { return nil }
        let mode = tree?["mode"]?.text.flatMap(Budget.Mode.init(rawValue:)) ?? .expected
        return Budget(limit: amount / 1000, period: period, mode: mode)
    }
}

/// Reads what the whole configuration says of money.
struct MoneyBuilder {
    let findings: Findings
    let root: Tree

    /// What the keys of a team may use together, by the team's name.
    func teams() -> [String: Allotment] {
        Dictionary(
            (root["teams"]?.entries ?? []).map { entry in
                (
                    entry.key,
                    AllotmentBuilder.allotment(limits: entry.value["limits"], budget: entry.value["budget"])
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Warned: a team that nobody is in, where there are keys at all.
    func warnOfEmptyTeams(_ keys: [VirtualKey]) {
        guard !keys.isEmpty else { return }
        let names = Set(keys.compactMap(\.team))
        for entry in root["teams"]?.entries ?? [] where !names.contains(entry.key) {
            findings.warning(
                entry.place, "no key is of the team \(Echo.quoted(entry.key))",
                hint: Echo.suggestion(for: entry.key, among: names.sorted()))
        }
    }

    /// Picodollars of a token without a price, for callers with a budget; nil: `refuse`.
    func ceiling(_ usual: Int) -> Int? {
        guard let text = root["unpriced"]?.text else { return usual }
        return text == "refuse" ? nil : (try? MoneyText.parse(text)).map { $0 / 1_000_000 } ?? usual
    }

    /// What a budget may be exceeded by while a target fails, in hundredths of a percent.
    var outageShare: Int { root["budget_in_outage"]?.text.flatMap { try? OutageText.parse($0) } ?? 0 }
}
