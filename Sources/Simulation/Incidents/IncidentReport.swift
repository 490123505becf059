/// Replays all incidents.
enum IncidentReport {
    /// The report, and whether each came out as expected.
    static func run() -> (text: String, isGood: Bool) {
        let player = Player()
        var lines: [String] = []
        var isGood = true
        for incident in KnownIncidents.all {
            let run = player.play(incident.scenario)
            let disappointments = incident.disappointments(of: run)
            let name = incident.name + String(repeating: " ", count: max(1, 24 - incident.name.count))
            lines.append(
                "\(disappointments.isEmpty ? "ok  " : "BAD ") \(name)\(incident.story): \(run.outcomes.count) requests, "
                    + "\(run.outcomes.count { $0.targets.count > 1 }) failed over, \(Incident.errors(run)) client errors"
            )
            for line in disappointments.prefix(5) {
                isGood = false
                lines.append("       \(line)")
            }
        }
        return (lines.joined(separator: "\n"), isGood)
    }
}
