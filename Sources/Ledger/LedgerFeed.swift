import Synchronization

/// A ledger whose entries others may watch as they are written: the access log, traces, the console's live view.
///
/// The request path never waits for a watcher and never wakes one: each has a bounded mailbox that it empties when it
/// likes, and what does not fit is counted and left out. Nobody watches: an append costs one atomic load more.
public final class LedgerFeed: LedgerSink {
    private let base: any LedgerSink
    private let watchers = Mutex<[LedgerWatcher]>([])
    private let isWatched = Atomic<Bool>(false)

    /// Watches what is appended to `base`.
    public init(_ base: any LedgerSink) { self.base = base }

    /// A watcher of what is appended from now on, with room for `capacity` entries; until `end`, which whoever asked for it has to
    /// call: a watcher that nobody empties keeps its entries.
    public func watch(capacity: Int) -> LedgerWatcher {
        let watcher = LedgerWatcher(capacity: capacity)
        watchers.withLock { $0.append(watcher) }
        isWatched.store(true, ordering: .releasing)
        return watcher
    }

    /// Nobody empties `watcher` any more.
    public func end(_ watcher: LedgerWatcher) {
        watchers.withLock { all in
            all.removeAll { $0 === watcher }
            isWatched.store(!all.isEmpty, ordering: .releasing)
        }
    }

    private func tell(_ entries: [LedgerEntry]) {
        let all = watchers.withLock { $0 }
        for watcher in all { watcher.put(entries) }
    }

    /// Records entries, and tells the watchers.
    public func append(_ entries: [LedgerEntry]) {
        base.append(entries)
        if isWatched.load(ordering: .acquiring) { tell(entries) }
    }

    /// Records a try that is about to be sent, and tells the watchers.
    public func append(_ open: consuming OpenEntry) {
        guard isWatched.load(ordering: .acquiring) else {
            base.append(open)
            return
        }
        let entry = open
        base.append(copy entry)
        tell([.open(entry)])
    }

    /// Records the attempt that gave an answer and the request that ended with it, and tells the watchers.
    public func append(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry) {
        base.append(attempt, request)
        if isWatched.load(ordering: .acquiring) { tell([.attempt(copy attempt), .request(copy request)]) }
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

/// The mailbox of one watcher of a `LedgerFeed`.
public final class LedgerWatcher: Sendable {
    private struct Mail {
        var entries: [LedgerEntry] = []
        var missed = 0
    }

    private let mail = Mutex(Mail())
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    func put(_ entries: [LedgerEntry]) {
        mail.withLock { mail in
            let room = capacity - mail.entries.count
            if room >= entries.count {
                mail.entries.append(contentsOf: entries)
            } else {
                // An attempt without its request says nothing: what does not fit whole is left out whole.
                mail.missed += entries.count
            }
        }
    }

    /// What has come since the last call, in order, and how many entries there was no room for.
    public func take() -> (entries: [LedgerEntry], missed: Int) {
        mail.withLock { mail in
            defer { mail = Mail() }
            return (mail.entries, mail.missed)
        }
    }
}
