/// Entries as bytes, and back: a kind, the version of the kind, then fields.
///
/// What changes between builds are fields that are added; they are passed over by older builds. The version changes only
/// if an older build would misunderstand the rest. A word that a newer build added to one of the fixed vocabularies is
/// read as the most general one.
public enum EntryCodec {
    /// The kinds of records that are entries. The journal has further ones of its own, from 128.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// A try that is about to be sent.
        case open = 1
        /// A try that is over.
        case attempt = 2
        /// A request that is over.
        case request = 3
        /// Something else.
        case event = 4
    }

    /// The version that this build writes and the last that it reads.
    public static let version: UInt8 = 1

    /// Adds `entry` to `buffer`.
    public static func encode(_ entry: borrowing LedgerEntry, into buffer: inout RecordBuffer) {
        switch entry {
        case .open(let open): encode(open, into: &buffer)
        case .attempt(let attempt): encode(attempt, into: &buffer)
        case .request(let request): encode(request, into: &buffer)
        case .event(let event):
            start(.event, &buffer)
            event.encode(into: &buffer)
        }
    }

    /// Adds an open try to `buffer`.
    public static func encode(_ open: borrowing OpenEntry, into buffer: inout RecordBuffer) {
        start(.open, &buffer)
        open.encode(into: &buffer)
    }

    /// Adds an attempt to `buffer`.
    public static func encode(_ attempt: borrowing AttemptEntry, into buffer: inout RecordBuffer) {
        start(.attempt, &buffer)
        attempt.encode(into: &buffer)
    }

    /// Adds a request to `buffer`.
    public static func encode(_ request: borrowing RequestEntry, into buffer: inout RecordBuffer) {
        start(.request, &buffer)
        request.encode(into: &buffer)
    }

    private static func start(_ kind: Kind, _ buffer: inout RecordBuffer) {
        buffer.byte(kind.rawValue)
        buffer.byte(version)
    }

    /// The entry in `range` of `bytes`; nil if it is of a kind that this build does not know.
    public static func decode(_ bytes: [UInt8], _ range: Range<Int>) throws(RecordFault) -> LedgerEntry? {
        var reader = FieldReader(bytes, range)
        guard let kind = Kind(rawValue: try reader.byte()) else { return nil }
        let version = try reader.byte()
        guard version <= Self.version else {
            throw RecordFault(
                "it has version \(version), and this build reads up to \(Self.version): use the build that wrote it",
                isNewer: true)
        }
        switch kind {
        case .open: return .open(try OpenEntry(from: &reader))
        case .attempt: return .attempt(try AttemptEntry(from: &reader))
        case .request: return .request(try RequestEntry(from: &reader))
        case .event: return .event(try EventEntry(from: &reader))
        }
    }
}
