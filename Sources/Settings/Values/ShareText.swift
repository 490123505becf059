/// A share as it is written: `20%`, `2.5%`.
enum ShareText {
    /// ECMA-262, for the JSON Schema.
    static let pattern = "^[0-9]+(\\.[0-9]+)?%$"

    /// Hundredths of a percent, 0 to 10000.
    static func parse(_ text: String) throws(ValueProblem) -> Int {
        guard text.hasSuffix("%") else {
            throw ValueProblem("expected a share such as 20%", hint: Int(text).map { "write \($0)%" })
        }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            parts.count <= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.count <= 6 && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            }
        guard isNumber, let whole = parts.first.flatMap({ Int($0) }) else {
            throw ValueProblem("expected a share such as 20% or 2.5%")
        }
        let fraction = String((parts.count == 2 ? String(parts[1]) : "") + "00").prefix(2)
        let share = whole * 100 + (Int(fraction) ?? 0)
        guard share <= 10_000 else { throw ValueProblem("a share is at most 100%") }
        return share
    }
}
