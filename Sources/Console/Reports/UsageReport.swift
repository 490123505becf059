public import Foundation
public import PlanBLedger
import PlanBSettings

/// The answer of `planb usage`.
public struct UsageReport {
    private let answer: JSONObject

    /// Reads what the admin port answered.
    public init(_ answer: Data) throws(UnreadableAnswer) { self.answer = try JSONObject(answer: answer) }

    /// For people.
    public var text: String {
        let dimensions = answer.texts("by")
        let rows = answer.objects("rows")
        let period = "\(answer.text("since")) to \(answer.text("until")), UTC"
        guard rows.contains(where: { ($0.number("requests") ?? 0) + ($0.number("attempts") ?? 0) > 0 }) else {
            return "nothing was used from \(period)"
        }
        let header =
            dimensions.map { $0.uppercased() } + [
                "REQUESTS", "ANSWERED", "ATTEMPTS", "FAILOVERS", "ABSORBED", "INPUT", "OUTPUT", "CACHED", "COST",
                "WASTED",
                "P50", "P95",
            ]
        var lines = TextTable.lines([header] + rows.map { cells($0, dimensions) })
        lines.append("")
        lines.append(period)
        let sum = { (name: String) in
            rows.reduce(Int64(0)) { $0.addingReportingOverflow($1.number(name) ?? 0).partialValue }
        }
        if sum("estimated") > 0 {
            lines.append("~ with estimates: \(sum("estimated")) attempts ended before they were counted")
        }
        if sum("unpriced") > 0 { lines.append("? without \(sum("unpriced")) attempts that have no price") }
        if answer.flag("truncated") { lines.append("there are more rows: ask for fewer days or dimensions") }
        return lines.joined(separator: "\n")
    }

    private func cells(_ row: JSONObject, _ dimensions: [String]) -> [String] {
        let number = { (name: String) in String(row.number(name) ?? 0) }
        let mark = ((row.number("estimated") ?? 0) > 0 ? "~" : "") + ((row.number("unpriced") ?? 0) > 0 ? "?" : "")
        let hasRequests = (row.number("requests") ?? 0) > 0
        return dimensions.map { ReportText.shown(row.text($0)) }
            + [
                "requests", "answered", "attempts", "failovers", "absorbed", "input_tokens", "output_tokens",
                "cached_tokens",
            ]
            .map(number) + [
                ReportText.dollars(row.number("cost_nanodollars") ?? 0) + mark,
                ReportText.dollars(row.number("wasted_nanodollars") ?? 0),
                hasRequests ? row.number("p50_ms").map { ReportText.duration($0) } ?? ">655s" : "-",
                hasRequests ? row.number("p95_ms").map { ReportText.duration($0) } ?? ">655s" : "-",
            ]
    }

    /// The rows for a comparison with an invoice, if they are by day and model.
    public var booked: [Reconciliation.Booked] {
        answer.objects("rows").compactMap { row in
            LedgerTime.parseDay(row.text("day"), now: 0).map { day in
                Reconciliation.Booked(
                    day: day, model: row.text("model"), input: row.number("input_tokens") ?? 0,
                    output: row.number("output_tokens") ?? 0, amount: row.number("cost_nanodollars") ?? 0,
                    estimated: row.number("estimated") ?? 0, unpriced: row.number("unpriced") ?? 0)
            }
        }
    }

    /// The first and the last day, as days since 1970.
    public var days: (first: Int64, last: Int64) {
        (
            LedgerTime.parseDay(answer.text("since"), now: 0) ?? 0,
            LedgerTime.parseDay(answer.text("until"), now: 0) ?? 0
        )
    }

    /// Whether the answer does not have all rows.
    public var isTruncated: Bool { answer.flag("truncated") }
}

/// The answer of `planb usage --reconcile`.
public struct ReconciliationReport {
    private let reconciliation: Reconciliation

    /// A report.
    public init(_ reconciliation: Reconciliation) { self.reconciliation = reconciliation }

    /// For people: what differs, or that nothing does.
    public var text: String {
        let off = reconciliation.lines.filter { !$0.agrees }
        guard !off.isEmpty else { return "the invoice agrees with the ledger: \(reconciliation.lines.count) lines" }
        let rows = off.map { line in
            [
                LedgerTime.text(day: line.day), ReportText.shown(line.model), signed(line.input), signed(line.output),
                line.amount.map { ($0 > 0 ? "+" : "") + ReportText.dollars($0) } ?? "-",
                line.reasons.joined(separator: "; "),
            ]
        }
        let header = ["DAY", "MODEL", "INPUT", "OUTPUT", "AMOUNT", "COULD BE BECAUSE"]
        let summary =
            "\(off.count) of \(reconciliation.lines.count) lines differ; + is what the invoice has more than the ledger"
        return (TextTable.lines([header] + rows) + ["", summary]).joined(separator: "\n")
    }

    /// For scripts.
    public var json: String {
        var text = "{\"agrees\":\(reconciliation.agrees),\"lines\":["
        for (index, line) in reconciliation.lines.enumerated() {
            text += (index > 0 ? "," : "") + "{\"day\":\"\(LedgerTime.text(day: line.day))\",\"model\":"
            JSONLine.append(line.model, to: &text)
            for (name, value) in [
                ("input_tokens", line.input), ("output_tokens", line.output), ("nanodollars", line.amount),
            ] {
                text += ",\"\(name)\":\(value.map { String($0) } ?? "null")"
            }
            text += ",\"reasons\":["
            for (index, reason) in line.reasons.enumerated() {
                if index > 0 { text += "," }
                JSONLine.append(reason, to: &text)
            }
            text += "]}"
        }
        return text + "]}"
    }

    private func signed(_ number: Int64?) -> String { number.map { ($0 > 0 ? "+" : "") + String($0) } ?? "-" }
}
