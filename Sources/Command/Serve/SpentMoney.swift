import PlanBEngine
import PlanBLedger
import PlanBPolicy

/// What was spent before the process started: what the database has summed up, and what the journal holds beyond that.
struct SpentMoney {
    let store: any LedgerStore
    let source: any EntrySource
    let node: String

    /// The sums of all keys, teams and routes in each period that `epoch`, in seconds since 1970, is in.
    ///
    /// To be asked while nothing goes over from the journal to the database.
    func sums(epoch: Int64) throws -> [SpentSum] {
        let starts = Set(BudgetPeriod.allCases.map { $0.start(of: epoch) })
        var totals: [Place: Int] = [:]
        for start in starts {
            for dimension in [UsageDimension.key, .team, .route] {
                let query = UsageQuery(firstDay: start / 86_400, by: [dimension], limit: 1_000_000)
                for row in try store.usage(query) {
                    guard case .text(let name)? = row.dimensions.first, !name.isEmpty else { continue }
                    add(Int(row.sums[.cost]), Place(account: "\(dimension.rawValue):\(name)", start: start), &totals)
                }
            }
        }
        try addJournal(starts, &totals)
        return totals.map { SpentSum(account: $0.account, period: $0.start, amount: $1) }
    }

    private struct Place: Hashable {
        var account: String
        var start: Int64
    }

    private func addJournal(_ starts: Set<Int64>, _ totals: inout [Place: Int]) throws {
        var position = try store.checkpoint(of: node) ?? source.extent.first
        while true {
            let batch = try source.read(from: position, limit: 1000)
            for stored in batch.entries {
                guard case .attempt(let attempt) = stored.entry, let cost = attempt.cost else { continue }
                for start in starts where attempt.time / 1000 >= start {
                    for account in ["key:\(attempt.key)", "team:\(attempt.team)", "route:\(attempt.route)"] {
                        add(cost, Place(account: account, start: start), &totals)
                    }
                }
            }
            if batch.entries.isEmpty, batch.next == position { return }
            position = batch.next
        }
    }

    private func add(_ amount: Int, _ place: Place, _ totals: inout [Place: Int]) {
        let (sum, overflow) = totals[place, default: 0].addingReportingOverflow(max(0, amount))
        totals[place] = overflow ? .max : sum
    }
}
