import PlanBConsole
import PlanBEngine
import PlanBJournal
import PlanBLedger
import PlanBLedgerWriter
import PlanBSettings
import PlanBTransport

/// The database behind the journal: what is asked about the past, and what budgets start from.
struct Bookkeeping: Sendable {
    let service: LedgerService
    private let source: JournalSource
    private let node: String

    init(_ settings: LoadedSettings, _ log: EventLog) throws {
        node = log.journal.node
        source = JournalSource(data: settings.dataDirectory) { Terminal.note("planb: \($0)") }
        service = LedgerService(
            source: source, store: try LedgerStores.store(settings.ledger), node: node,
            rules: .init(retention: settings.ledger.retention)
        ) { status in
            Terminal.note(
                status.isWorking
                    ? "planb: the ledger's database works again"
                    : "planb: the ledger's database does not work, so that rows are late: \(status.lastError ?? "")")
        }
    }

    /// For the admin port.
    var access: LedgerAccess {
        LedgerAccess(store: service.store, status: { service.status }, delay: { service.delay })
    }

    /// Has budgets begin with what was spent before. To be called before requests are served.
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
        guard !gateway.budgets.isEmpty else { return }
        try service.store.prepare()
        let money = SpentMoney(store: service.store, source: source, node: node)
        gateway.restore(spent: try money.sums(epoch: SystemTime().epochSeconds()))
        gateway.closeStrictBudgets(false)
    }
}
