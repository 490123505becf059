public import PlanBVocabulary

/// How far the store is behind the journal, and why.
public struct LedgerStatus: Sendable, Equatable {
    /// Entries that went over since the start.
    public private(set) var applied = 0
    /// Entries that the store will never take.
    public private(set) var skipped = 0
    /// Up to where the journal was applied; nil: nothing since the start.
    public private(set) var position: JournalPosition?
    /// Bytes of the journal that are still to come.
    public private(set) var lag = 0
    /// When the store had everything for the last time; nil: not since the start.
    public private(set) var caughtUp: Instant?
    /// Since when it has not worked; nil: it does.
    public private(set) var failingSince: Instant?
    /// What went wrong last, also if it works again.
    public private(set) var lastError: String?

    /// Nothing happened yet.
    public init() {}

    /// Whether the last try to write succeeded.
    public var isWorking: Bool { failingSince == nil }

    /// Entries went over.
    public mutating func applied(_ count: Int, to position: JournalPosition) {
        applied += count
        self.position = position
    }

    /// An entry was passed over.
    public mutating func skipped(_ reason: String) {
        skipped += 1
        lastError = reason
    }

    /// The store did what it was asked.
    public mutating func succeeded(lag: Int, now: Instant) {
        self.lag = lag
        failingSince = nil
        if lag == 0 { caughtUp = now }
    }

    /// The store, or the journal, did not do it.
    public mutating func failed(_ reason: String, lag: Int, now: Instant) {
        self.lag = lag
        lastError = reason
        if failingSince == nil { failingSince = now }
    }
}
