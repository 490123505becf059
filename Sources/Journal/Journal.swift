public import PlanBLedger
import Synchronization

/// The gateway's records on disk: append-only files that lose nothing when the process is killed.
///
/// It is the truth; stores are derived from it, by reading it with `JournalReader` or `JournalSource`.
public final class Journal: LedgerSink {
    /// The name of this node, which stands in its files.
    public let node: String
    private let writer: JournalWriter
    private let thread: SyncThread
    private let lock: DataLock

    /// Opens the journal in the data folder `data`, alone, and records what the last process left undone. Its methods may
    /// be called from any thread and wait for no disk.
    ///
    /// - Parameters:
    ///   - now: the time, in milliseconds since 1970.
    ///   - report: called with a line for the operator, on a thread of the journal's own.
    public convenience init(
        data: String, policy: JournalPolicy, now: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable (String) -> Void
    ) throws(JournalFailure) {
        try self.init(
            data: data, policy: policy, sizes: JournalWriter.Sizes(), disk: SystemDisk(), period: 1000, now: now,
            report: report)
    }

    init(
        data: String, policy: JournalPolicy, sizes: JournalWriter.Sizes, disk: any Disk, period: Int,
        now: @escaping @Sendable () -> Int64, report: @escaping @Sendable (String) -> Void
    ) throws(JournalFailure) {
        lock = try DataLock(data: data)
        node = try NodeName.of(data: data)
        let folder = SegmentFolder(data: data)
        let recovery = try Recovery.run(folder)
        let writer = try JournalWriter(
            folder, number: recovery.last + 1, node: node, carrying: recovery.tries, policy: policy, sizes: sizes,
            disk: disk, now: now, report: report)
        self.writer = writer
        thread = try SyncThread(period: period) { writer.upkeep(isDue: $0) }
        for damage in recovery.damages { report("planb: \(damage)") }
        // Each is whole or absent, and what is recorded is not open any more: a process that is killed here leaves the rest.
        let entries = recovery.entries(now: now())
        for start in stride(from: 0, to: entries.count, by: 64) {
            writer.append(Array(entries[start..<min(start + 64, entries.count)]))
        }
        try thread.start()
    }

    deinit { close() }

    /// Records `entries` together.
    public func append(_ entries: [LedgerEntry]) { if writer.append(entries) { thread.ring() } }

    /// Records a try that is about to be sent.
    public func append(_ open: consuming OpenEntry) { if writer.append(open) { thread.ring() } }

    /// Records the attempt that gave an answer and the request that ended with it, in this order.
    public func append(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry) {
        if writer.append(attempt, request) { thread.ring() }
    }

    /// Why nothing may be begun now.
    public var refusal: String? { writer.refusal }

    /// Whether answers wait for the disk.
    public var needsSettling: Bool { writer.waitsForSync.load(ordering: .relaxed) }

    /// Returns when what was appended before is on the disk; one wait of the disk serves all that wait.
    public func settled() async { await writer.settled(thread) }

    /// What was done so far.
    public var figures: LedgerFigures? { writer.figures }

    /// Changes the policy of a running journal.
    public func adopt(_ policy: JournalPolicy) { writer.adopt(policy) }

    /// Forces everything to the disk, closes the files and gives the folder free. What is appended later is lost, and counted.
    public func close() {
        thread.stop()
        writer.finish()
        lock.release()
    }
}
