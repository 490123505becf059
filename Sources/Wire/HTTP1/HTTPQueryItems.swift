public import NIOCore

/// The items of a query, "name=value" separated by "&", percent-decoded, in order. "+" is a plus sign: the rule that
/// makes it a space belongs to HTML forms, not to URLs, and keys and tokens contain plus signs.
public struct HTTPQueryItems: Sendable, RandomAccessCollection {
    /// One item. The value of an item without "=" is empty.
    public struct Item: Sendable, Equatable {
        /// What stands before the first "=".
        public let name: String
        /// What stands after it.
        public let value: String
    }

    private let items: [Item]

    /// Decodes a query without its "?". Empty items ("a=1&&b=2") are left out. Throws `.percentTriple`, `.encodedNUL`
    /// or `.queryText` for what is not UTF-8.
    public init(_ query: ByteBuffer) throws(HTTPFault) {
        let bytes = query.readableBytesUInt8Span
        var items: [Item] = []
        var start = 0
        while start < bytes.count {
            let rest = bytes.extracting(droppingFirst: start)
            let item = rest.extracting(first: rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count)
            start += item.count + 1
            guard item.count > 0 else { continue }
            let nameLength = item.firstIndex(of: UInt8(ascii: "=")) ?? item.count
            items.append(
                Item(
                    name: try Self.decode(item.extracting(first: nameLength)),
                    value: try Self.decode(item.extracting(droppingFirst: Swift.min(nameLength + 1, item.count)))))
        }
        self.items = items
    }

    /// The value of the first item of this name, compared exactly.
    public func value(of name: StaticString) -> String? {
        let name = String(describing: name)
        return first { $0.name == name }?.value
    }

    /// The values of all items of this name. Two different values for something that is decided on must not be resolved
    /// by taking one of them.
    public func values(of name: StaticString) -> [String] {
        let name = String(describing: name)
        return filter { $0.name == name }.map(\.value)
    }

    /// 0.
    public var startIndex: Int { items.startIndex }
    /// The number of items.
    public var endIndex: Int { items.endIndex }
    /// The item at `position`.
    public subscript(position: Int) -> Item { items[position] }

    private static func decode(_ text: Span<UInt8>) throws(HTTPFault) -> String {
        guard let decoded = String(validating: try HTTPPercent.decode(text), as: UTF8.self) else {
            throw HTTPFault(.queryText)
        }
        return decoded
    }
}
