import PlanBPolicy
import PlanBVocabulary

/// When a second target is asked, as it is written: `off`, `p95`, `p99.9`, `2s`.
enum HedgeText {
    /// ECMA-262, for the JSON Schema.
    static let pattern = "^(off|p[5-9][0-9](\\.[0-9])?|[0-9]+(ms|s|m|h|d))$"

    static func parse(_ text: String) throws(ValueProblem) -> Hedge {
        if text == "off" { return .off }
        if text.first == "p" { return try percentile(text.dropFirst()) }
        guard text.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true else {
            throw ValueProblem("expected off, a percentile such as p95, or a length of time such as 2s")
        }
        if text.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) {
            throw ValueProblem(
                "expected off, a percentile such as p95, or a length of time such as 2s", hint: "write off")
        }
        let number = text.hasSuffix("%") ? text.dropLast() : text[...]
        if let share = Int(number), (50...99).contains(share) {
            throw ValueProblem(
                "expected off, a percentile such as p95, or a length of time such as 2s",
                hint: number.endIndex == text.endIndex ? "write p\(share) or \(share)s" : "write p\(share)")
        }
        return .after(try DurationText.parsePositive(text))
    }

    static func text(_ hedge: Hedge) -> String {
        switch hedge {
        case .off: return "off"
        case .after(let span): return DurationText.text(span)
        case .percentile(let share):
            let tenths = Int((share * 1000).rounded())
            return "p\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)")
        }
    }

    private static func percentile(_ number: Substring) throws(ValueProblem) -> Hedge {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let digits = parts.joined()
        guard parts.count <= 2, parts.first?.utf8.count == 2, parts.count == 1 || parts.last?.utf8.count == 1,
            digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = Int(digits)
        else { throw outOfRange }
        let tenths = parts.count == 1 ? value * 10 : value
        guard tenths >= 500 else { throw outOfRange }
        return .percentile(Double(tenths) / 1000)
    }

    private static let outOfRange = ValueProblem("a percentile is p50 to p99.9, with one decimal at most")
}
