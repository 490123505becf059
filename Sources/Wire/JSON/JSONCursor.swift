/// Reads one JSON document by pulling, from front to back, without decoding or keeping anything.
///
/// All that the cursor passes is validated: the grammar of RFC 8259, UTF-8 (RFC 3629), escapes and surrogate pairs, the
/// depth, and the number of members. Numbers may have any size; duplicate names are passed on. Nothing is allocated.
///
/// Every call is given the same bytes; offsets are relative to their start. A call that throws leaves the cursor where
/// it was. The calls must follow the structure that the caller was told of; a call out of turn (`nextKey` in an array)
/// never traps, but then invalid text may pass.
///
///     var cursor = JSONCursor()
///     cursor.skipBOMAndWhitespace(in: bytes)
///     try cursor.enterObject(in: bytes)
///     while let key = try cursor.nextKey(in: bytes) {
///         let value = try cursor.skipValue(in: bytes)
///     }
///     try cursor.finish(in: bytes)
public struct JSONCursor: Sendable {
    /// The offset of the next byte to read.
    public internal(set) var offset = 0

    let limits: JSONLimits
    /// How many containers are open.
    var depth = 0
    /// How many members were passed.
    var members = 0
    /// Whether the innermost container was just opened: its first item is not preceded by a comma.
    var isFirst = false

    /// - Parameter limits: the bounds on depth and members.
    public init(limits: JSONLimits = .default) {
        self.limits = limits
    }

    /// A cursor over the value that begins at `offset`, a place that another pass has found.
    public init(at offset: Int, limits: JSONLimits = .default) {
        self.limits = limits
        self.offset = max(0, offset)
    }

    /// Passes a byte order mark at the start of the text, which RFC 8259 §8.1 lets a reader ignore, and whitespace.
    public mutating func skipBOMAndWhitespace(in bytes: Span<UInt8>) {
        if offset == 0, bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
        offset = JSONScan.whitespace(in: bytes, from: offset)
    }

    /// The kind of the next value, told by its first byte; the value is not yet validated.
    public func peekKind(in bytes: Span<UInt8>) throws(JSONFault) -> JSONKind {
        let at = JSONScan.whitespace(in: bytes, from: offset)
        guard at < bytes.count, let kind = JSONKind(firstByte: bytes[at]) else {
            throw .unexpected(in: bytes, at: at, expected: .value)
        }
        return kind
    }

    /// Passes the `{` of an object. Go on with `nextKey`.
    public mutating func enterObject(in bytes: Span<UInt8>) throws(JSONFault) {
        try enter(UInt8(ascii: "{"), .object, in: bytes)
    }

    /// Passes the `[` of an array. Go on with `nextElement`.
    public mutating func enterArray(in bytes: Span<UInt8>) throws(JSONFault) {
        try enter(UInt8(ascii: "["), .array, in: bytes)
    }

    private mutating func enter(
        _ bracket: UInt8, _ expected: JSONFault.Expected, in bytes: Span<UInt8>
    ) throws(JSONFault) {
        let at = JSONScan.whitespace(in: bytes, from: offset)
        guard at < bytes.count, bytes[at] == bracket else {
            throw .unexpected(in: bytes, at: at, expected: expected)
        }
        guard depth < limits.depth else { throw JSONFault(.depth, at: at) }
        depth += 1
        isFirst = true
        offset = at + 1
    }

    /// Passes the next name of the object and its colon, so that the value is next.
    /// - Returns: the raw bytes between the quotes of the name (see `JSONText`); nil when the object has ended.
    public mutating func nextKey(in bytes: Span<UInt8>) throws(JSONFault) -> Range<Int>? {
        guard let at = try nextItem(in: bytes, closing: UInt8(ascii: "}"), .commaOrBrace) else { return nil }
        let key = try JSONScan.key(in: bytes, from: at)
        guard members < limits.members else { throw JSONFault(.tooManyMembers, at: at) }
        members += 1
        isFirst = false
        offset = JSONScan.whitespace(in: bytes, from: key.value)
        return at + 1..<key.end - 1
    }

    /// Passes the comma before the next element of the array, if there is one.
    /// - Returns: whether an element is next; false when the array has ended.
    public mutating func nextElement(in bytes: Span<UInt8>) throws(JSONFault) -> Bool {
        guard let at = try nextItem(in: bytes, closing: UInt8(ascii: "]"), .commaOrBracket) else { return false }
        guard at < bytes.count, JSONKind(firstByte: bytes[at]) != nil else {
            throw .unexpected(in: bytes, at: at, expected: .value)
        }
        isFirst = false
        offset = at
        return true
    }

    /// The offset of the next item; nil if the container was closed.
    private mutating func nextItem(
        in bytes: Span<UInt8>, closing bracket: UInt8, _ expected: JSONFault.Expected
    ) throws(JSONFault) -> Int? {
        let at = JSONScan.whitespace(in: bytes, from: offset)
        guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at) }
        if bytes[at] == bracket, depth > 0 {
            depth -= 1
            isFirst = false
            offset = at + 1
            return nil
        }
        if isFirst { return at }
        guard bytes[at] == UInt8(ascii: ",") else { throw .unexpected(in: bytes, at: at, expected: expected) }
        return JSONScan.whitespace(in: bytes, from: at + 1)
    }

    /// Checks that the document is complete: only whitespace may follow (RFC 8259 §2).
    public mutating func finish(in bytes: Span<UInt8>) throws(JSONFault) {
        let at = JSONScan.whitespace(in: bytes, from: offset)
        guard depth == 0 else { throw .unexpected(in: bytes, at: at, expected: .value) }
        guard at >= bytes.count else { throw JSONFault(.trailingBytes, at: at, found: bytes[at]) }
        offset = at
    }
}
