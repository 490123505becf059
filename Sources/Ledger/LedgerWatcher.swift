import PlanBVocabulary
import Synchronization

/// The mailbox of one watcher of a `LedgerFeed`.
public final class LedgerWatcher: LedgerObserver {
    /// Which entries a watcher wants. What it does not want is not copied.
    public enum Interest: Sendable {
        /// All.
        case everything
        /// Attempts and requests whose trace is recorded.
        case traced
    }

    private struct Mail {
        var entries: [LedgerEntry] = []
        var missed = 0
    }

    private let mail = Mutex(Mail())
    private let capacity: Int
    private let interest: Interest

    init(capacity: Int, _ interest: Interest) {
        self.capacity = max(1, capacity)
        self.interest = interest
    }

    /// Keeps those that it wants.
    public func note(_ entries: [LedgerEntry]) {
        switch interest {
        case .everything: put(entries)
        case .traced:
            let traced = entries.filter(\.isTraced)
            if !traced.isEmpty { put(traced) }
        }
    }

    /// Keeps it, if it wants it.
    public func note(_ open: borrowing OpenEntry) {
        if case .everything = interest { put([.open(copy open)]) }
    }

    /// Keeps both, if it wants them.
    public func note(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry) {
        if case .traced = interest, request.trace?.isSampled != true { return }
        put([.attempt(copy attempt), .request(copy request)])
    }

    private func put(_ entries: [LedgerEntry]) {
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

extension LedgerEntry {
    /// It is of a request whose trace is recorded.
    fileprivate var isTraced: Bool {
        switch self {
        case .attempt(let attempt): attempt.isTraced
        case .request(let request): request.trace?.isSampled == true
        case .open, .event: false
        }
    }
}
