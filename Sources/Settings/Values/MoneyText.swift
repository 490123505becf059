/// An amount of money as it is written: `1.50 USD`.
enum MoneyText {
    /// ECMA-262, for the JSON Schema.
    static let pattern = "^[0-9]{1,6}(\\.[0-9]{1,6})? USD$"

    /// Picodollars.
    static func parse(_ text: String) throws(ValueProblem) -> Int {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == "USD" else {
            throw ValueProblem("expected an amount such as \"1.50 USD\"", hint: hint(text))
        }
        return try picodollars(String(parts[0]))
    }

    /// Picodollars of a number of dollars, as a catalog writes it: `0.25`.
    static func picodollars(_ number: String) throws(ValueProblem) -> Int {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let digits = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 6 && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        }
        guard digits, parts.count <= 2, let whole = parts.first.flatMap({ Int($0) }) else {
            throw ValueProblem("an amount has at most six digits before and six after the point")
        }
        let fraction = parts.count == 2 ? parts[1] : ""
        let millionths = Int(fraction + String(repeating: "0", count: 6 - fraction.utf8.count)) ?? 0
        return (whole * 1_000_000 + millionths) * 1_000_000
    }

    private static func hint(_ text: String) -> String? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard !number.isEmpty, number.utf8.count <= 12 else { return nil }
        return "write \"\(number) USD\""
    }
}
