import PlanBVocabulary

/// A length of time as it is written: `500ms`, `30s`, `5m`, `1h`, `7d`.
enum DurationText {
    /// ECMA-262, for the JSON Schema.
    static let pattern = "^[0-9]+(ms|s|m|h|d)$"

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ]

    static func parse(_ text: String) throws(ValueProblem) -> Instant.Span {
        let digits = text.utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }
        let unit = String(text.dropFirst(digits.count))
        guard !digits.isEmpty else { throw ValueProblem("expected a length of time such as 30s", hint: nil) }
        guard let factor = units.first(where: { $0.name == unit })?.nanoseconds else {
            throw unit.isEmpty
                ? ValueProblem("a length of time needs a unit", hint: "write \(text)s, or another of ms, s, m, h, d")
                : ValueProblem("the units of time are ms, s, m, h and d")
        }
        guard let count = Int64(String(text.prefix(digits.count))) else { throw tooLong }
        let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw tooLong }
        return Instant.Span(nanoseconds: nanoseconds)
    }

    /// As `parse`, and not zero.
    static func parsePositive(_ text: String) throws(ValueProblem) -> Instant.Span {
        let span = try parse(text)
        guard span > .zero else { throw ValueProblem("must be more than no time at all") }
        return span
    }

    /// As it would be written, in the largest unit that says it exactly; what is below a millisecond is dropped.
    static func text(_ span: Instant.Span) -> String {
        let whole = span.nanoseconds - span.nanoseconds % 1_000_000
        // Days and hours read worse than the minutes that limits are thought of in.
        let unit = units.prefix(3).last { whole != 0 && whole % $0.nanoseconds == 0 }
        return unit.map { "\(whole / $0.nanoseconds)\($0.name)" } ?? "0ms"
    }

    private static let tooLong = ValueProblem("longer than 292 years")
}
