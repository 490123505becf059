import PlanBConsole
import PlanBEngine
import PlanBLedgerWriter
import Synchronization

/// How the ledger's database stands, for event loops. The thread that knows has a low rank: one that waited for it on a
/// busy machine would wait for long. If it is just writing, what it said before is told once more.
final class StoreWatch: Sendable {
    private let service: LedgerService
    private let last = Mutex(StoreStanding(state: .working, lag: 0, lastError: nil))

    init(_ service: LedgerService) { self.service = service }

    var standing: StoreStanding {
        let fresh = service.statusAtOnce.map { LedgerAccess.standing($0, delay: service.delay(of: $0)) }
        return last.withLock { last in
            if let fresh { last = fresh }
            return last
        }
    }
}
