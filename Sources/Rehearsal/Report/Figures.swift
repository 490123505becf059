import PlanBLedger

/// Figures as reports write them: never a share without its interval and its number of samples.
enum Figures {
    /// `98.3 %`, of 0 to 1. Rounded down, so that 99.96 % is not shown as everything.
    static func percent(_ share: Double) -> String { tenths(share) + " %" }

    /// `98.3 % [95.2–100] n=180`: the share, its one-sided 95 % interval, the samples.
    static func share(_ count: Scorecard.Count) -> String {
        guard count.of > 0 else { return "not measured" }
        return "\(percent(Double(count.passed) / Double(count.of))) [\(tenths(count.lower))–100] n=\(count.of)"
    }

    /// `93.1 % [91.0–95.2] n=40`: the mean of shares, with its 90 % interval.
    static func mean(_ mean: Scorecard.Mean) -> String {
        "\(percent(mean.value)) [\(tenths(mean.lower))–\(tenths(mean.upper))] n=\(mean.of)"
    }

    /// `0.91 [0.89–0.93] n=40`: the mean of cosines, with its 90 % interval.
    static func cosine(_ mean: Scorecard.Mean) -> String {
        "\(decimal(mean.value)) [\(decimal(mean.lower))–\(decimal(mean.upper))] n=\(mean.of)"
    }

    /// `×1.3 [1.1–1.6]`: a ratio, backup to primary, with its 90 % interval.
    static func ratio(_ ratio: Scorecard.Ratio) -> String {
        "×\(decimal(ratio.value)) [\(decimal(ratio.lower))–\(decimal(ratio.upper))]"
    }

    /// `median 820 [790 to 850] ms, p95 1200 [900 to 1500] ms, n=210 against 200`: added time, with its 90 % intervals.
    static func added(_ time: DrillReport.AddedTime) -> String {
        func text(_ figure: DrillReport.AddedTime.Figure) -> String {
            "\(figure.milliseconds) [\(figure.lower) to \(figure.upper)] ms"
        }
        return "median \(text(time.median))" + (time.p95.map { ", p95 \(text($0))" } ?? "")
            + ", n=\(time.requests) against \(time.controls)"
    }

    /// Two digits after the point below 10, one below 100, none above.
    static func decimal(_ number: Double) -> String {
        guard number.isFinite, number.magnitude < 1e12 else { return "?" }
        let digits = number.magnitude < 10 ? 2 : number.magnitude < 100 ? 1 : 0
        let factor: Double = digits == 2 ? 100 : digits == 1 ? 10 : 1
        let scaled = Int((number.magnitude * factor).rounded())
        var fraction = digits == 0 ? "" : String(String(Int(factor) + scaled % Int(factor)).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let text = "\(scaled / Int(factor))" + (fraction.isEmpty ? "" : "." + fraction)
        return number < 0 && scaled > 0 ? "-" + text : text
    }

    /// `5.00 USD`, of nanodollars.
    static func dollars(_ nanodollars: Int) -> String {
        let magnitude = nanodollars.magnitude
        if magnitude > 0, magnitude < 500 { return "less than 0.000001 USD" }
        let micro = magnitude / 1000
        var places = String(1_000_000 + micro % 1_000_000).dropFirst()
        while places.utf8.count > 2, places.last == "0" { places.removeLast() }
        return "\(nanodollars < 0 ? "-" : "")\(micro / 1_000_000).\(places) USD"
    }

    /// `2026-11-22 03:15:00 UTC`, of milliseconds since 1970.
    static func time(_ milliseconds: Int64) -> String {
        let text = LedgerTime.text(milliseconds: milliseconds)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    /// `00:06:10`, or `2 d 03:00:00`, of milliseconds; what is negative is nothing.
    static func age(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        let clock = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return seconds >= 86400 ? "\(seconds / 86400) d \(clock)" : clock
    }

    /// `1 request`, `2 requests`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private static func tenths(_ share: Double) -> String {
        guard share.isFinite else { return "?" }
        let tenths = Int((min(max(share, 0), 1) * 1000 + 1e-9).rounded(.down))
        return tenths % 10 == 0 && tenths == 1000 ? "100" : "\(tenths / 10).\(tenths % 10)"
    }
}
