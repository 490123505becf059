/// Where entries go. Synchronous: when `append` returns, the entry is recorded as durably as the sink promises.
public protocol LedgerSink: Sendable {
    /// Records `entries`, in order, at once. Called on event loops: must not block on anything slower than one small write.
    func append(_ entries: [LedgerEntry])

    /// Records a try that is about to be sent.
    func append(_ open: consuming OpenEntry)

    /// Records the attempt that gave an answer and the request that ended with it, in one go.
    func append(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry)

    /// Why nothing may be begun now that would have to be recorded; nil: entries are taken. For a disk that is full.
    var refusal: String? { get }

    /// Whether `settled` has to be awaited before the last bytes of an answer.
    var needsSettling: Bool { get }

    /// Returns when all that was appended before is as durable as the sink promises of an answered request.
    func settled() async

    /// What it has done so far; nil: nobody counts.
    var figures: LedgerFigures? { get }
}

extension LedgerSink {
    /// Records one entry.
    public func append(_ entry: LedgerEntry) { append([entry]) }
    /// Records a try that is about to be sent.
    public func append(_ open: consuming OpenEntry) { append([.open(open)]) }
    /// Records the attempt that gave an answer and the request that ended with it.
    public func append(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry) {
        append([.attempt(copy attempt), .request(copy request)])
    }
    /// Entries are always taken.
    public var refusal: String? { nil }
    /// What was appended is as durable as it gets.
    public var needsSettling: Bool { false }
    /// What was appended is as durable as it gets.
    public func settled() async {}
    /// Nobody counts.
    public var figures: LedgerFigures? { nil }
}
