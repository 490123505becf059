import Synchronization

/// The last entries, in memory: bounded, lost when the process ends.
///
/// For tests, and for embedding without a disk.
public final class MemoryLedger: LedgerSink {
    private struct State {
        var entries: [LedgerEntry] = []
        var next = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// A ledger that keeps the last `capacity` entries.
    public init(capacity: Int = 1024) { self.capacity = max(1, capacity) }

    /// Records `entries`, in place of the oldest when full.
    public func append(_ entries: [LedgerEntry]) {
        for entry in entries { keep(entry) }
    }

    private func keep(_ entry: LedgerEntry) {
        state.withLock { state in
            if state.entries.count < capacity {
                state.entries.append(entry)
            } else {
                state.entries[state.next] = entry
                state.next = (state.next + 1) % capacity
            }
        }
    }

    /// What is kept, oldest first.
    public var entries: [LedgerEntry] {
        state.withLock { Array($0.entries[$0.next...]) + Array($0.entries[..<$0.next]) }
    }
}
