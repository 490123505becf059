import PlanBLedger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the last process left: found out from the files, before this one writes anything.
struct Recovery {
    /// What was under way when it ended.
    private(set) var tries = OpenTries()
    /// What could not be read, and what was cut.
    private(set) var damages: [JournalDamage] = []
    /// The number of the last segment; 0 if there is none.
    private(set) var last = 0

    /// Reads as few segments as needed: from the last one that says what was under way when it was begun.
    static func run(_ folder: SegmentFolder) throws(JournalFailure) -> Recovery {
        var recovery = Recovery()
        let all = try folder.segments()
        recovery.last = all.last ?? 0
        guard let newest = all.last else { return recovery }
        var first = all.count
        while first > 0 {
            first -= 1
            if try begins(folder, all[first]) { break }
        }
        for number in all[first...] {
            try recovery.read(folder, number, isFirst: number == all[first], isLast: number == newest)
        }
        return recovery
    }

    /// Whether segment `number` says all of what was under way when it was begun.
    private static func begins(_ folder: SegmentFolder, _ number: Int) throws(JournalFailure) -> Bool {
        guard let scanner = try? open(folder, number) else {
            // A version that this build cannot read is an error of its own.
            _ = try open(folder, number)
            return false
        }
        var ignored = OpenTries()
        while case .record(_, let range) = try scanner.next() {
            if scanner.window[range].first == Carried.end { return true }
            guard (try? Carried.take(scanner.window, range, into: &ignored)) == true else { return false }
        }
        return false
    }

    private static func open(_ folder: SegmentFolder, _ number: Int) throws(JournalFailure) -> SegmentScanner? {
        do throws(SegmentScanner.ScanFailure) { return try SegmentScanner(folder, number, from: 0) } catch {
            switch error {
            case .failed(let failure): throw failure
            case .damaged: return nil
            }
        }
    }

    private mutating func read(
        _ folder: SegmentFolder, _ number: Int, isFirst: Bool, isLast: Bool
    ) throws(JournalFailure) {
        guard let scanner = try Self.open(folder, number) else {
            damages.append(
                JournalDamage(file: folder.file(number), range: nil, reason: "it does not begin like a segment"))
            return
        }
        while true {
            switch try scanner.next() {
            case .record(let start, let range):
                do throws(RecordFault) {
                    // What a later segment carries is known, and it may carry only a part.
                    if !isFirst, Carried.holds(scanner.window, range) { continue }
                    if try Carried.take(scanner.window, range, into: &tries) { continue }
                    if let entry = try EntryCodec.decode(scanner.window, range) { tries.note(entry) }
                } catch {
                    if error.isNewer { throw JournalFailure("\(scanner.path): a record at byte \(start): \(error)") }
                    note(scanner, start..<start + Frame.overhead + range.count, "a record cannot be read: \(error)")
                }
            case .damage(let range, let reason): note(scanner, range, reason)
            case .rest(let range, let reason):
                note(scanner, range, reason)
                return try isLast ? cut(scanner) : ()
            case .end: return try isLast ? cut(scanner) : ()
            }
        }
    }

    /// Cuts away what is behind the last record: a part of one, or room that was taken for more.
    private func cut(_ scanner: SegmentScanner) throws(JournalFailure) {
        guard try scanner.size() > scanner.place else { return }
        guard truncate(scanner.path, off_t(scanner.place)) == 0 else {
            throw JournalFailure("\(scanner.path) cannot be cut to its last record: \(systemText(errno))")
        }
    }

    private mutating func note(_ scanner: SegmentScanner, _ range: Range<Int>, _ reason: String) {
        // A disk that lost a whole area must not fill the memory.
        guard damages.count < 100 else { return }
        damages.append(JournalDamage(file: scanner.path, range: range, reason: reason))
    }

    /// What is to be recorded of what the last process left, and of what was found.
    func entries(now: Int64) -> [LedgerEntry] {
        damages.map {
            .event(EventEntry(time: now, kind: "journal", subject: $0.file, detail: $0.description))
        } + tries.traces.flatMap { $0.interruption() }
    }
}
