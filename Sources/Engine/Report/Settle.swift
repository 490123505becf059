import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

// The books: everything that is written down about a request, synchronously, before its last bytes leave.
extension Gateway {
    /// Writes down one attempt that has ended.
    func record<Reply: UpstreamReply>(_ lead: Lead<Reply>, failure: AttemptFailure?, _ exchange: inout Exchange) {
        let candidate = lead.attempt.candidate
        board.with { $0.end(candidate.slot) }
        // Nothing was sent: the target was left out.
        if let failure, let refusal = failure.refusal, failure.status == nil {
            exchange.skips.append(Plan.Skip(name: candidate.name, reason: refusal))
            return
        }
        if let holder = lead.relay.made.isEmpty ? nil : lead.target.holder {
            owners.keep(lead.relay.made, StateOwners.Owner(holder: holder, caller: exchange.caller.id))
        }
        let duration = time.now() - lead.started
        let outcome = failure?.outcome ?? "200"
        exchange.notes.append(
            AttemptNote(target: candidate.name, outcome: outcome, milliseconds: duration.wholeMilliseconds))
        guard rules.recordsEveryAttempt || failure == nil else { return }
        ledger.append(
            .attempt(
                AttemptEntry(
                    request: exchange.id, number: exchange.notes.count, reason: lead.attempt.reason.rawValue,
                    target: candidate.name, model: candidate.model, outcome: outcome, failure: failure?.failureClass,
                    duration: duration, usage: lead.relay.usage,
                    cost: lead.relay.usage.flatMap { candidate.price?.cost(of: $0) },
                    priceVersion: candidate.priceVersion, detail: failure?.detail ?? "")))
        metrics.countAttempt(target: candidate.name, outcome: outcome)
    }

    /// Counts a failure after which another target is tried.
    func noteFailover(_ failure: AttemptFailure, of candidate: Standing, _ step: Step, _ exchange: Exchange) {
        let next: Try
        switch step {
        case .attempt(let attempt), .pause(_, let attempt): next = attempt
        case .surface, .exhausted, .interrupt, .abandon: return
        }
        guard next.candidate.target != candidate.target else { return }
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
