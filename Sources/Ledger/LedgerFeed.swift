import PlanBVocabulary
import Synchronization

/// Somebody who is told of what is written into the ledger, at once and on the thread that writes: on event loops, in the middle
/// of requests. Must not wait, and should take no more than a microsecond.
public protocol LedgerObserver: AnyObject, Sendable {
    /// Entries were recorded, in this order.
    func note(_ entries: [LedgerEntry])

    /// A try is about to be sent.
    func note(_ open: borrowing OpenEntry)

    /// An attempt gave an answer, and the request ended with it.
    func note(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry)
}

/// A ledger whose entries others may watch as they are written: the access log, traces, the console's live view.
///
/// The request path never waits for a watcher and never wakes one: each has a bounded place that it empties when it likes, and
/// what does not fit is counted and left out. Nobody watches: an append costs one atomic load more.
public final class LedgerFeed: LedgerSink {
    private let base: any LedgerSink
    private let observers = Mutex<[any LedgerObserver]>([])
    private let isWatched = Atomic<Bool>(false)

    /// Watches what is appended to `base`.
    public init(_ base: any LedgerSink) { self.base = base }

    /// A watcher of what is appended from now on, with room for `capacity` entries; until `end`, which whoever asked for it has to
    /// call: a watcher that nobody empties keeps its entries.
    public func watch(
        capacity: Int, _ interest: LedgerWatcher.Interest = .everything
    ) -> LedgerWatcher {
        let watcher = LedgerWatcher(capacity: capacity, interest)
        add(watcher)
        return watcher
    }

    /// `observer` is told of what is appended from now on, until `end`; once, however often it is added.
    public func add(_ observer: any LedgerObserver) {
        observers.withLock { all in
            if !all.contains(where: { $0 === observer }) { all.append(observer) }
        }
        isWatched.store(true, ordering: .releasing)
    }

    /// `observer` is told nothing more.
    public func end(_ observer: any LedgerObserver) {
        observers.withLock { all in
            all.removeAll { $0 === observer }
            isWatched.store(!all.isEmpty, ordering: .releasing)
        }
    }

    /// Whoever is told now; empty almost always without a look at the lock.
    private var present: [any LedgerObserver] {
        isWatched.load(ordering: .acquiring) ? observers.withLock { $0 } : []
    }

    /// Records entries, and tells the watchers.
    public func append(_ entries: [LedgerEntry]) {
        base.append(entries)
        for observer in present { observer.note(entries) }
    }

    /// Records a try that is about to be sent, and tells the watchers.
    public func append(_ open: consuming OpenEntry) {
        // Told first: the base may use the entry up.
        for observer in present { observer.note(open) }
        base.append(open)
    }

    /// Records the attempt that gave an answer and the request that ended with it, and tells the watchers.
    public func append(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry) {
        base.append(attempt, request)
        for observer in present { observer.note(attempt, request) }
    }

    /// Why the base takes nothing; nil: it does.
    public var refusal: String? { base.refusal }

    /// Whether `settled` has to be awaited before the last bytes of an answer.
    public var needsSettling: Bool { base.needsSettling }

    /// Returns when the base has what was appended as durably as it promises.
    public func settled() async { await base.settled() }

    /// What the base has done so far.
    public var figures: LedgerFigures? { base.figures }
}
