/// A place in one node's journal: what stands before it has been read.
public struct JournalPosition: Sendable, Hashable, Comparable {
    /// The number of the segment.
    public var segment: Int
    /// Bytes from the beginning of the segment.
    public var offset: Int

    /// A place.
    public init(segment: Int, offset: Int) {
        self.segment = segment
        self.offset = offset
    }

    /// The beginning of any journal.
    public static let start = JournalPosition(segment: 0, offset: 0)

    /// Whether `left` comes first.
    public static func < (left: JournalPosition, right: JournalPosition) -> Bool {
        (left.segment, left.offset) < (right.segment, right.offset)
    }
}

/// An entry, and where it stands in its node's journal.
public struct StoredEntry: Sendable, Equatable {
    /// Where its record begins.
    public var position: JournalPosition
    /// What was recorded.
    public var entry: LedgerEntry

    /// An entry that was read from a journal.
    public init(position: JournalPosition, entry: LedgerEntry) {
        self.position = position
        self.entry = entry
    }
}
