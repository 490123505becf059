import PlanBLedger
public import PlanBReport

extension ChangeReport {
    /// The report in a form. Names from configurations and the ledger do nothing where it is shown.
    public func text(_ form: ReportForm) -> String { form.text(self, as: page) }

    /// The report for people.
    public var page: ReportPage {
        var facts = [
            ("compared with", isAgainstRecorded ? against : "\(against), replayed as well"),
            ("period", "\(Figures.time(since)) to \(Figures.time(until))"),
            ("recorded", "\(Figures.count(recorded.requests, "request")), \(Figures.percent(recorded.share)) answered"),
            ("left out", Figures.count(leftOut, "row")),
            ("served before", Self.served(before.served)), ("served after", Self.served(after.served)),
            ("cost", "\(Figures.dollars(before.cost)), then \(Figures.dollars(after.cost))\(costChange)"),
            ("failovers after", String(failovers)),
            (
                "first output (p50, p95, p99)",
                "\(before.firstOutput.words), then \(after.firstOutput.words)"
            ),
            ("whole answer (p50, p95, p99)", "\(before.duration.words), then \(after.duration.words)"),
        ]
        if after.unpriced > 0 { facts.append(("without a price", Figures.count(after.unpriced, "answer"))) }
        var blocks: [ReportPage.Block] = [.paragraph(conclusion), .facts(facts)]
        let reasons = Set(before.refused.keys).union(after.refused.keys).sorted()
        if !reasons.isEmpty {
            blocks += [
                .heading("Refused, and why"),
                .table(
                    header: ["before", "after", "because of"],
                    rows: reasons.map { [String(before.refused[$0] ?? 0), String(after.refused[$0] ?? 0), $0] }),
            ]
        }
        let changed = routes.filter(\.isChanged)
        if !changed.isEmpty { blocks += [.heading("Routes that change"), Self.table(changed)] }
        let others = routes.count - changed.count
        if others > 0 {
            blocks.append(
                .paragraph("\(Figures.count(others, "route")) \(others == 1 ? "stays as it is" : "stay as they are")."))
        }
        if !unmeasured.isEmpty {
            blocks.append(
                .paragraph(
                    "\(unmeasured.joined(separator: ", ")) served nobody in this period: it is taken to be as fast "
                        + "and to fail as often as those who did."))
        }
        blocks += [.heading("How sure this is"), .paragraph(method)]
        return ReportPage(title: "Replay: \(configuration)", blocks: blocks)
    }

    private var conclusion: String {
        guard after.served.requests > 0 else {
            return "No requests were recorded in this period: there is nothing to replay."
        }
        let requests = Figures.count(after.served.requests, "request")
        let change = after.served.answered - before.served.answered
        if change == 0 { return "Of \(requests) as many would be served as before: \(after.served.answered)." }
        return "\(Figures.percent(after.served.share)) of \(requests) would be served "
            + "(\(Figures.percent(before.served.share)) before): \(abs(change)) \(change < 0 ? "fewer" : "more")."
    }

    private var costChange: String {
        guard before.cost > 0 else { return "" }
        let percent = (Double(after.cost) / Double(before.cost) - 1) * 100
        return " (\(percent >= 0 ? "+" : "")\(Figures.decimal(percent)) %)"
    }

    private static func table(_ routes: [RouteChange]) -> ReportPage.Block {
        .table(
            header: [
                "route", "served before", "after", "answered by", "after", "cost", "after", "first output", "after",
                "refused because of",
            ],
            rows: routes.map { route in
                [
                    route.route, served(route.before.served), served(route.after.served), answers(route.before),
                    answers(route.after), Figures.dollars(route.before.cost), Figures.dollars(route.after.cost),
                    milliseconds(route.before.firstOutput.p50), milliseconds(route.after.firstOutput.p50),
                    route.after.refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                        .map { "\($0.key) (\($0.value))" }.joined(separator: ", "),
                ]
            })
    }

    private static func answers(_ route: RouteOutcome) -> String {
        let most = route.answers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let shown = most.prefix(4).map { "\($0.key) \(Figures.percent(route.share(of: $0.key)))" }
        return shown.isEmpty ? "nobody" : shown.joined(separator: ", ") + (most.count > 4 ? ", …" : "")
    }

    private static func served(_ served: WhatIfReport.Served) -> String {
        "\(served.answered) of \(served.requests) (\(Figures.percent(served.share)))"
    }

    private static func milliseconds(_ time: Int?) -> String { time.map { "\($0) ms" } ?? "-" }

    private var method: String {
        let replayed =
            "The recorded requests (their times, sizes, models and needs, no content) are played against the configuration "
            + "with the gateway's own planner, health and failover rules. Targets take as long and fail as often as in "
            + "samples of the same period; quotas and prices are those of the configuration; answers have the recorded length. "
        return replayed
            + (isAgainstRecorded
                ? "It is compared with what was recorded, where every answer took its own time and failed attempts are in the "
                    + "cost: latencies after the change are the usual ones of each target, and vary less. --against FILE "
                    + "replays the former configuration as well."
                : "Both configurations are replayed, so that what a replay does not know is missing on both sides.")
    }
}

extension WhatIfReport.Times {
    /// `300 ms / 900 ms / 1200 ms`.
    var words: String { [p50, p95, p99].map { $0.map { "\($0) ms" } ?? "-" }.joined(separator: " / ") }
}
