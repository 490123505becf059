import PlanBLedger
import PlanBVocabulary

// I5: what rows say of money is what providers billed.
extension RequestJudge {
    /// What a provider of the simulation counts for each answer.
    private var billed: Usage {
        Usage(input: plan.promptTokens, output: plan.isEmbedding ? 0 : plan.answerTokens)
    }

    func judgeBill(_ row: AttemptEntry, of attempt: AttemptRecord) {
        let target = target(attempt.target)
        if let usage = row.usage {
            let isCounted = !row.isEstimated
            if isCounted, usage != billed {
                offend(.ledger, "has a row with \(usage), which \(target.name) did not count")
            }
            if row.isEstimated, row.failure == nil, attempt.fault == nil {
                offend(.ledger, "has an estimate for what \(target.name) counted")
            }
            if let price = target.price, row.cost != price.cost(of: usage) {
                offend(
                    .ledger, "has a row that costs \(row.cost ?? 0), and by the price it is \(price.cost(of: usage))")
            }
        } else if attempt.handed > 0, attempt.hasHead, attempt.isFinished || row.firstOutputAfter != nil {
            offend(.ledger, "has a row without usage for what \(target.name) gave")
        }
        if row.cost == nil, row.usage != nil, target.price != nil || route.budget != nil {
            offend(.ledger, "has a row with usage that cost nothing")
        }
    }

    /// A target was left out for the sake of a budget.
    var isShortOfMoney: Bool {
        run.ledger.requests[plan.index].first?.skips.contains { $0.contains("budget") } ?? false
    }
}
