import PlanBEngine
import PlanBLedger
import Synchronization

/// Lines of the access log on their way to the file: made where a request ends, which is cheaper than to carry all that is
/// known of it to another thread, and taken by the thread that writes. Bounded: what there is no room for is counted.
final class AccessLines: LedgerObserver {
    /// What was taken.
    struct Batch {
        var bytes: [UInt8] = []
        var count = 0
        /// Lines there was no room for.
        var missed = 0
    }

    private struct Store: ~Copyable {
        var buffer = RecordBuffer(capacity: 65_536)
        var count = 0
        var missed = 0
    }

    private let store = Mutex(Store())
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
        store.withLock { store in
            guard store.buffer.count < capacity else {
                store.missed += 1
                return
            }
            AccessLine.append(request, to: &store.buffer)
            store.count += 1
        }
    }

    /// What has come since the last call.
    func take() -> Batch {
        store.withLock { store in
            let batch = Batch(bytes: store.buffer.bytes, count: store.count, missed: store.missed)
            store.buffer.clear()
            (store.count, store.missed) = (0, 0)
            return batch
        }
    }
}
