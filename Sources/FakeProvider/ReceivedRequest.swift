/// A request as it arrived.
public struct ReceivedRequest: Sendable, Equatable {
    /// One header line.
    public struct Header: Sendable, Equatable {
        /// The name as it was written.
        public var name: String
        /// The value without the blanks around it. Bytes that are not UTF-8 are replaced; see ``ReceivedRequest/head``.
        public var value: String
    }

    /// The position in the order of arrival, from 0.
    public internal(set) var index = 0
    /// Which connection it came over, in the order in which they were accepted, from 0.
    public internal(set) var connection = 0
    /// The method.
    public internal(set) var method = ""
    /// The request target with its query.
    public internal(set) var target = ""
    /// The version, as in `HTTP/1.1`.
    public internal(set) var version = ""
    /// The header lines in their order.
    public internal(set) var headers: [Header] = []
    /// The request line and the header lines as they were on the wire, with the blank line that ends them.
    public internal(set) var head: [UInt8] = []
    /// The body without its framing.
    public internal(set) var body: [UInt8] = []
    /// Whether the whole body was read. Not so when the behaviour left it unread.
    public internal(set) var isComplete = false
    /// The behaviour that answered, by name; empty when it has none.
    public internal(set) var behaviour = ""
}

extension ReceivedRequest {
    /// The value of the first header line with this name, in any case.
    public func header(_ name: String) -> String? { values(name).first }

    /// The values of all header lines with this name, in any case.
    public func values(_ name: String) -> [String] {
        headers.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The target without the query.
    public var path: String { String(target.prefix { $0 != "?" }) }

    /// Whether a header line with this name has this token in its list, in any case.
    func lists(_ token: String, in name: String) -> Bool {
        values(name).contains { $0.split(separator: ",").contains { $0.trimmed.equalsIgnoringCase(token) } }
    }
}

extension StringProtocol {
    /// Whether both are the same when `A` to `Z` count as `a` to `z`.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { left, right in lowered(left) == lowered(right) }
    }
}

private func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
