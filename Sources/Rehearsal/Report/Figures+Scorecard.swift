import PlanBReport

extension Figures {
    /// `98.3 % [95.2–100] n=180`: the share, its one-sided 95 % interval, the samples.
    static func share(_ count: Scorecard.Count) -> String {
        guard count.of > 0 else { return "not measured" }
        return "\(percent(Double(count.passed) / Double(count.of))) [\(tenths(count.lower))–100] n=\(count.of)"
    }

    /// `×1.3 [1.1–1.6]`: a ratio, backup to primary, with its 90 % interval.
    static func ratio(_ ratio: Scorecard.Ratio) -> String {
        "×\(decimal(ratio.value)) [\(decimal(ratio.lower))–\(decimal(ratio.upper))]"
    }
}
