public import NIOCore

/// A JSON document that was read once and can be walked through: the places of its values, in one array, above the bytes
/// themselves. Nothing is decoded before it is asked for.
public final class JSONDocument: Sendable {
    /// One value. Offsets count from the document's first readable byte.
    struct Entry {
        var kind: JSONKind
        /// The value: of a string its quotes included.
        var start: Int32
        var end: Int32
        /// The bytes between the quotes of its name; empty in an array.
        var keyStart: Int32 = 0
        var keyEnd: Int32 = 0
        /// The index of the entry after this value and all that it contains.
        var next: Int32 = 0
    }

    /// More values than any request or answer of a conversation has.
    private static let mostValues = 400_000

    /// The document.
    public let bytes: ByteBuffer
    let entries: [Entry]

    /// Reads a whole document; a leading byte order mark is passed over.
    /// - Parameters:
    ///   - bytes: the document; kept, as a slice. Less than 2 GiB.
    ///   - limits: the bounds on depth and members.
    /// - Throws: the first fault of the document.
    public init(_ bytes: ByteBuffer, limits: JSONLimits = .default) throws(JSONFault) {
        self.bytes = bytes
        entries = try Self.read(bytes.readableBytesUInt8Span, limits)
    }

    private init(null: Void) {
        bytes = ByteBuffer(string: "null")
        entries = [Entry(kind: .null, start: 0, end: 4, next: 1)]
    }

    static let null = JSONDocument(null: ())

    /// The value that is the document.
    public var root: JSONNode { JSONNode(document: self, index: 0) }

    private static func read(_ bytes: Span<UInt8>, _ limits: JSONLimits) throws(JSONFault) -> [Entry] {
        guard bytes.count < Int(Int32.max) else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        var entries: [Entry] = []
        entries.reserveCapacity(min(bytes.count / 12 + 4, 1 << 16))
        var cursor = JSONCursor(limits: limits)
        cursor.skipBOMAndWhitespace(in: bytes)
        var open: [Int] = []
        var key = 0..<0
        while true {
            var entry = Entry(
                kind: try cursor.peekKind(in: bytes), start: 0, end: 0, keyStart: Int32(key.lowerBound),
                keyEnd: Int32(key.upperBound))
            switch entry.kind {
            case .object, .array:
                if entry.kind == .object {
                    try cursor.enterObject(in: bytes)
                } else {
                    try cursor.enterArray(in: bytes)
                }
                entry.start = Int32(cursor.offset - 1)
                open.append(entries.count)
            default:
                let value = try cursor.skipValue(in: bytes).bytes
                entry.start = Int32(value.lowerBound)
                entry.end = Int32(value.upperBound)
                entry.next = Int32(entries.count + 1)
            }
            // A place costs more than the byte or two that a value may have.
            guard entries.count < mostValues else { throw JSONFault(.tooManyMembers, at: cursor.offset) }
            entries.append(entry)
            // On to the next item, and out of every container that ends here.
            while true {
                guard let container = open.last else {
                    try cursor.finish(in: bytes)
                    return entries
                }
                if entries[container].kind == .object {
                    if let next = try cursor.nextKey(in: bytes) {
                        key = next
                        break
                    }
                } else if try cursor.nextElement(in: bytes) {
                    key = 0..<0
                    break
                }
                entries[container].end = Int32(cursor.offset)
                entries[container].next = Int32(entries.count)
                open.removeLast()
            }
        }
    }
}
