import PlanBLedger
import PlanBVocabulary

// I5: one row for the request, one for each attempt that reached a provider, and they say what happened.
extension RequestJudge {
    func judgeLedger() {
        let rows = run.ledger.requests[plan.index]
        guard rows.count == 1, let row = rows.first else {
            return offend(.ledger, "has \(rows.count) rows in the ledger")
        }
        let tries = run.ledger.attempts[plan.index].filter { $0.failure != .unprepared && $0.failure != .busy }
        guard tries.count == attempts.count else {
            return offend(.ledger, "has \(tries.count) rows for \(attempts.count) attempts")
        }
        judge(row)
        var left = tries
        for attempt in attempts {
            let name = target(attempt.target).name
            let place = left.firstIndex { row in
                row.target == name && (row.reason == "restart" || row.reason == "prefill") == attempt.isRecovery
                    && Truth.allows(row.failure, of: attempt, route, deadline: deadline)
            }
            guard let place else {
                let told = tries.map { "\($0.target): \($0.outcome)" }.joined(separator: ", ")
                return offend(
                    .ledger,
                    "has no true row for the attempt at \(name), which met \(attempt.fault.map { "\($0)" } ?? "no fault") (\(attempt.stage.title), \(attempt.end)); rows say \(told)"
                )
            }
            judgeBill(left.remove(at: place), of: attempt)
        }
    }

    private func judge(_ row: RequestEntry) {
        let isTrue =
            switch row.outcome {
            case .answered: isAnswered || hasDeparted
            case .surfaced: !isAnswered && client.status >= 400 || hasDeparted
            case .failed: !isAnswered
            case .cut: !isAnswered
            case .abandoned: hasDeparted
            case .interrupted: false
            }
        if !isTrue { offend(.ledger, "is said to be \(row.outcome.rawValue), and is not") }
        if row.outcome == .answered, let name = row.target,
            !attempts.contains(where: { target($0.target).name == name })
        {
            offend(.ledger, "is said to be answered by \(name), which was not asked")
        }
    }
}
