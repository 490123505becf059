public import NIOCore

/// A value in a document.
public struct JSONNode: Sendable {
    let document: JSONDocument
    let index: Int

    private var entry: JSONDocument.Entry { document.entries[index] }

    /// What it is.
    public var kind: JSONKind { entry.kind }

    /// The value of the member of that name: of several the last one, which is what most decoders report (RFC 8259 §4).
    /// Nil if there is none or this is not an object.
    public subscript(name: StaticString) -> JSONNode? {
        guard kind == .object else { return nil }
        let text = document.bytes
        let bytes = text.readableBytesUInt8Span
        var found: JSONNode?
        var next = index + 1
        let end = Int(entry.next)
        while next < end {
            let member = document.entries[next]
            if JSONText.equals(Int(member.keyStart)..<Int(member.keyEnd), name, in: bytes) {
                found = JSONNode(document: document, index: next)
            }
            next = Int(member.next)
        }
        return found
    }

    /// The element at `position`; nil if there is none or this is not an array.
    public subscript(position: Int) -> JSONNode? {
        guard kind == .array, position >= 0 else { return nil }
        var count = 0
        for element in items {
            if count == position { return element }
            count += 1
        }
        return nil
    }

    /// The values of the members, or the elements, in the order of the document. None for what is no container.
    public var items: Items { Items(self) }

    /// The value, if it is not `null`.
    public var unlessNull: JSONNode? { kind == .null ? nil : self }

    /// The elements, if this is an array.
    public var array: Items? { kind == .array ? items : nil }

    /// The members, if this is an object: `key` tells the name of each.
    public var members: Items? { kind == .object ? items : nil }

    /// Whether it contains nothing, if it is a container.
    public var isEmpty: Bool { Int(entry.next) == index + 1 }

    /// The name of the member whose value this is; empty for elements and for the document itself.
    public var key: String { JSONString(escaped: slice(Int(entry.keyStart)..<Int(entry.keyEnd))).text }

    /// Whether this is the value of a member called `name`.
    public func isNamed(_ name: StaticString) -> Bool {
        let text = document.bytes
        return JSONText.equals(
            Int(entry.keyStart)..<Int(entry.keyEnd), name, in: text.readableBytesUInt8Span)
    }

    /// The text, if this is a string.
    public var text: JSONString? {
        guard kind == .string else { return nil }
        return JSONString(escaped: slice(Int(entry.start) + 1..<Int(entry.end) - 1))
    }

    /// The decoded text, if this is a string.
    public var string: String? { text?.text }

    /// Whether this is the string `value`.
    public func isString(_ value: StaticString) -> Bool {
        let text = document.bytes
        return kind == .string && JSONText.equals(range, value, in: text.readableBytesUInt8Span)
    }

    /// The number, if it is written as an integer (no fraction, no exponent) and fits.
    public var int: Int? {
        let text = document.bytes
        return kind == .number ? JSONText.integer(range, in: text.readableBytesUInt8Span) : nil
    }

    /// The number as the nearest binary floating-point value; infinite if it is out of range, as `1e400` is.
    public var double: Double? { kind == .number ? Double(String(buffer: raw)) : nil }

    /// The truth value, if this is `true` or `false`.
    public var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The bytes of the value: a slice, without a copy.
    public var raw: ByteBuffer { slice(range) }

    /// The value in memory, to be changed.
    public var value: JSONValue {
        let bytes = raw
        return (try? JSONValue.parse(bytes.readableBytesUInt8Span)) ?? .null
    }

    private var range: Range<Int> { Int(entry.start)..<Int(entry.end) }

    private func slice(_ range: Range<Int>) -> ByteBuffer {
        document.bytes.getSlice(at: document.bytes.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
    }

    /// The values in a container.
    public struct Items: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var index: Int
        private let end: Int

        init(_ container: JSONNode) {
            document = container.document
            index = container.index + 1
            let isContainer = container.kind == .object || container.kind == .array
            end = isContainer ? Int(container.entry.next) : index
        }

        /// The next value.
        public mutating func next() -> JSONNode? {
            guard index < end else { return nil }
            defer { index = Int(document.entries[index].next) }
            return JSONNode(document: document, index: index)
        }
    }
}

extension JSONNode: Equatable {
    /// Whether both are written with the same bytes.
    public static func == (left: JSONNode, right: JSONNode) -> Bool { left.raw == right.raw }
}

extension JSONNode {
    /// A value of its own.
    public init(_ value: JSONValue) {
        var bytes = ByteBuffer()
        value.write(into: &bytes)
        // What a writer has written can be read.
        self = (try? JSONDocument(bytes))?.root ?? JSONNode.null
    }

    /// Reads `bytes`, a complete document.
    public init(reading bytes: ByteBuffer) throws(JSONFault) { self = try JSONDocument(bytes).root }

    /// `null`
    public static let null = JSONNode(document: JSONDocument.null, index: 0)
}
