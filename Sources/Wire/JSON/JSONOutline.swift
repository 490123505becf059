/// The top-level members of a document, found in one pass that validates all of it.
///
/// This is what a proxy needs of a request body: where `model` and `stream` stand. Nothing is decoded; the members refer
/// to the bytes by offset, so the outline is used together with the bytes it was made from.
public struct JSONOutline: Sendable {
    /// One member of the root object.
    public struct Member: Sendable, Equatable {
        /// The raw bytes of the name, between the quotes; it may contain escapes.
        public let key: Range<Int>
        /// The value.
        public let value: JSONValueRange
        /// The offset of the opening quote of the name.
        public let start: Int
    }

    /// The kind of the document.
    public let root: JSONKind

    /// The members of the root object in document order, duplicates included; empty if the root is not an object.
    public let members: [Member]

    /// The offset just after the `{` of the root object, where a member can be inserted; for any other root, the offset
    /// of its first byte.
    public let open: Int

    /// Whether some name has an escape, so that its bytes are not its text: hardly ever, and a body is asked for a dozen
    /// of names.
    private let hasEscapes: Bool

    /// Reads a whole document.
    /// - Parameters:
    ///   - bytes: the document; a leading byte order mark is passed over.
    ///   - limits: the bounds on depth and members.
    /// - Throws: the first fault of the document.
    public init(_ bytes: Span<UInt8>, limits: JSONLimits = .default) throws(JSONFault) {
        var cursor = JSONCursor(limits: limits)
        cursor.skipBOMAndWhitespace(in: bytes)
        var found: [Member] = []
        root = try cursor.peekKind(in: bytes)
        if root == .object {
            try cursor.enterObject(in: bytes)
            open = cursor.offset
            found.reserveCapacity(16)
            while let key = try cursor.nextKey(in: bytes) {
                let value = try cursor.skipValue(in: bytes)
                found.append(Member(key: key, value: value, start: key.lowerBound - 1))
            }
        } else {
            open = cursor.offset
            _ = try cursor.skipValue(in: bytes)
        }
        try cursor.finish(in: bytes)
        members = found
        hasEscapes = found.contains { Self.isEscaped($0.key, in: bytes) }
    }

    private static func isEscaped(_ name: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        for index in name where bytes[index] == UInt8(ascii: "\\") { return true }
        return false
    }

    private func isNamed(_ name: StaticString, _ member: Member, in bytes: Span<UInt8>) -> Bool {
        guard hasEscapes || member.key.count == name.utf8CodeUnitCount else { return false }
        return JSONText.equals(member.key, name, in: bytes)
    }

    /// The first member of that name. Names are compared as the text they stand for: `"\u006dodel"` is `model`.
    public func first(_ name: StaticString, in bytes: Span<UInt8>) -> Member? {
        for member in members where isNamed(name, member, in: bytes) { return member }
        return nil
    }

    /// How many members have that name. Decoders differ on which of several they take (RFC 8259 §4), so a member that
    /// decides something must not be repeated.
    public func count(of name: StaticString, in bytes: Span<UInt8>) -> Int {
        var count = 0
        for member in members where isNamed(name, member, in: bytes) { count += 1 }
        return count
    }
}
