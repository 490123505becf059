extension Behaviour {
    /// Bytes, any bytes. A script writes text (`"data: {"`), or `{hex: "ff fe"}`, or `{text: x, times: 100000}`.
    public struct Payload: Sendable, Equatable, ExpressibleByStringLiteral {
        /// The bytes as they go on the wire.
        public var bytes: [UInt8]

        /// The most bytes that a script can ask for with `times`.
        public static let limit = 64 << 20

        /// These bytes.
        public init(_ bytes: [UInt8]) { self.bytes = bytes }
        /// The UTF-8 of `text`.
        public init(_ text: String) { bytes = Array(text.utf8) }
        /// Whether this is one `data:` line and a blank one.
        var isEventData: Bool { bytes.starts(with: Array("data: ".utf8)) && bytes.suffix(2) == [0x0A, 0x0A] }
        /// What such a line carries.
        var eventData: [UInt8] { Array(bytes.dropFirst("data: ".utf8.count).dropLast(2)) }

        /// The UTF-8 of a literal.
        public init(stringLiteral value: String) { self.init(value) }
    }
}

extension Behaviour.Payload: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case text, hex, times }

    /// Reads text, or a mapping with `text` or `hex`, and optionally `times`.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(text)
            return
        }
        let keys = try decoder.strictContainer(CodingKeys.self)
        var once = try keys.decodeIfPresent(String.self, forKey: .text).map { Array($0.utf8) } ?? []
        if let hex = try keys.decodeIfPresent(String.self, forKey: .hex) {
            guard let bytes = Self.bytes(hex: hex) else {
                throw decoder.corrupted("'\(hex)' is not an even number of hexadecimal digits")
            }
            once += bytes
        }
        let times = try keys.decode(.times, or: 1)
        let (total, overflow) = once.count.multipliedReportingOverflow(by: times)
        guard times >= 0, !overflow, total <= Self.limit else {
            throw decoder.corrupted("a payload is at most \(Self.limit) bytes long")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(total)
        for _ in 0..<times { bytes += once }
        self.init(bytes)
    }

    /// Writes text where the bytes are UTF-8, else hexadecimal digits.
    public func encode(to encoder: any Encoder) throws {
        if let text = String(validating: bytes, as: UTF8.self) {
            var single = encoder.singleValueContainer()
            try single.encode(text)
        } else {
            var keys = encoder.container(keyedBy: CodingKeys.self)
            let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            try keys.encode(hex, forKey: .hex)
        }
    }

    static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.filter { $0 != " " }.map(\.hexDigitValue)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var high: Int?
        for digit in digits {
            guard let digit else { return nil }
            if let upper = high {
                bytes.append(UInt8(truncatingIfNeeded: upper << 4 | digit))
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }
}
