/// A size as it is written: `64KiB`, `32MiB`, `1GiB`.
enum SizeText {
    /// ECMA-262, for the JSON Schema.
    static let pattern = "^[0-9]+(KiB|MiB|GiB)$"

    /// What one buffer can hold with room to spare.
    static let limit = 1 << 30

    private static let units: [(name: String, shift: Int)] = [("KiB", 10), ("MiB", 20), ("GiB", 30)]

    /// Bytes, 1 to 2^62.
    static func parse(_ text: String) throws(ValueProblem) -> Int {
        let digits = text.utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }
        let unit = String(text.dropFirst(digits.count))
        guard !digits.isEmpty else { throw ValueProblem("expected a size such as 32MiB") }
        guard let shift = units.first(where: { $0.name == unit })?.shift else {
            let number = String(text.prefix(digits.count))
            throw unit.isEmpty
                ? ValueProblem("a size needs a unit", hint: "write \(number)MiB, or another of KiB, MiB, GiB")
                : ValueProblem("the units of size are KiB, MiB and GiB")
        }
        guard let count = Int(String(text.prefix(digits.count))), count <= (1 << 62) >> shift else {
            throw ValueProblem("larger than any memory")
        }
        guard count > 0 else { throw ValueProblem("must be more than nothing") }
        return count << shift
    }
}
