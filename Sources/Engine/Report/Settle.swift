import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

// The books: everything that is written down about a request, synchronously, before its last bytes leave.
extension Gateway {
    /// Writes down one attempt that has ended.
    func record(
        _ candidate: Standing, failure: AttemptFailure?, since started: Instant, _ exchange: inout Exchange
    ) {
        let duration = time.now() - started
        let outcome = failure?.outcome ?? "200"
        exchange.notes.append(
            AttemptNote(target: candidate.name, outcome: outcome, milliseconds: duration.wholeMilliseconds))
        ledger.append(
            .attempt(
                AttemptEntry(
                    request: exchange.id, number: exchange.notes.count, target: candidate.name, model: candidate.model,
                    outcome: outcome, failure: failure?.failureClass, duration: duration,
                    detail: failure?.detail ?? "")))
        metrics.countAttempt(target: candidate.name, outcome: outcome)
    }

    /// Counts a failure after which another target is tried.
    func noteFailover(_ failure: AttemptFailure, of candidate: Standing, _ step: Attempts.Step, _ exchange: Exchange) {
        guard case .attempt = step else { return }
        metrics.countFailover(route: exchange.route.pattern.text, from: candidate.name, reason: failure.failureClass)
    }

    /// Writes down the request, which is over but for its last bytes.
    func settle(_ exchange: Exchange, _ ending: Ending) {
        let outcome: RequestEntry.Outcome = if case .vanish = ending { .abandoned } else { exchange.outcome }
        let entry = RequestEntry(
            id: exchange.id, key: exchange.caller.id, route: exchange.route.pattern.text,
            operation: exchange.facts.operation, model: exchange.facts.model,
            target: outcome == .answered || outcome == .cut ? exchange.target?.name : nil, outcome: outcome,
            status: outcome == .abandoned ? 499 : exchange.status, attempts: exchange.notes.count,
            commitAfter: exchange.committedAt.map { $0 - exchange.arrival }, duration: time.now() - exchange.arrival,
            usage: exchange.usage, generation: exchange.snapshot.generation)
        ledger.append(.request(entry))
        metrics.count(entry)
    }
}
