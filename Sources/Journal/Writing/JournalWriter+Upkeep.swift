import PlanBLedger
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

// What may wait for the disk, on a thread of its own.
extension JournalWriter {
    /// Takes room ahead, forces to the disk what is due, wakes those that waited for it, and tries to get out of trouble.
    /// Without `isDue` only what cannot wait is forced to the disk.
    func upkeep(isDue: Bool = true) {
        prepare()
        synchronise(isDue: isDue)
        if isTroubled.load(ordering: .acquiring) { recover() }
        tell()
    }

    /// Takes room for the segment before event loops need it, and takes what they have written out of the memory.
    private func prepare() {
        let clock = ContinuousClock.now
        let (segment, isBusy) = state.withLock { state in
            // Pages that are at hand are of use until the system writes them out, which it is made to every second.
            (state.segment, state.prepared.map { clock - $0 < .seconds(1) } ?? false)
        }
        let left = segment.leave()
        let room = segment.wantsRoom ? segment.prepare(isBusy: isBusy, disk) : nil
        state.withLock { state in
            if room != nil { state.prepared = clock }
            guard state.segment.number == segment.number else { return }
            state.segment.left(before: left)
            if let room { state.segment.prepared(to: room) }
        }
    }

    private struct Due {
        var file: Int32
        var written: UInt64
        var retired: [Segment]
        var isWanted: Bool
    }

    /// One call for all that wait.
    private func synchronise(isDue: Bool = true, isLast: Bool = false) {
        let due = state.withLock { state in
            let due = Due(
                file: state.segment.file, written: state.written, retired: state.retired,
                isWanted: !state.isClosed && state.written > state.synced
                    && (isLast || isDue && state.policy.sync != .never || !state.waiters.isEmpty))
            state.retired = []
            return due
        }
        var failure: Int32 = 0
        for var segment in due.retired {
            segment.trim()
            if due.isWanted { failure = max(failure, disk.sync(segment.file)) }
            close(segment.file)
        }
        if !due.retired.isEmpty, due.isWanted { folder.sync() }
        if due.isWanted { failure = max(failure, disk.sync(due.file)) }
        // They are woken whatever came of it: an answer cannot be kept back for ever.
        let woken = state.withLock { state in
            if due.isWanted {
                state.figures.syncs &+= 1
                if failure == 0 {
                    state.synced = due.written
                    state.syncTrouble = nil
                } else {
                    state.figures.syncErrors &+= 1
                    state.syncTrouble = failure
                    isTroubled.store(true, ordering: .releasing)
                }
            }
            let woken = state.waiters.filter { $0.until <= due.written }
            state.waiters.removeAll { $0.until <= due.written }
            return woken
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    /// Returns when all that was written before is on the disk, or cannot be brought there.
    func settled(_ thread: SyncThread) async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                guard state.synced < state.written, !state.isClosed else { return true }
                state.waiters.append(Waiter(until: state.written, continuation: continuation))
                return false
            }
            if isDone { continuation.resume() } else { thread.ring() }
        }
    }

    /// Writes what waits, and takes the reserve again: if there is room for that, there is room for all.
    private func recover() {
        let isWritten = state.withLock { state -> Bool in
            guard state.trouble != nil, !state.backlog.isEmpty else { return true }
            let code = state.backlog.withUnsafeBytes { state.segment.append($0, disk) }
            guard code == 0 else {
                state.trouble?.code = code
                return false
            }
            count(&state, bytes: state.backlog.count, records: state.backlogRecords)
            state.backlog = []
            state.backlogRecords = 0
            return true
        }
        guard isWritten else { return }
        guard state.withLock({ $0.trouble != nil }) else { return settle() }
        let code = reserve.take(disk)
        guard code == 0 else { return state.withLock { $0.trouble?.code = code } }
        let (since, lost) = state.withLock { state in
            defer { state.trouble = nil }
            return (state.trouble?.since ?? now(), state.figures.lost)
        }
        settle()
        let seconds = max(0, (now() - since) / 1000)
        append([
            .event(
                EventEntry(
                    time: now(), kind: "journal", subject: folder.path,
                    detail: "can be written again after \(seconds) s; records lost since the start: \(lost)"))
        ])
        report("planb: the journal in \(folder.path) can be written again; requests are accepted")
        told.withLock { $0.at = 0 }
    }

    private func settle() {
        state.withLock { state in
            if state.trouble == nil, state.syncTrouble == nil { isTroubled.store(false, ordering: .releasing) }
        }
    }

    /// Says what is wrong, once a minute as long as it is.
    private func tell() {
        let (description, lost, whenFull) = state.withLock { state in
            (describe(state), state.figures.lost, state.policy.whenFull)
        }
        let line: String? = told.withLock { told in
            guard description != nil || lost > told.lost else { return nil }
            guard now() - told.at >= 60_000 || told.at > now() else { return nil }
            let more = lost - told.lost
            told = (lost, now())
            let what = description ?? "the journal in \(folder.path) could not be written"
            let consequence = whenFull == .refuse ? "; new requests are refused" : "; requests are served"
            return
                "planb: \(what)\(description == nil ? "" : consequence)\(more > 0 ? "; \(more) records were lost" : "")"
        }
        if let line { report(line) }
    }

    /// Forces all to the disk and closes the file. Nobody does upkeep any more.
    func finish() {
        state.withLock { state in if !state.isClosed { state.segment.trim() } }
        synchronise(isLast: true)
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            close(state.segment.file)
        }
    }
}
