import PlanBPolicy
import PlanBReport

extension RouteReadiness.Backup {
    /// The one line of a backup in lists:
    /// `READY 98.3 % [95.2–100] n=180 · tools 100 % [93.4–100] n=44 · first output ×1.3 [1.1–1.6] · proven 00:06:10 ago`.
    ///
    /// - Parameters:
    ///   - isReady: whether it counts as a backup.
    ///   - now: milliseconds since 1970.
    public func line(isReady: Bool, now: Int64) -> String {
        var parts: [String] = []
        if let score {
            parts.append(Figures.share(score.conformance))
            if let tools = score.gates["tools"], tools.of > 0 { parts.append("tools \(Figures.share(tools))") }
            parts.append("quality \(score.quality.map(Figures.share) ?? "not measured")")
            if let ratio = score.firstOutput { parts.append("first output \(Figures.ratio(ratio))") }
            if let ratio = score.cost { parts.append("cost \(Figures.ratio(ratio))") }
        }
        if let ratio = capacity?.ratio { parts.append("capacity \(Figures.decimal(ratio))×") }
        if let provenAt {
            let (age, overflow) = now.subtractingReportingOverflow(provenAt)
            parts.append("proven \(overflow ? "?" : Figures.age(age)) ago\(level.map { " (\($0.rawValue))" } ?? "")")
        }
        if !isIndependent { parts.append("falls with the primary") }
        if let remark { parts.append(remark) }
        let word = isReady ? "READY" : state == .proven ? "NOT READY" : state.rawValue.uppercased()
        let missing =
            missing.isEmpty
            ? "" : parts.isEmpty ? missing.joined(separator: "; ") : "missing: \(missing.joined(separator: "; "))"
        return word + " " + (parts + (missing.isEmpty ? [] : [missing])).map(ForeignText.line).joined(separator: " · ")
    }
}

extension RouteReadiness {
    /// The route and its backups, a line each, for a terminal.
    ///
    /// - Parameters:
    ///   - minimum: what a backup has to reach, 0 to 1; nil: what the route says.
    ///   - now: milliseconds since 1970.
    public func lines(minimum: Double? = nil, now: Int64) -> [String] {
        let isReady = isReady(minimum: minimum)
        let word = isReady ? "ready" : backups.isEmpty ? "NOT READY: there is no backup" : "NOT READY"
        var lines = ["\(ForeignText.line(route))  \(word)  (primary: \(ForeignText.line(primary)))"]
        for backup in backups {
            let counts = backup.counts(minimum: minimum ?? self.minimum)
            lines.append("  \(ForeignText.line(backup.target))  \(backup.line(isReady: counts, now: now))")
        }
        if let stateful, stateful > 0 {
            let tooMany =
                isPortable(minimum: minimum)
                ? "" : "; at most \(Figures.percent(1 - (minimum ?? self.minimum))) may, for the route to be ready"
            lines.append(
                "  of the last week's requests \(Figures.percent(stateful)) refer to state of one account: no backup counts for "
                    + "these" + tooMany)
        }
        return lines
    }
}
