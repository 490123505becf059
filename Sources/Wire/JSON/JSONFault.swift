/// Why a text is not a JSON document that is accepted here, and where.
///
/// The description is meant for the client that sent the text: it names the place and what is wrong there, and quotes
/// at most one byte of the text.
public struct JSONFault: Error, Sendable, Equatable {
    /// The class of the fault.
    public enum Reason: Sendable, Equatable {
        /// The text ends before the value does.
        case unexpectedEnd
        /// A byte that the grammar does not allow there; see `expected`.
        case unexpectedByte
        /// More containers are open than `JSONLimits.depth` allows.
        case depth
        /// Not UTF-8 as RFC 3629 defines it: overlong, a surrogate, above U+10FFFF, or a stray byte.
        case invalidUTF8
        /// A `\u` escape of one half of a surrogate pair without the other half.
        case loneSurrogate
        /// A backslash that is not followed by one of `"\/bfnrtu`, or a `\u` without four hexadecimal digits.
        case invalidEscape
        /// A raw control character (below U+0020) inside a string.
        case controlCharacter
        /// Begins like a number, but is none: `01`, `1.`, `-Infinity`, `1e`, `0x1F`.
        case invalidNumber
        /// More members than `JSONLimits.members`.
        case tooManyMembers
        /// Something other than whitespace follows the document.
        case trailingBytes
    }

    /// What the grammar allows at a place where another byte was found.
    public enum Expected: Sendable, Equatable {
        case value, object, array, key, colon, commaOrBrace, commaOrBracket
    }

    /// The class of the fault.
    public let reason: Reason

    /// Where, in bytes from the start of the text; the first byte is 0.
    public let offset: Int

    /// The byte at `offset`, if it matters for the message.
    public let found: UInt8?

    /// What should have been there, for `unexpectedByte`.
    public let expected: Expected?

    init(_ reason: Reason, at offset: Int, found: UInt8? = nil, expected: Expected? = nil) {
        self.reason = reason
        self.offset = offset
        self.found = found
        self.expected = expected
    }

    /// `unexpectedByte` where a byte is, `unexpectedEnd` where the text has ended.
    static func unexpected(in bytes: Span<UInt8>, at offset: Int, expected: Expected) -> JSONFault {
        guard offset < bytes.count else { return JSONFault(.unexpectedEnd, at: offset) }
        return JSONFault(.unexpectedByte, at: offset, found: bytes[offset], expected: expected)
    }
}
