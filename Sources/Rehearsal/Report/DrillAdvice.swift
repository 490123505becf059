import PlanBPolicy

/// What to change after a drill, from what it found: a sentence each.
enum DrillAdvice {
    static func sentences(
        _ report: DrillReport, _ card: Scorecard?, _ verdict: DrillVerdict, _ problems: [String: Int],
        _ capacity: CapacityFigure?
    ) -> [String] {
        var advice: [String] = []
        for (problem, count) in problems.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(3) {
            advice.append("\(count) × \(problem) from \(report.backup): \(remedy(problem)).")
        }
        for (gate, count) in (card?.gates ?? [:]).sorted(by: { $0.key < $1.key }) where count.passed < count.of {
            let title = Gate(rawValue: gate)?.title ?? gate
            advice.append("\(count.of - count.passed) of \(count.of) samples failed \"\(title)\".")
        }
        if verdict.reason == .pace {
            advice.append(
                "\(report.backup) has become slower than it was known to be: look at its load, or give the route another backup."
            )
        }
        for plant in report.plants where !plant.isRejected {
            advice.append(
                "The scoring did not notice a planted fault (\(plant.plant)) in \(plant.samples) samples: it cannot vouch for "
                    + "the backup; give the golden set prompts of that kind.")
        }
        if let ratio = capacity?.ratio, ratio < 1 {
            advice.append(
                "The quota of \(report.backup) is smaller than what \(report.primary) bears (ratio \(rounded(ratio))): have it "
                    + "raised, or put another backup behind it.")
        }
        if verdict.verdict == .undecided, report.level >= .golden, verdict.samples > 0 {
            advice.append(
                "\(verdict.samples) samples are too few for a verdict; at least \(verdict.samplesMissing) more are needed."
            )
        }
        if let failed = report.failedFailbacks, failed > 0 {
            advice.append(
                "\(failed) conversations could not go back to \(report.primary) with what \(report.backup) had said: look at its "
                    + "errors in planb requests.")
        }
        for detection in report.detections where detection.failed > 0 {
            advice.append(
                "\(detection.failed) of \(detection.injected) requests ended in an error under \(detection.fault): look at the "
                    + "route's other targets and its on_cut.")
        }
        return advice
    }

    private static func remedy(_ problem: String) -> String {
        switch problem.prefix(3) {
        case "401", "403": "its key is refused; renew it"
        case "404": "the model is not there any more; name another one"
        case "429": "its quota is used up or too small"
        case "400", "422": "it does not take what the route's clients send; look at planb check --probe"
        case "500", "502", "503", "504", "529": "the provider had trouble; try again later"
        default: "look at planb requests"
        }
    }

    private static func rounded(_ value: Double) -> String {
        let tenths = Int((max(0, min(value, 1e6)) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
