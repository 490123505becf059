/// Where entries go. Synchronous: when `append` returns, the entry is recorded as durably as the sink promises.
public protocol LedgerSink: Sendable {
    /// Records `entry`. Called on event loops: must not block on anything slower than one small write.
    func append(_ entry: LedgerEntry)
}
