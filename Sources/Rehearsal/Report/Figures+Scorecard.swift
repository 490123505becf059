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

    /// `93.1 % [91.0–95.2] n=40`: the mean of shares, with its 90 % interval.
    static func mean(_ mean: Scorecard.Mean) -> String {
        "\(percent(mean.value)) [\(tenths(mean.lower))–\(tenths(mean.upper))] n=\(mean.of)"
    }

    /// `0.91 [0.89–0.93] n=40`: the mean of cosines, with its 90 % interval.
    static func cosine(_ mean: Scorecard.Mean) -> String {
        "\(decimal(mean.value)) [\(decimal(mean.lower))–\(decimal(mean.upper))] n=\(mean.of)"
    }

    /// `median 820 [790 to 850] ms, p95 1200 [900 to 1500] ms, n=210 against 200`: added time, with its 90 % intervals.
    static func added(_ time: DrillReport.AddedTime) -> String {
        func text(_ figure: DrillReport.AddedTime.Figure) -> String {
            "\(figure.milliseconds) [\(figure.lower) to \(figure.upper)] ms"
        }
        return "median \(text(time.median))" + (time.p95.map { ", p95 \(text($0))" } ?? "")
            + ", n=\(time.requests) against \(time.controls)"
    }
}
