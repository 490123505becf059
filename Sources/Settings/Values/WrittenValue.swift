import PlanBVocabulary

/// Values as the configuration writes them, where commands and the admin port take them.
public enum WrittenValue {
    /// The share, above 0 to 1, of a text such as `2.5%`; nil: it is none.
    public static func share(_ text: String) -> Double? {
        guard (try? Syntax.positiveShare.check(text)) != nil, let share = try? ShareText.parse(text) else { return nil }
        return Double(share) / 10_000
    }

    /// The milliseconds, at least one and at most 365 days, of a text such as `10m`; nil: it is none.
    public static func milliseconds(_ text: String) -> Int? {
        guard let span = try? DurationText.parsePositive(text), span <= .seconds(365 * 86_400) else { return nil }
        return span.wholeMilliseconds
    }

    /// A share of 0 to 1 as it would be written: `2.5%`.
    public static func text(share: Double) -> String { DrillText.share(share) }
}
