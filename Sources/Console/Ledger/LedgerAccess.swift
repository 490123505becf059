public import PlanBEngine
public import PlanBLedger
public import PlanBVocabulary

/// The ledger as the admin port sees it.
public struct LedgerAccess: Sendable {
    /// What questions about the past are answered from.
    public let store: any LedgerStore
    /// How far it is behind the journal.
    public let status: @Sendable () -> LedgerStatus
    /// For how long it has not had everything; zero: it has.
    public let delay: @Sendable () -> Instant.Span

    /// The ledger.
    public init(
        store: any LedgerStore, status: @escaping @Sendable () -> LedgerStatus,
        delay: @escaping @Sendable () -> Instant.Span
    ) {
        self.store = store
        self.status = status
        self.delay = delay
    }

    /// In short. A moment behind is what it usually is.
    public static func standing(_ status: LedgerStatus, delay: Instant.Span) -> StoreStanding {
        let state: StoreStanding.State = status.isWorking ? (delay < .seconds(10) ? .working : .late) : .away
        return StoreStanding(state: state, lag: status.lag, lastError: status.lastError)
    }
}

/// How far the store is behind the journal, as texts.
struct LedgerFacts {
    private let status: LedgerStatus
    private let delay: Int

    init(_ ledger: LedgerAccess) {
        status = ledger.status()
        delay = max(0, ledger.delay().wholeMilliseconds)
    }

    var json: String {
        var text = "{\"working\":\(status.isWorking),\"applied\":\(status.applied),\"skipped\":\(status.skipped),"
        text += "\"lag_bytes\":\(status.lag),\"delay_ms\":\(delay),\"last_error\":"
        if let error = status.lastError { JSONLine.append(error, to: &text) } else { text += "null" }
        return text + "}"
    }

    func describe(in text: inout Exposition) {
        text.single(
            "planb_ledger_up", .gauge, "1: the database took the last batch; 0: it did not.", status.isWorking ? 1 : 0)
        let seconds = Exposition.decimal(delay, digits: 3)
        text.family("planb_ledger_delay_seconds", .gauge, "For how long the database has not had everything.")
        text.sample([], seconds)
        text.family("planb_ledger_lag_seconds", .gauge, "The same as planb_ledger_delay_seconds.")
        text.sample([], seconds)
        text.single(
            "planb_ledger_lag_bytes", .gauge, "Bytes of the journal that are not in the database.", status.lag)
        text.single("planb_ledger_applied_total", .counter, "Entries brought into the database.", status.applied)
        text.single(
            "planb_ledger_skipped_total", .counter, "Entries that the database will not take.", status.skipped)
    }
}
