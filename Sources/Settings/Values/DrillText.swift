import PlanBVocabulary

/// Figures of rehearsals as they are written in the configuration.
enum DrillText {
    /// `2.5%`, of 0 to 1.
    static func share(_ share: Double) -> String {
        let hundredths = Int((min(max(share, 0), 1) * 10_000).rounded())
        var fraction = String(100 + hundredths % 100).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(hundredths / 100)\(fraction.isEmpty ? "" : "." + fraction)%"
    }

    /// `7d`, `36h`, `10m`: in the largest unit that says it exactly.
    static func span(_ span: Instant.Span) -> String {
        for (name, length) in [("d", 86_400_000_000_000), ("h", 3_600_000_000_000)] as [(String, Int64)]
        where span.nanoseconds >= length && span.nanoseconds % length == 0 {
            return "\(span.nanoseconds / length)\(name)"
        }
        return DurationText.text(span)
    }
}
