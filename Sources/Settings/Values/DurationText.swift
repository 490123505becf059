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
            throw unit.isEmpty ? withoutUnit("\(text)s") : unknown(unit, after: text.prefix(digits.count))
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

    /// A bare number: seconds are only advised where they may stand.
    static func withoutUnit(_ advice: String) -> ValueProblem {
        ValueProblem("a length of time needs a unit", hint: "write \(advice), or another of ms, s, m, h, d")
    }

    private static func unknown(_ unit: String, after digits: Substring) -> ValueProblem {
        if unit.hasPrefix(".") || unit.hasPrefix(",") {
            return ValueProblem(
                "a length of time is a whole number with a unit", hint: "take a smaller unit, such as 1500ms for 1.5s")
        }
        let word = unit.lowercased().filter { $0.isLetter }
        let meant = spellings.first { $0.value.contains(word) }?.key ?? units.first { $0.name == word }?.name
        return ValueProblem("the units of time are ms, s, m, h and d", hint: meant.map { "write \(digits)\($0)" })
    }

    private static let spellings: [String: Set<String>] = [
        "ms": ["msec", "msecs", "millis", "millisecond", "milliseconds"], "s": ["sec", "secs", "second", "seconds"],
        "m": ["min", "mins", "minute", "minutes"], "h": ["hr", "hrs", "hour", "hours"], "d": ["day", "days"],
    ]

    private static let tooLong = ValueProblem("longer than 292 years")
}
