public import PlanBLedger
import Synchronization

/// The journal in a data folder, for the writer of a store. It reads the files and shares nothing with who writes them.
public final class JournalSource: EntrySource {
    private let folder: SegmentFolder
    private let age: Int
    private let report: @Sendable (JournalDamage) -> Void
    private let reader: Mutex<JournalReader?>

    /// The journal in the data folder `data`. Its files are kept for `age` seconds after they were last written to, also if
    /// nobody needs them any more. `report` is told of what cannot be read.
    public init(data: String, age: Int = 3600, report: @escaping @Sendable (JournalDamage) -> Void) {
        self.age = age
        folder = SegmentFolder(data: data)
        self.report = report
        reader = Mutex(nil)
    }

    /// The entries from `position` on, at most `limit`.
    public func read(from position: JournalPosition, limit: Int) throws -> SourceBatch {
        try reader.withLock { kept in
            // The files stay open between batches that follow one another.
            if kept?.position != position { kept = JournalReader(folder, from: position) }
            var entries: [StoredEntry] = []
            do {
                while entries.count < max(1, limit), let item = try kept?.next() {
                    switch item {
                    case .entry(let entry): entries.append(entry)
                    case .damage(let damage): report(damage)
                    }
                }
            } catch {
                // What was read before is read again; the error comes again, too.
                kept = nil
                throw error
            }
            return SourceBatch(entries: entries, next: kept?.position ?? position)
        }
    }

    /// From the first segment to the end of the last: exact where that was read to its end, else at most a text too much,
    /// since a record may end with zeros.
    public var extent: SourceExtent {
        let all = (try? folder.segments()) ?? []
        guard let last = all.last else { return SourceExtent(first: .start, end: .start, bytes: 0) }
        let size = folder.size(of: last)
        let position = reader.withLock { $0?.position }
        let known = position.flatMap { $0.segment == last && $0.offset <= size ? $0.offset : nil }
        let start = max(SegmentHeader.length, known ?? 0)
        var end = min(size, folder.end(of: last, from: start) ?? size)
        if end != known { end = min(size, end + RecordBuffer.longestText) }
        return SourceExtent(
            first: all.first.map { JournalPosition(segment: $0, offset: 0) } ?? .start,
            end: JournalPosition(segment: last, offset: end),
            bytes: all.dropLast().reduce(end) { $0 + folder.size(of: $1) })
    }

    /// Deletes the segments that end before `position` and were not written to for a while.
    public func release(before position: JournalPosition) { folder.remove(before: position.segment, age: age) }
}
