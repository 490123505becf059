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

    /// Runs the service, after budgets were given what was spent before. While the database does not say what that is,
    /// strict budgets stay closed, and others begin anew; it is asked again every few seconds.
    func run(for gateway: Gateway) async {
        while !Task.isCancelled, !restoreBudgets(of: gateway) {
            try? await Task.sleep(for: .seconds(5))
        }
        await service.run()
    }

    /// Whether budgets begin with what was spent before. To be asked while the service does not run.
    @discardableResult
    func restoreBudgets(of gateway: Gateway) -> Bool {
        guard !gateway.budgets.isEmpty else { return true }
        do {
            try service.store.prepare()
            let sums = try SpentMoney(store: service.store, source: source, node: node).sums(
                epoch: SystemTime().epochSeconds())
            gateway.restore(spent: sums)
            gateway.closeStrictBudgets(false)
            return true
        } catch {
            gateway.closeStrictBudgets(true)
            Terminal.note(
                "planb: the ledger's database does not say what was spent before; strict budgets are closed until it does, and "
                    + "others begin anew: \(error)")
            return false
        }
    }
}
