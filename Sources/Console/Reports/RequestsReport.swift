public import Foundation
import PlanBLedger
import PlanBSettings

/// The answer of `planb requests`.
public struct RequestsReport {
    private let answer: JSONObject

    /// Reads what the admin port answered.
    public init(_ answer: Data) throws(UnreadableAnswer) { self.answer = try JSONObject(answer: answer) }

    /// What to ask for next, to see only what is new.
    public var after: Int64 { answer.number("after") ?? 0 }
    /// How many requests there are.
    public var count: Int { answer.objects("requests").count }
    /// The names of the columns.
    public static let header = [
        "TIME", "ROUTE", "KEY", "TARGET", "OUTCOME", "STATUS", "TRIES", "TOOK", "TOKENS", "COST", "ID",
    ]

    /// For people.
    public var text: String {
        guard count > 0 else { return "there are no such requests" }
        return TextTable.lines([Self.header] + answer.objects("requests").map(cells)).joined(separator: "\n")
    }

    /// One line for each, without the names of the columns, oldest first: to go on with.
    public var lines: [String] {
        answer.objects("requests").map { cells($0).joined(separator: "  ") }
    }

    private func cells(_ row: JSONObject) -> [String] {
        let tokens = row.number("input_tokens").map { "\($0)+\(row.number("output_tokens") ?? 0)" } ?? "-"
        let cost = row.number("cost_nanodollars").map { ReportText.dollars($0) } ?? "-"
        let code = row.text("code")
        return [
            LedgerTime.text(milliseconds: row.number("time") ?? 0), ReportText.shown(row.text("route"), limit: 30),
            ReportText.shown(row.text("key"), limit: 20), ReportText.shown(row.text("target"), limit: 30),
            ReportText.shown(code.isEmpty ? row.text("outcome") : "\(row.text("outcome")): \(code)", limit: 40),
            String(row.number("status") ?? 0), String(row.number("attempts") ?? 0),
            ReportText.duration(row.number("duration_ms")),
            tokens + (row.flag("estimated") ? "~" : ""), cost + (row.flag("unpriced") ? "?" : ""),
            ReportText.shown(row.text("id")),
        ]
    }
}

/// The answer of `planb why`.
public struct WhyReport {
    private let answer: JSONObject

    /// Reads what the admin port answered.
    public init(_ answer: Data) throws(UnreadableAnswer) { self.answer = try JSONObject(answer: answer) }

    /// For people: what was asked, what was left out, what was tried, how it ended.
    public var text: String {
        var lines: [String] = []
        if let request = answer.object("request") {
            lines += head(request)
            let skips = request.texts("skips")
            if !skips.isEmpty {
                lines.append("")
                lines.append("left out")
                lines += skips.map { "  " + ReportText.shown($0, limit: 200) }
            }
        } else {
            lines.append("the request itself is not in the ledger (yet): only attempts of it are")
        }
        let attempts = answer.objects("attempts")
        lines.append("")
        guard !attempts.isEmpty else { return (lines + ["nothing was sent to any target"]).joined(separator: "\n") }
        let header = [
            "#", "WHY", "TARGET", "MODEL", "OUTCOME", "SENT", "OUTPUT", "TOOK", "TOKENS", "COST", "",
        ]
        lines += TextTable.lines([header] + attempts.map(cells))
        for attempt in attempts where !attempt.text("detail").isEmpty {
            lines.append(
                "#\(attempt.number("number") ?? 0): " + ReportText.shown(attempt.text("detail"), limit: 300))
        }
        return lines.joined(separator: "\n")
    }

    private func head(_ request: JSONObject) -> [String] {
        let shown = { (name: String) in ReportText.shown(request.text(name)) }
        let tags = request.texts("tags")
        var rows = [
            ["request", ReportText.shown(request.text("id"), limit: 200)],
            ["began", LedgerTime.text(milliseconds: request.number("time") ?? 0)],
            ["asked for", "\(shown("model")) by \(shown("key")), route \(shown("route"))"],
            ["as", "\(shown("dialect")) \(shown("operation"))" + (request.flag("stream") ? ", streamed" : "")],
        ]
        if !tags.isEmpty { rows.append(["tags", ReportText.shown(tags.joined(separator: ", "), limit: 200)]) }
        let needs = request.texts("needs")
        if !needs.isEmpty { rows.append(["needed", needs.joined(separator: ", ")]) }
        let code = request.text("code")
        rows.append([
            "ended",
            "\(shown("outcome")), status \(request.number("status") ?? 0)"
                + (request.text("target").isEmpty ? "" : " from \(shown("target"))")
                + (code.isEmpty ? "" : " (\(ReportText.shown(code)))"),
        ])
        rows.append([
            "took",
            "\(ReportText.duration(request.number("duration_ms"))) of \(ReportText.duration(request.number("patience_ms")))"
                + (request.number("commit_ms").map { ", first output after \(ReportText.duration($0))" } ?? ""),
        ])
        if let seam = request.number("resumed_at") { rows.append(["resumed", "after \(seam) bytes of text"]) }
        if let cost = request.number("cost_nanodollars") {
            rows.append([
                "cost", ReportText.dollars(cost) + (request.flag("unpriced") ? ", and what has no price" : ""),
            ])
        } else if request.flag("unpriced") {
            rows.append(["cost", "not known: there is no price"])
        }
        rows.append([
            "decided by", "configuration \(request.number("generation") ?? 0) on node \(shown("node"))",
        ])
        return TextTable.lines(rows)
    }

    private func cells(_ row: JSONObject) -> [String] {
        let failure = row.text("failure")
        let outcome = row.text("outcome")
        let tokens = row.number("input_tokens").map { "\($0)+\(row.number("output_tokens") ?? 0)" } ?? "-"
        return [
            String(row.number("number") ?? 0), ReportText.shown(row.text("reason")),
            ReportText.shown(row.text("target")),
            ReportText.shown(row.text("model")),
            ReportText.shown(failure.isEmpty || failure == outcome ? outcome : "\(outcome) \(failure)"),
            ReportText.duration(row.number("sent_ms")), ReportText.duration(row.number("first_output_ms")),
            ReportText.duration(row.number("duration_ms")), tokens + (row.flag("estimated") ? "~" : ""),
            row.number("cost_nanodollars").map { ReportText.dollars($0) } ?? "-",
            row.flag("delivered") ? "delivered" : "",
        ]
    }
}
