import PlanBVocabulary
import PlanBWire

/// How long a provider asks to wait.
enum RetryAfter {
    /// The longest of what the header says: `retry-after-ms`; `retry-after` in seconds, also fractions, or as a date
    /// (RFC 9110 §10.2.3); and `x-ratelimit-reset-*`, of those limits that have nothing left. What cannot be read says
    /// nothing; more than an hour is taken for an hour. `epoch` is the calendar clock in seconds since 1970.
    static func read(_ fields: HTTPFields, epoch: Int64) -> Instant.Span? {
        var waits: [Instant.Span] = []
        if let text = fields.first("retry-after-ms"), let wait = span(text, unit: 1e6) { waits.append(wait) }
        if let text = fields.first("retry-after") {
            if let wait = span(text, unit: 1e9) {
                waits.append(wait)
            } else if let date = HTTPDateText.epoch(text) {
                waits.append(.seconds(Int(clamping: max(0, date - epoch))))
            }
        }
        guard waits.isEmpty else { return longest(of: waits) }
        for (reset, remaining) in resets where fields.first(remaining).map({ $0 == "0" }) ?? true {
            if let text = fields.first(reset), let wait = self.reset(text, epoch: epoch) { waits.append(wait) }
        }
        return longest(of: waits)
    }

    private static func longest(of waits: [Instant.Span]) -> Instant.Span? {
        waits.max().map { min($0, AttemptFailure.longestWait) }
    }

    private static let resets: [(reset: StaticString, remaining: StaticString)] = [
        ("x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"),
        ("x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"), ("x-ratelimit-reset", "x-ratelimit-remaining"),
    ]

    /// A number of `unit` nanoseconds: not negative, and short of ten years.
    private static func span(_ text: String, unit: Double) -> Instant.Span? {
        guard let count = Double(text), count >= 0, count * unit < 3e17 else { return nil }
        return Instant.Span(nanoseconds: Int64(count * unit))
    }

    /// `1s`, `6m0s`, `120ms` as OpenAI writes them, plain seconds, or a moment in seconds since 1970.
    private static func reset(_ text: String, epoch: Int64) -> Instant.Span? {
        if let count = Double(text) {
            let isMoment = count > 100_000_000
            return span(String(isMoment ? max(0, count - Double(epoch)) : count), unit: 1e9)
        }
        var nanoseconds = 0.0
        var number = ""
        var rest = Substring(text)
        while let character = rest.first {
            rest.removeFirst()
            if character.isASCII, character.isNumber || character == "." {
                number.append(character)
                continue
            }
            var unit = String(character)
            if unit == "m", rest.first == "s" {
                unit = "ms"
                rest.removeFirst()
            }
            guard let count = Double(number), let factor = units[unit] else { return nil }
            nanoseconds += count * factor
            number = ""
        }
        guard number.isEmpty, nanoseconds < 3e17, !text.isEmpty else { return nil }
        return Instant.Span(nanoseconds: Int64(nanoseconds))
    }

    private static let units: [String: Double] = ["ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 86400e9]
}
