import PlanBPolicy
import PlanBReport

/// Drills as a table, and one that goes on as a line.
public enum DrillList {
    /// The table of `reports`, in their order, for a terminal.
    public static func text(_ reports: [DrillReport]) -> String {
        guard !reports.isEmpty else { return "there are no rehearsals" }
        let rows = reports.map { report in
            [
                Figures.time(report.started), report.route, report.level.rawValue, report.backup, report.state.rawValue,
                report.state == .running ? "-" : report.verdict.rawValue,
                report.score.map { Figures.share($0.conformance) } ?? "-", report.actor, report.id,
            ]
        }
        return ReportPlain.table(
            ["BEGAN", "ROUTE", "LEVEL", "BACKUP", "STATE", "VERDICT", "CONFORMANCE", "BY", "ID"], rows)
    }

    /// Where a drill is, on one line.
    ///
    /// - Parameter now: milliseconds since 1970.
    public static func progress(_ report: DrillReport, now: Int64) -> String {
        var parts = [report.state.rawValue, Figures.age((report.ended ?? now) &- report.started)]
        parts.append("\(report.requests) to \(report.backup)")
        if report.controls > 0 { parts.append("\(report.controls) in the control arm") }
        if report.level.reachesUsers { parts.append("\(report.userFailures) of \(report.userFailureCap) failures") }
        if let score = report.score { parts.append("conformance \(Figures.share(score.conformance))") }
        parts.append(Figures.dollars(report.spend))
        return parts.map(ForeignText.line).joined(separator: " · ")
    }

    /// What a drill would do, for a terminal.
    public static func text(_ preview: DrillPreview) -> String {
        var lines = preview.steps.map { "- " + ForeignText.line($0) }
        if let requests = preview.requests {
            lines.append("requests of its own: \(requests)")
        }
        lines.append("cost at most: \(preview.cost.map(Figures.dollars) ?? "not known")")
        lines.append("failures that users may see at most: \(preview.userFailures)")
        if let asks = preview.asks { lines.append("to be accepted first: \(ForeignText.line(asks))") }
        return lines.joined(separator: "\n")
    }
}
