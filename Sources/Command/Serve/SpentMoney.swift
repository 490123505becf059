import PlanBEngine
import PlanBLedger
import PlanBPolicy

/// What was spent before: what the database has summed up, and what the journal of this node holds beyond that.
struct SpentMoney {
    let store: any LedgerStore
    let source: any EntrySource
    let node: String
    /// Only what this node spent: the others say themselves what they did.
    let isOnlyOfNode: Bool

    /// What was spent of `budgets` up to now.
    func sums(of budgets: [UnknownBudget]) throws -> [SpentSum] {
        var totals: [SpentPlace: Int] = [:]
        for budget in budgets { totals[SpentPlace(budget)] = 0 }
        let spending = try store.spending(
            SpendingQuery(
                node: node, isOnlyOfNode: isOnlyOfNode, firstDays: Set(budgets.map { $0.period / 86_400 }).sorted()))
        let stored = Dictionary(grouping: spending.sums) {
            SpentPlace(account: $0.account, period: $0.firstDay * 86_400)
        }
        for budget in budgets {
            let place = SpentPlace(account: StoreText.account(budget.account), period: budget.period)
            for sum in stored[place] ?? [] { totals[SpentPlace(budget)]?.add(Int(sum.amount)) }
        }
        try addJournal(from: spending.checkpoint ?? source.extent.first, &totals)
        return totals.map { SpentSum(account: $0.account, period: $0.period, amount: $1) }
    }

    /// What is not in the database yet.
    private func addJournal(from start: JournalPosition, _ totals: inout [SpentPlace: Int]) throws {
        let periods = Set(totals.keys.map(\.period))
        var position = start
        while true {
            let batch = try source.read(from: position, limit: 1000)
            for stored in batch.entries {
                guard case .attempt(let attempt) = stored.entry, let cost = attempt.cost else { continue }
                for account in ["key:\(attempt.key)", "team:\(attempt.team)", "route:\(attempt.route)"] {
                    for period in periods where attempt.time / 1000 >= period {
                        totals[SpentPlace(account: account, period: period)]?.add(cost)
                    }
                }
            }
            if batch.entries.isEmpty, batch.next == position { return }
            position = batch.next
        }
    }
}

/// One account in one period.
struct SpentPlace: Hashable {
    var account: String
    var period: Int64

    init(account: String, period: Int64) {
        self.account = account
        self.period = period
    }

    init(_ budget: UnknownBudget) { self.init(account: budget.account, period: budget.period) }
}

extension Int {
    /// Saturates.
    fileprivate mutating func add(_ amount: Int) {
        let (sum, overflow) = addingReportingOverflow(Swift.max(0, amount))
        self = overflow ? .max : sum
    }
}
