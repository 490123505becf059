public import PlanBLedger
public import PlanBVocabulary

/// Brings what a journal has into a store, batch by batch. It keeps nothing: what a store does not take is read again.
///
/// Not a thread: `LedgerService` is one. One owner at a time.
public struct LedgerWriter {
    /// What one step came to.
    public enum Step: Sendable, Equatable {
        /// A batch went over; there may be more.
        case applied(Int)
        /// There is nothing to do.
        case idle
        /// The store, or the journal, did not do it. Try again after so long.
        case failed(after: Instant.Span)
    }

    /// Most entries in one transaction.
    public static let batch = 1000
    /// How long to wait after the first failure; twice as long after each further one.
    public static let shortestPause = Instant.Span.milliseconds(250)
    /// The longest wait.
    public static let longestPause = Instant.Span.seconds(15)

    private let source: any EntrySource
    private let store: any LedgerStore
    private let node: String
    private var position: JournalPosition?
    private var failures = 0
    private var releasedAt: Instant?

    /// How it goes.
    public private(set) var status = LedgerStatus()

    /// A writer of the journal of `node`.
    public init(source: any EntrySource, store: any LedgerStore, node: String) {
        self.source = source
        self.store = store
        self.node = node
    }

    /// Brings one batch over.
    public mutating func step(now: Instant) -> Step {
        do {
            let from = try position ?? start()
            position = from
            let batch = try source.read(from: from, limit: Self.batch)
            if batch.next != from { try apply(batch) }
            position = batch.next
            failures = 0
            status.succeeded(lag: lag(after: batch.next), now: now)
            release(before: batch.next, now: now)
            return batch.entries.isEmpty ? .idle : .applied(batch.entries.count)
        } catch {
            // Whether a batch is in or not, the store knows.
            position = nil
            status.failed("\(error)", lag: lag(after: status.position ?? .start), now: now)
            failures = min(failures + 1, 16)
            let pause = Self.shortestPause.nanoseconds << Int64(failures - 1)
            return .failed(after: min(Instant.Span(nanoseconds: pause), Self.longestPause))
        }
    }

    /// Where the store left off. A journal that ends before that place is another one, which was begun anew: it is applied
    /// from its beginning, and rows that are there stay as they are.
    private func start() throws -> JournalPosition {
        guard let checkpoint = try store.checkpoint(of: node) else { return .start }
        guard checkpoint > source.extent.end else { return checkpoint }
        try store.forgetCheckpoint(of: node)
        return .start
    }

    private mutating func apply(_ batch: SourceBatch) throws {
        do throws(StoreFailure) {
            try store.apply(batch.entries, through: batch.next, node: node)
        } catch {
            guard error.kind == .entry else { throw error }
            try applySingly(batch)
        }
        status.applied(batch.entries.count, to: batch.next)
    }

    /// One entry that no store takes must not keep the others back.
    private mutating func applySingly(_ batch: SourceBatch) throws {
        for (index, entry) in batch.entries.enumerated() {
            let next = index + 1 < batch.entries.count ? batch.entries[index + 1].position : batch.next
            do throws(StoreFailure) {
                try store.apply([entry], through: next, node: node)
            } catch {
                guard error.kind == .entry else { throw error }
                status.skipped("segment \(entry.position.segment), byte \(entry.position.offset): \(error.message)")
                try store.apply([], through: next, node: node)
            }
        }
    }

    /// Bytes that are still to come: exact in the last segment, which is where a writer usually is, else at most so many.
    private func lag(after position: JournalPosition) -> Int {
        let extent = source.extent
        if position.segment == extent.end.segment { return max(0, extent.end.offset - position.offset) }
        return position > extent.end ? 0 : extent.bytes
    }

    /// Says once a minute what the journal may delete.
    private mutating func release(before position: JournalPosition, now: Instant) {
        if let releasedAt, now - releasedAt < .seconds(60) { return }
        releasedAt = now
        source.release(before: position)
    }
}
