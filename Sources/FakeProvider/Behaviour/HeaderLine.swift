extension Behaviour {
    /// One header line, written as it is: no check, no escape. A script writes `"name: value"` or a payload.
    public struct HeaderLine: Sendable, Equatable {
        /// The bytes of the line without its line end.
        public var line: Payload

        /// These bytes, legal or not.
        public init(_ line: Payload) { self.line = line }
        /// `name: value`.
        public init(_ name: String, _ value: String) { line = Payload("\(name): \(value)") }

        /// What stands before the first colon, in lower case; the whole line when there is none.
        var name: String { String(decoding: line.bytes.prefix { $0 != 0x3A }, as: UTF8.self).trimmed.lowercased() }
        /// What stands after the first colon.
        var value: String { String(decoding: line.bytes.drop { $0 != 0x3A }.dropFirst(), as: UTF8.self).trimmed }
    }
}

extension Behaviour.HeaderLine: Codable {
    /// Reads what a payload reads.
    public init(from decoder: any Decoder) throws { line = try Behaviour.Payload(from: decoder) }
    /// Writes what a payload writes.
    public func encode(to encoder: any Encoder) throws { try line.encode(to: encoder) }
}
