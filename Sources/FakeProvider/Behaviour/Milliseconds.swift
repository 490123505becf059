extension Behaviour {
    /// A length of time. A script writes milliseconds (`250`) or a number with a unit (`250ms`, `5s`, `2m`).
    public struct Milliseconds: Sendable, Equatable, Comparable, ExpressibleByIntegerLiteral {
        /// The number of milliseconds, between 0 and a year.
        public let count: Int

        static let year = 366 * 86_400_000

        /// `count` milliseconds, brought into the range of 0 to a year.
        public init(_ count: Int) { self.count = min(max(count, 0), Self.year) }
        /// A literal number of milliseconds.
        public init(integerLiteral value: Int) { self.init(value) }
        /// The shorter one is less.
        public static func < (left: Self, right: Self) -> Bool { left.count < right.count }
    }
}

extension Behaviour.Milliseconds: Codable {
    /// Reads a number, or a number with a unit.
    public init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if let number = try? single.decode(Int.self) {
            self.init(number)
            return
        }
        let text = try single.decode(String.self).trimmed
        for (unit, factor) in [("ms", 1), ("s", 1000), ("m", 60_000), ("", 1)] where text.hasSuffix(unit) {
            guard let number = Int(text.dropLast(unit.count).trimmed) else { continue }
            self.init(number.multipliedReportingOverflow(by: factor).overflow ? Self.year : number * factor)
            return
        }
        throw decoder.corrupted("'\(text)' is not a length of time; write milliseconds, or a number with ms, s or m")
    }

    /// Writes the number of milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        try single.encode(count)
    }
}
