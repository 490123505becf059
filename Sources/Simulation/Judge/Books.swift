import PlanBEngine
import PlanBLedger
import PlanBPolicy

// I5 and I6: the money of a scenario's route, counted once more from the rows alone.

/// What was set aside and spent, by the rows. Confined to the loop of its scenario.
final class Books {
    private struct Period {
        var spent = 0
        var held = 0
    }

    private struct TryID: Hashable {
        var request: String
        var number: Int
    }

    private let budget: Budget?
    private let outageShare: Int
    private var periods: [Int64: Period] = [:]
    private var open: [TryID: OpenEntry.Hold] = [:]
    private(set) var offences: [Offence] = []

    init(_ budget: Budget?, outageShare: Int) {
        self.budget = budget
        self.outageShare = outageShare
    }

    /// A try is about to be sent. What is spent and held must allow for it: then what is spent in the end exceeds the
    /// limit by no more than what the tries under way cost beyond what was held for them.
    func open(_ entry: OpenEntry) {
        guard let budget else { return }
        guard let hold = entry.holds.first, entry.holds.count == 1 else {
            return offend(.ledger, "a try was sent with \(entry.holds.count) holds in one account")
        }
        let id = TryID(request: entry.request, number: entry.number)
        if open.updateValue(hold, forKey: id) != nil { offend(.ledger, "two tries of a request have one number") }
        periods[hold.period, default: Period()].held += hold.amount
        let share = budget.mode == .strict || entry.reason == "first" ? 0 : outageShare
        let limit = budget.limit + budget.limit * share / 10_000
        let period = periods[hold.period] ?? Period()
        if hold.amount > 0, period.spent + period.held > limit {
            offend(
                .budget,
                "a try was sent with \(period.spent) spent and \(period.held) held of \(limit) nanodollars (\(budget.mode))"
            )
        }
    }

    /// A try is over.
    func end(_ row: AttemptEntry) {
        guard let budget, let hold = open.removeValue(forKey: TryID(request: row.request, number: row.number)) else {
            return
        }
        let cost = row.cost ?? 0
        periods[hold.period, default: Period()].held -= hold.amount
        periods[hold.period, default: Period()].spent += cost
        if budget.mode == .strict, cost > hold.amount {
            offend(.budget, "a try cost \(cost) nanodollars, and no more than \(hold.amount) were possible")
        }
    }

    /// The scenario is over: nothing is held, nobody is under way, and the gateway's books say what the rows say.
    func close(_ gateway: Gateway) {
        guard budget != nil else { return }
        if !open.isEmpty { offend(.ledger, "\(open.count) tries were begun and have no row of their end") }
        for standing in gateway.budgets {
            let period = periods[standing.period] ?? Period()
            if standing.heldInAll != 0 { offend(.ledger, "\(standing.heldInAll) nanodollars stayed held") }
            if standing.spent != period.spent {
                offend(.ledger, "the books say \(standing.spent) nanodollars, and the rows \(period.spent)")
            }
            let underWay = gateway.underWay(standing.account)
            if underWay != 0 { offend(.ledger, "\(underWay) requests stayed under way") }
        }
    }

    private func offend(_ invariant: Invariant, _ message: String) {
        offences.append(Offence(invariant, nil, message))
    }
}
