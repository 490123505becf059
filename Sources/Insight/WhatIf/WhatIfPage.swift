import PlanBLedger
public import PlanBReport

extension WhatIfReport {
    /// The report in a form. Names from the configuration and the ledger do nothing where it is shown.
    public func text(_ form: ReportForm) -> String { form.text(self, as: page) }

    /// The report for people.
    public var page: ReportPage {
        var blocks: [ReportPage.Block] = [.paragraph(conclusion)]
        var facts = [
            ("period", "\(Figures.time(since)) to \(Figures.time(until))"),
            ("recorded", "\(Figures.count(recorded.requests, "request")), \(Figures.percent(recorded.share)) answered"),
            ("left out", Figures.count(leftOut, "row")),
            ("served with nothing lost", Self.served(before)), ("served in the scenario", Self.served(after)),
            ("cost", "\(Figures.dollars(costBefore)) before, \(Figures.dollars(costAfter)) after\(costChange)"),
            ("failovers", String(failovers)),
            ("first output (p50, p95, p99)", Self.change(firstOutputBefore, firstOutputAfter)),
            ("whole answer (p50, p95, p99)", Self.change(durationBefore, durationAfter)),
        ]
        if unpriced > 0 { facts.append(("without a price", Figures.count(unpriced, "answer"))) }
        blocks.append(.facts(facts))
        if !refused.isEmpty {
            let reasons = refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            blocks += [
                .heading("Refused, and why"),
                .table(header: ["requests", "because of"], rows: reasons.map { [String($0.value), $0.key] }),
            ]
        }
        blocks += [.heading("Routes"), routeTable, .heading("Targets"), targetTable]
        if !advice.isEmpty { blocks += [.heading("What to do"), .list(advice)] }
        blocks += [.heading("How sure this is"), .paragraph(Self.method)]
        return ReportPage(title: "What if: \(scenario)", blocks: blocks)
    }

    private var conclusion: String {
        guard before.requests > 0 else {
            return "No requests were recorded in this period: there is nothing to replay."
        }
        let lost = max(0, before.answered - after.answered)
        guard lost > 0 else {
            return "All \(Figures.count(before.requests, "request")) that are served with nothing lost would be served."
        }
        return "\(Figures.percent(after.share)) of \(Figures.count(after.requests, "request")) would be served "
            + "(\(Figures.percent(before.share)) with nothing lost): \(lost) more would be refused."
    }

    private var costChange: String {
        guard costBefore > 0 else { return "" }
        let percent = (Double(costAfter) / Double(costBefore) - 1) * 100
        return " (\(percent >= 0 ? "+" : "")\(Figures.decimal(percent)) %)"
    }

    private var routeTable: ReportPage.Block {
        .table(
            header: ["route", "requests", "served before", "served after", "refused because of"],
            rows: routes.map { route in
                [
                    route.route, String(route.after.requests), Figures.percent(route.before.share),
                    Figures.percent(route.after.share),
                    route.refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                        .map { "\($0.key) (\($0.value))" }.joined(separator: ", "),
                ]
            })
    }

    private var targetTable: ReportPage.Block {
        .table(
            header: [
                "target", "answers before", "after", "cost after", "most a minute: requests", "tokens", "quota",
                "throttled", "measured by",
            ],
            rows: targets.map { target in
                [
                    target.isLost ? "\(target.target) (lost)" : target.target, String(target.before),
                    String(target.after), Figures.dollars(target.cost), String(target.mostRequests),
                    String(target.mostTokens), target.quota, String(target.throttled),
                    target.measured > 0 ? Figures.count(target.measured, "attempt") : "nothing",
                ]
            })
    }

    private var advice: [String] {
        var advice: [String] = []
        if let quota = quotaToRaise {
            advice.append(
                "Raise the quota of \(quota.target) first (\(quota.quota)): it was asked for up to \(quota.mostRequests) "
                    + "requests and \(quota.mostTokens) tokens a minute, and \(quota.throttled) attempts were throttled."
            )
        }
        let alone = routes.filter { $0.after.requests > 0 && $0.after.share < 0.5 && $0.before.share > 0.5 }
        for route in alone.prefix(5) {
            advice.append("Give the route \(route.route) a target that is not lost together with the others.")
        }
        let unknown = targets.filter { $0.after > $0.before && $0.quota == "not known" && !$0.isLost }.map(\.target)
        if !unknown.isEmpty {
            advice.append(
                "Nothing is known of the quota of \(unknown.joined(separator: ", ")), so none is applied: what is served is "
                    + "an upper bound. Say it with `quota:` on the target.")
        }
        let unmeasured = targets.filter { $0.after > 0 && $0.measured == 0 }.map(\.target)
        if !unmeasured.isEmpty {
            advice.append(
                "\(unmeasured.joined(separator: ", ")) served nobody in this period: it is taken to be as fast as those "
                    + "who did. A live share or a shadow would measure it.")
        }
        return advice
    }

    private static let method =
        "The recorded requests (their times, sizes, models and needs, no content) are played against the configuration with the "
        + "gateway's own planner, health and failover rules. Targets take as long, for the first output and for each token, "
        + "and fail as often as in samples of the same period; quotas are those of the configuration. Prompts "
        + "are cached where the recorded target answers, and nowhere else; answers have the recorded length."

    private static func served(_ served: Served) -> String {
        "\(served.answered) of \(served.requests) (\(Figures.percent(served.share)))"
    }

    private static func change(_ before: Times, _ after: Times) -> String { "\(before.words), then \(after.words)" }
}
