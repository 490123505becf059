public import PlanBLedger

/// A part of a journal that cannot be read.
public struct JournalDamage: Sendable, Equatable, CustomStringConvertible {
    /// The file.
    public var file: String
    /// The bytes of it; nil: all.
    public var range: Range<Int>?
    /// What is wrong with them.
    public var reason: String

    /// One line.
    public var description: String {
        guard let range else { return "\(file): \(reason); the file was passed over" }
        return "\(file): \(reason) at byte \(range.lowerBound); \(range.count) bytes were passed over"
    }
}

/// Reads a journal from a place on, also while it is written, by whatever process. Not for several threads.
public struct JournalReader {
    /// What is read.
    public enum Item: Sendable, Equatable {
        /// An entry, and where its record begins.
        case entry(StoredEntry)
        /// Something that cannot be read. What is behind it follows.
        case damage(JournalDamage)
    }

    private let folder: SegmentFolder
    private var scanner: SegmentScanner?
    /// Where the next record begins, or will.
    public private(set) var position: JournalPosition

    /// A reader of the journal in `folder`, from `position` on.
    public init(_ folder: SegmentFolder, from position: JournalPosition = .start) {
        self.folder = folder
        self.position = position
    }

    /// The next item; nil at the live end: a later call may find more.
    public mutating func next() throws(JournalFailure) -> Item? {
        while true {
            guard let scanner else {
                switch try openSegment() {
                case .opened: continue
                case .nothing: return nil
                case .damage(let damage): return .damage(damage)
                }
            }
            let step = try scanner.next(isLive: true)
            position.offset = scanner.place
            switch step {
            case .record(let start, let range):
                if let item = item(scanner, start, range) { return item }
            case .damage(let range, let reason):
                return .damage(JournalDamage(file: scanner.path, range: range, reason: reason))
            case .end, .rest:
                // Only the last segment grows. What was written to this one before the next was begun is read first.
                guard let next = try following(scanner.number) else { return nil }
                let last = try scanner.next()
                position.offset = scanner.place
                switch last {
                case .record(let start, let range):
                    if let item = item(scanner, start, range) { return item }
                case .damage(let range, let reason):
                    return .damage(JournalDamage(file: scanner.path, range: range, reason: reason))
                case .rest(let range, let reason):
                    move(to: next)
                    return .damage(JournalDamage(file: scanner.path, range: range, reason: reason))
                case .end: move(to: next)
                }
            }
        }
    }

    private mutating func move(to segment: Int) {
        scanner = nil
        position = JournalPosition(segment: segment, offset: 0)
    }

    private enum Opening {
        case opened
        case nothing
        case damage(JournalDamage)
    }

    private mutating func openSegment() throws(JournalFailure) -> Opening {
        do throws(SegmentScanner.ScanFailure) {
            if position.segment > 0, let found = try SegmentScanner(folder, position.segment, from: position.offset) {
                scanner = found
                return .opened
            }
        } catch {
            switch error {
            case .failed(let failure): throw failure
            case .damaged:
                // It may be the last one, and just be made; no: segments appear whole.
                let path = folder.file(position.segment)
                guard let next = try following(position.segment) else { return .nothing }
                move(to: next)
                return .damage(JournalDamage(file: path, range: nil, reason: "it does not begin like a segment"))
            }
        }
        // Deleted because nobody needs it any more, or the beginning of any journal.
        guard let next = try following(position.segment) else { return .nothing }
        move(to: next)
        return try openSegment()
    }

    private func following(_ number: Int) throws(JournalFailure) -> Int? {
        try folder.segments().first { $0 > number }
    }

    /// Nil for a record that is none of an entry.
    private func item(_ scanner: SegmentScanner, _ start: Int, _ range: Range<Int>) -> Item? {
        do throws(RecordFault) {
            guard let entry = try EntryCodec.decode(scanner.window, range) else { return nil }
            return .entry(
                StoredEntry(position: JournalPosition(segment: scanner.number, offset: start), entry: entry))
        } catch {
            return .damage(
                JournalDamage(
                    file: scanner.path, range: start..<start + Frame.overhead + range.count,
                    reason: "a record cannot be read: \(error.description)"))
        }
    }
}
