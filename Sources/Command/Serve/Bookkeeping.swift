import PlanBConsole
import PlanBEngine
import PlanBJournal
import PlanBLedger
import PlanBLedgerWriter
import PlanBPolicy
import PlanBSettings
import PlanBTransport
import Synchronization

/// The database behind the journal: what is asked about the past, and what budgets start from.
final class Bookkeeping: Sendable {
    let service: LedgerService
    private let source: JournalSource
    private let node: String
    /// Other nodes say themselves what they spent.
    private let isShared: Bool
    /// Budgets whose spent sums are in the gateway.
    private let known = Mutex<Set<SpentPlace>>([])

    /// - Parameter isLeading: whether this node removes old rows.
    init(_ settings: LoadedSettings, _ log: EventLog, isShared: Bool, isLeading: @escaping @Sendable () -> Bool) throws
    {
        self.isShared = isShared
        node = log.journal.node
        source = JournalSource(data: settings.dataDirectory) { Terminal.note("planb: \($0)") }
        service = LedgerService(
            source: source, store: try LedgerStores.store(settings.ledger), node: node,
            rules: .init(retention: settings.ledger.retention), mayRemove: isLeading
        ) { status in
            Terminal.note(
                status.isWorking
                    ? "planb: the ledger's database works again"
                    : "planb: the ledger's database does not work, so that rows are late: \(status.lastError ?? "")")
        }
    }

    /// For the admin port.
    var access: LedgerAccess {
        LedgerAccess(
            store: service.store, status: { [service] in service.status }, delay: { [service] in service.delay })
    }

    /// What was spent of `budgets` before, as far as it is this node's to say.
    func spent(_ budgets: [UnknownBudget]) throws -> [SpentSum] {
        try service.store.prepare()
        return try SpentMoney(store: service.store, source: source, node: node, isOnlyOfNode: isShared).sums(
            of: budgets)
    }

    /// Has budgets begin with what was spent before. To be called before requests are served, where budgets are not shared.
    ///
    /// - Returns: whether that is known. If the database does not say it, strict budgets are closed, and others begin anew.
    func restoreBudgets(of gateway: Gateway) -> Bool {
        do {
            try restore(gateway)
            return true
        } catch {
            gateway.closeStrictBudgets(true)
            Terminal.note(
                "planb: the ledger's database does not say what was spent before; until it does, strict budgets are closed "
                    + "and others begin anew: \(error)")
            return false
        }
    }

    /// A reload may have brought budgets of keys that have spent something before.
    func restoreNewBudgets(of gateway: Gateway) {
        guard !isShared else { return }
        do { try restore(gateway) } catch {
            Terminal.note(
                "planb: what was spent before of budgets that are new is not known, they begin anew: \(error)")
        }
    }

    /// Runs the service. If it is not known what was spent before, the database is asked first, every few seconds.
    func run(for gateway: Gateway, isSpentKnown: Bool) async {
        var isKnown = isSpentKnown
        while !isKnown, !Task.isCancelled {
            try? await Task.sleep(for: .seconds(5))
            do {
                try restore(gateway)
                isKnown = true
                Terminal.note("planb: what was spent before is known now; all budgets are open")
            } catch {
                // It was said once.
            }
        }
        await service.run()
    }

    private func restore(_ gateway: Gateway) throws {
        let budgets = gateway.budgets.map { UnknownBudget(account: $0.account, period: $0.period) }
        let new = known.withLock { known in
            // A budget that goes and comes back is new.
            known.formIntersection(budgets.map(SpentPlace.init))
            return budgets.filter { !known.contains(SpentPlace($0)) }
        }
        guard !new.isEmpty else { return }
        gateway.restore(spent: try spent(new))
        gateway.closeStrictBudgets(false)
        known.withLock { $0 = Set(budgets.map(SpentPlace.init)) }
    }
}
