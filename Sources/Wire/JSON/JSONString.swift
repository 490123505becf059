public import NIOCore

/// The text of a JSON string, still escaped: what stands between its quotes. A slice of the document it was found in,
/// which it keeps alive. It goes from one document into another without being decoded.
public struct JSONString: Sendable {
    /// The bytes between the quotes: valid UTF-8 and valid escapes.
    public private(set) var escaped: ByteBuffer

    /// - Parameter escaped: the bytes between the quotes of a string that a cursor has passed.
    public init(escaped: ByteBuffer) { self.escaped = escaped }

    /// The text, escaped here.
    public init(_ text: some StringProtocol) {
        var quoted = ByteBuffer()
        JSONWriter.appendString(text, to: &quoted)
        quoted.moveReaderIndex(forwardBy: 1)
        quoted.moveWriterIndex(to: quoted.writerIndex - 1)
        escaped = quoted
    }

    /// Whether there is no text at all.
    public var isEmpty: Bool { escaped.readableBytes == 0 }

    /// Whether there is nothing but white space: space, tab and ends of line, escaped or not.
    public var isBlank: Bool {
        var isEscape = false
        for byte in escaped.readableBytesView {
            if isEscape {
                guard byte == UInt8(ascii: "n") || byte == UInt8(ascii: "r") || byte == UInt8(ascii: "t") else {
                    // Other escapes are rare: decode.
                    return text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
                }
                isEscape = false
            } else if byte == UInt8(ascii: "\\") {
                isEscape = true
            } else if byte != 0x20 {
                guard byte >= 0x80 else { return false }
                return text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
            }
        }
        return true
    }

    /// The text, with its escapes resolved.
    public var text: String {
        let bytes = escaped
        return (try? JSONText.unescape(0..<bytes.readableBytes, in: bytes.readableBytesUInt8Span)) ?? ""
    }

    /// The text as bytes, for a string that holds another document.
    public var bytes: ByteBuffer {
        escaped.readableBytesView.contains(UInt8(ascii: "\\")) ? ByteBuffer(string: text) : escaped
    }

    /// Adds more text at the end.
    public mutating func append(_ more: JSONString) {
        if isEmpty { self = more } else { escaped.writeImmutableBuffer(more.escaped) }
    }

    /// One text after the other.
    public static func + (left: JSONString, right: JSONString) -> JSONString {
        var both = left
        both.append(right)
        return both
    }
}

extension JSONString: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A text.
    public init(stringLiteral text: String) { self.init(text) }

    /// The text.
    public var description: String { text }
}

extension JSONString: Hashable {
    /// Whether both stand for the same text, however it is escaped.
    public static func == (left: JSONString, right: JSONString) -> Bool {
        left.escaped == right.escaped || (left.hasEscape || right.hasEscape) && left.text == right.text
    }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    private var hasEscape: Bool { escaped.readableBytesView.contains(UInt8(ascii: "\\")) }
}

extension JSONWriter {
    /// A string that is escaped already.
    public mutating func string(_ text: JSONString) {
        quoted(text.escaped)
    }

    /// A member whose value is a string that is escaped already.
    public mutating func member(_ name: String, _ text: JSONString) {
        key(name)
        string(text)
    }

    /// A member whose value is copied from another document.
    public mutating func member(_ name: String, _ node: JSONNode) {
        key(name)
        raw(node.raw)
    }
}
