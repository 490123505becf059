import CPlanBSystem
import Foundation
public import PlanBLedger
public import PlanBVocabulary
import Synchronization

/// The one thread that brings the journal into the store, and removes what is older than the configuration wants to keep.
public final class LedgerService: Sendable {
    /// What it does when.
    public struct Rules: Sendable {
        /// How long to let entries gather when there is nothing to do.
        public var pause: Instant.Span
        /// How long rows are kept; nil: for ever.
        public var retention: Instant.Span?
        /// Rows wait for requests: the thread runs while the processors have nothing else to do, until it is behind by so
        /// many bytes of the journal. From then on it runs like any other, until it has caught up.
        public var mostBehind: Int
        /// How long a stop may take. What is not in the store by then is brought over after the next start.
        public var patience: Instant.Span

        /// Rules.
        public init(
            pause: Instant.Span = .milliseconds(200), retention: Instant.Span? = nil, mostBehind: Int = 1 << 30,
            patience: Instant.Span = .seconds(10)
        ) {
            self.pause = pause
            self.retention = retention
            self.mostBehind = mostBehind
            self.patience = patience
        }
    }

    /// Where the rows are; for questions. Its calls wait: not for event loops.
    public let store: any LedgerStore
    private let writer: Mutex<LedgerWriter>
    private let rules: Rules
    private let mayRemove: @Sendable () -> Bool
    private let onChange: @Sendable (LedgerStatus) -> Void
    private let current = Mutex(LedgerStatus())
    private let stop = StopSign()

    /// A service for the journal of `node`.
    ///
    /// - Parameters:
    ///   - mayRemove: whether it is this node that removes rows which are older than `rules` want.
    ///   - onChange: called, on the thread, when the store stops or starts to work.
    public init(
        source: any EntrySource, store: any LedgerStore, node: String, rules: Rules = Rules(),
        mayRemove: @escaping @Sendable () -> Bool = { true },
        onChange: @escaping @Sendable (LedgerStatus) -> Void = { _ in }
    ) {
        self.store = store
        writer = Mutex(LedgerWriter(source: source, store: store, node: node))
        self.rules = rules
        self.mayRemove = mayRemove
        self.onChange = onChange
    }

    /// How it goes.
    public var status: LedgerStatus { current.withLock { $0 } }

    /// The same, for those who must not wait for a thread of a low rank; nil: it is being written in this moment.
    public var statusAtOnce: LedgerStatus? { current.withLockIfAvailable { $0 } }

    /// For how long the store has not had everything; zero: it has.
    public var delay: Instant.Span { delay(of: status) }

    /// The same, for a status of now.
    public func delay(of status: LedgerStatus) -> Instant.Span {
        guard status.lag > 0 || !status.isWorking else { return .zero }
        return Self.now - (status.caughtUp ?? status.failingSince ?? Self.now)
    }

    /// Works until the surrounding task is cancelled, and then until everything that was written before is in the store, or
    /// until its patience ends.
    public func run() async {
        await withTaskCancellationHandler {
            // A thread cannot get its rank back, so that there is another one for every change.
            var rank = Rank.idle
            while let next = await onThread(rank) { rank = next }
        } onCancel: {
            stop.raise()
        }
    }

    private enum Rank { case idle, usual }

    private func onThread(_ rank: Rank) async -> Rank? {
        await withCheckedContinuation { continuation in
            let thread = Thread { [self] in continuation.resume(returning: work(rank)) }
            thread.start()
        }
    }

    /// Works until it is to stop, or until another rank is right, which it returns.
    private func work(_ rank: Rank) -> Rank? {
        planb_name_thread("planb-ledger")
        if rank == .idle, !stop.isRaised { planb_run_when_idle() }
        var stoppedAt: Instant?
        var retainedAt: Instant?
        while true {
            let (step, status) = writer.withLock { writer in (writer.step(now: Self.now), writer.status) }
            publish(status)
            if stop.isRaised, stoppedAt == nil { stoppedAt = Self.now }
            let isOver = stoppedAt.map { Self.now - $0 >= rules.patience } ?? false
            // Nobody waits for a thread that the processors have no time for.
            if rank == .idle, stop.isRaised || status.lag > rules.mostBehind { return .usual }
            switch step {
            case .applied:
                if isOver { return end() }
            case .idle:
                if stoppedAt != nil { return end() }
                if rank == .usual, rules.mostBehind > 0 { return .idle }
                if retainedAt.map({ Self.now - $0 >= .seconds(3600) }) ?? true {
                    retainedAt = Self.now
                    retain()
                }
                stop.wait(rules.pause)
            case .failed(let pause):
                if isOver { return end() }
                // Once it is to stop, the sign is up, and waiting for it would not be waiting.
                if stoppedAt == nil { stop.wait(pause) } else { Thread.sleep(forTimeInterval: 0.1) }
            }
        }
    }

    private func end() -> Rank? {
        store.close()
        return nil
    }

    private func retain() {
        guard let retention = rules.retention, mayRemove() else { return }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        _ = try? store.retain(since: now - retention.nanoseconds / 1_000_000)
    }

    private func publish(_ status: LedgerStatus) {
        let wasWorking = current.withLock { current in
            defer { current = status }
            return current.isWorking
        }
        if wasWorking != status.isWorking { onChange(status) }
    }

    private static var now: Instant { Instant(nanoseconds: Int64(ProcessInfo.processInfo.systemUptime * 1e9)) }
}

/// Raised once; those who wait for it wake up.
private final class StopSign: @unchecked Sendable {
    // The condition guards the flag.
    private let condition = NSCondition()
    private var raised = false

    var isRaised: Bool {
        condition.lock()
        defer { condition.unlock() }
        return raised
    }

    func raise() {
        condition.lock()
        defer { condition.unlock() }
        raised = true
        condition.broadcast()
    }

    func wait(_ span: Instant.Span) {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: Double(span.nanoseconds) / 1e9)
        while !raised, condition.wait(until: end) {}
    }
}
