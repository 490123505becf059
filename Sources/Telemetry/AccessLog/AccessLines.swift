import PlanBEngine
import PlanBLedger
import Synchronization

/// Lines of the access log on their way to the file: made where a request ends, which is cheaper than to carry all that is
/// known of it to another thread, and taken by the thread that writes. Bounded: what there is no room for is counted.
final class AccessLines: LedgerObserver {
    /// Lines, whole ones.
    struct Batch {
        var bytes: [UInt8] = []
        var count = 0
        /// Lines there was no room for.
        var missed = 0
    }

    private let store = Mutex(Batch())
    private let capacity: Int

    /// Room for about `capacity` bytes.
    init(capacity: Int) { self.capacity = capacity }

    func note(_ entries: [LedgerEntry]) {
        for case .request(let request) in entries { add(request) }
    }

    func note(_ open: borrowing OpenEntry) {}

    func note(_ attempt: borrowing AttemptEntry, _ request: borrowing RequestEntry) { add(request) }

    private func add(_ request: borrowing RequestEntry) {
        // The gateway's own requests are no access.
        guard request.key != RehearsalAccount.id else { return }
        // A line is longer only if somebody asks for a model with a name that has to be escaped.
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { area in
            var line = RecordBuffer(in: area)
            AccessLine.append(request, to: &line)
            line.withBytes { bytes in
                store.withLock { store in
                    guard store.bytes.count < capacity else {
                        store.missed += 1
                        return
                    }
                    store.bytes.append(contentsOf: bytes)
                    store.count += 1
                }
            }
        }
    }

    /// What has come since the last call.
    func take() -> Batch {
        store.withLock { store in
            let batch = store
            store = Batch()
            // As much will come until the next call.
            store.bytes.reserveCapacity(batch.bytes.count)
            return batch
        }
    }
}
