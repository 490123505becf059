import PlanBLedger
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes records, in the order in which they are given, from any thread.
final class JournalWriter: Sendable {
    /// Sizes, in bytes.
    struct Sizes {
        /// A segment that is larger is followed by the next.
        var segment = 64 << 20
        /// Room kept for a full disk.
        var reserve = 1 << 20
        /// Records kept in memory when there is no room at all.
        var backlog = 4 << 20
        /// Room that is taken at a time for a segment; 0: none, and it is written with `write`.
        var piece = 256 << 10
    }

    /// Why nothing can be written.
    struct Trouble {
        var code: Int32
        var since: Int64
    }

    struct State: ~Copyable {
        var policy: JournalPolicy
        var segment: Segment
        var tries: OpenTries
        /// Segments that are complete, to be forced to the disk and closed.
        var retired: [Segment] = []
        /// A size at which the next segment is tried again after it could not be begun.
        var rollsAt: Int
        /// Bytes written, and how many of them are on the disk for sure.
        var written: UInt64 = 0
        var synced: UInt64 = 0
        var waiters: [Waiter] = []
        var trouble: Trouble?
        /// What forcing to the disk failed with; nil: it went well.
        var syncTrouble: Int32?
        /// Framed records that wait for room.
        var backlog: [UInt8] = []
        var backlogRecords = 0
        var figures = LedgerFigures()
        var isClosed = false
        /// When room was taken last, on a clock that never jumps.
        var prepared: ContinuousClock.Instant?
    }

    struct Waiter {
        var until: UInt64
        var continuation: CheckedContinuation<Void, Never>
    }

    let folder: SegmentFolder
    let header: SegmentHeader
    let disk: any Disk
    let sizes: Sizes
    let reserve: Reserve
    let now: @Sendable () -> Int64
    let report: @Sendable (String) -> Void
    let state: Mutex<State>
    /// Whether the journal is in trouble, to be asked for every request.
    let isTroubled = Atomic<Bool>(false)
    let waitsForSync: Atomic<Bool>
    /// What was told, and when; only the thread that waits for the disk uses it.
    let told = Mutex((lost: 0, at: Int64(0)))

    /// Begins segment `number` in `folder`.
    init(
        _ folder: SegmentFolder, number: Int, node: String, carrying tries: OpenTries, policy: JournalPolicy,
        sizes: Sizes, disk: any Disk, now: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable (String) -> Void
    ) throws(JournalFailure) {
        let header = SegmentHeader(node: node, created: now(), salt: .random())
        let segment = try Segment.make(folder, number, header, carrying: tries, sizes, disk)
        self.folder = folder
        self.header = header
        self.disk = disk
        self.sizes = sizes
        self.now = now
        self.report = report
        reserve = Reserve(folder, size: sizes.reserve)
        waitsForSync = Atomic(policy.sync == .always)
        state = Mutex(State(policy: policy, segment: segment, tries: tries, rollsAt: sizes.segment))
        let code = reserve.take(disk)
        if code != 0 { state.withLock { enter(&$0, code) } }
    }

    /// Calls `body` with an empty buffer on the stack, where the records of most requests have room.
    @inline(__always)
    private func withBuffer(_ body: (inout RecordBuffer) -> Bool) -> Bool {
        // More than so many bytes would not be on the stack.
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { area in
            var buffer = RecordBuffer(in: area)
            return body(&buffer)
        }
    }

    /// Records `entries`. True if room ought to be taken soon: so it is of the others.
    @discardableResult
    func append(_ entries: [LedgerEntry]) -> Bool {
        withBuffer { buffer in
            for entry in entries {
                let start = Frame.begin(&buffer, header.salt)
                EntryCodec.encode(entry, into: &buffer)
                Frame.end(&buffer, start, header.salt)
            }
            return state.withLock { state in
                for entry in entries { state.tries.note(entry) }
                return put(buffer, &state, records: entries.count)
            }
        }
    }

    // What is kept of a try is made before the lock is taken and forgotten after it, since event loops wait for one another.

    /// Records a try that is about to be sent.
    @discardableResult
    func append(_ open: consuming OpenEntry) -> Bool {
        let key = RequestKey(open.request)
        let trace = OpenTries.Trace(first: open)
        return withBuffer { buffer in
            let start = Frame.begin(&buffer, header.salt)
            EntryCodec.encode(trace.first, into: &buffer)
            Frame.end(&buffer, start, header.salt)
            return state.withLock { state in
                state.tries.begin(trace, key)
                return put(buffer, &state, records: 1)
            }
        }
    }

    /// Records what ends a request.
    @discardableResult
    func append(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry) -> Bool {
        let key = RequestKey(request.id)
        return withBuffer { buffer in
            var start = Frame.begin(&buffer, header.salt)
            EntryCodec.encode(attempt, into: &buffer)
            Frame.end(&buffer, start, header.salt)
            start = Frame.begin(&buffer, header.salt)
            EntryCodec.encode(request, into: &buffer)
            Frame.end(&buffer, start, header.salt)
            let (wantsRoom, trace) = state.withLock { state in
                let trace = state.tries.end(key)
                return (put(buffer, &state, records: 2), trace)
            }
            withExtendedLifetime(trace) {}
            return wantsRoom
        }
    }

    /// Writes what is in `buffer`, or keeps it.
    private func put(_ buffer: borrowing RecordBuffer, _ state: inout State, records: Int) -> Bool {
        guard !state.isClosed else {
            state.figures.lost += records
            return false
        }
        guard state.backlog.isEmpty else { return keep(buffer, &state, records) }
        var code = buffer.withBytes { state.segment.append($0, disk) }
        if code != 0, state.trouble == nil {
            enter(&state, code)
            code = buffer.withBytes { state.segment.append($0, disk) }
        }
        guard code == 0 else { return keep(buffer, &state, records) }
        count(&state, bytes: buffer.count, records: records)
        if state.segment.size >= state.rollsAt, state.trouble == nil { roll(&state) }
        return state.segment.wantsRoom
    }

    func count(_ state: inout State, bytes: Int, records: Int) {
        state.written &+= UInt64(bytes)
        state.figures.bytes &+= bytes
        state.figures.records &+= records
    }

    private func keep(_ buffer: borrowing RecordBuffer, _ state: inout State, _ records: Int) -> Bool {
        guard state.backlog.count + buffer.count <= sizes.backlog else {
            state.figures.lost += records
            return false
        }
        buffer.withBytes { state.backlog.append(contentsOf: $0) }
        state.backlogRecords += records
        return false
    }

    /// From here on nothing new is begun, if that is the policy; what is under way gets the room that was kept for it.
    private func enter(_ state: inout State, _ code: Int32) {
        state.trouble = Trouble(code: code, since: now())
        isTroubled.store(true, ordering: .releasing)
        reserve.release()
    }

    /// Begins the next segment. The old one is closed by the thread that may wait for the disk.
    private func roll(_ state: inout State) {
        var next = header
        next.created = now()
        do throws(JournalFailure) {
            let segment = try Segment.make(folder, state.segment.number + 1, next, carrying: state.tries, sizes, disk)
            state.retired.append(state.segment)
            state.segment = segment
            state.rollsAt = max(sizes.segment, segment.size + sizes.segment / 2)
        } catch {
            // The one there is goes on for a while.
            state.rollsAt = state.segment.size + sizes.segment / 8 + 1
        }
    }

    /// Why nothing new may be begun.
    var refusal: String? {
        guard isTroubled.load(ordering: .acquiring) else { return nil }
        return state.withLock { state in state.policy.whenFull == .refuse ? describe(state) : nil }
    }

    func describe(_ state: borrowing State) -> String? {
        if let trouble = state.trouble {
            return
                "the journal in \(folder.path) cannot be written: \(systemText(trouble.code)); make room there, or have "
                + "requests served unrecorded with \"journal: {on_full: continue}\""
        }
        return state.syncTrouble.map {
            "the journal in \(folder.path) cannot be forced to the disk: \(systemText($0)); look after the disk"
        }
    }

    /// Changes what is promised.
    func adopt(_ policy: JournalPolicy) {
        waitsForSync.store(policy.sync == .always, ordering: .relaxed)
        state.withLock { $0.policy = policy }
    }

    var figures: LedgerFigures {
        state.withLock { state in
            var figures = state.figures
            figures.waiting = state.backlogRecords
            figures.segment = state.segment.number
            figures.open = state.tries.count
            return figures
        }
    }
}
