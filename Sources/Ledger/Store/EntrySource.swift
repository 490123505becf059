/// A journal, as the store's writer reads it. Called from one thread, which may wait for a disk.
public protocol EntrySource: Sendable {
    /// The entries from `position` on, in order.
    ///
    /// - Parameter limit: at most so many; at least one if there is one.
    /// - Throws: when the files cannot be read at all. What is damaged is reported elsewhere and skipped.
    func read(from position: JournalPosition, limit: Int) throws -> SourceBatch

    /// Where the journal ends by now.
    var end: JournalPosition { get }

    /// Bytes of records from `position` to the end.
    func bytes(after position: JournalPosition) -> Int

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
