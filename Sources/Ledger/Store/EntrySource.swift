/// A journal, as the store's writer reads it. Called from one thread, which may wait for a disk.
public protocol EntrySource: Sendable {
    /// The entries from `position` on, in order.
    ///
    /// - Parameter limit: at most so many; at least one if there is one.
    /// - Throws: when the files cannot be read at all. What is damaged is reported elsewhere and skipped.
    func read(from position: JournalPosition, limit: Int) throws -> SourceBatch

    /// Where the journal begins, of what is still there, and where it ends by now.
    var extent: SourceExtent { get }

    /// Nothing before `position` is needed any more: segments that end before it may be deleted.
    func release(before position: JournalPosition)
}

/// What was read in one go.
public struct SourceBatch: Sendable {
    /// The entries in order; empty at the live end.
    public var entries: [StoredEntry]
    /// From where to read on.
    public var next: JournalPosition

    /// A batch.
    public init(entries: [StoredEntry], next: JournalPosition) {
        self.entries = entries
        self.next = next
    }
}

/// How far a journal reaches.
public struct SourceExtent: Sendable {
    /// The beginning of the oldest segment that is still there.
    public var first: JournalPosition
    /// The end of what is written.
    public var end: JournalPosition
    /// Bytes in all segments that are there, from `first` to `end`.
    public var bytes: Int

    /// An extent.
    public init(first: JournalPosition, end: JournalPosition, bytes: Int) {
        self.first = first
        self.end = end
        self.bytes = bytes
    }
}
