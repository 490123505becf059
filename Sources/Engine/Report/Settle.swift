import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

// The books: everything that is written down about a request, synchronously, before its last bytes leave.
extension Gateway {
    /// Sets money aside for `lead`, which is about to be sent, and writes it down: from here on there is a row of it
    /// whatever happens to the process.
    /// - Throws: if a budget does not allow for it. Nothing was written then.
    func open<Reply: UpstreamReply>(
        _ lead: Lead<Reply>, _ request: UpstreamRequest, _ exchange: Exchange
    ) throws(AttemptFailure) {
        let candidate = lead.attempt.candidate
        let holding = try hold(lead, request, exchange)
        let number = exchange.numbers.next()
        lead.number = number
        exchange.purse?.keep(holding.holds, for: number)
        lead.bytes.sent = request.body.knownLength
        ledger.append(
            OpenEntry(
                request: exchange.id, number: number, reason: lead.attempt.reason.rawValue,
                time: exchange.calendarTime(of: time.now()),
                expires: exchange.calendarTime(of: exchange.deadline) + 60_000, key: exchange.caller.id,
                team: exchange.caller.key?.team ?? "", route: exchange.route.pattern.text,
                operation: exchange.facts.operation.rawValue, asked: exchange.facts.model, target: candidate.name,
                vendor: lead.target.vendor, model: candidate.model, promptTokens: exchange.demand.promptTokens,
                expected: holding.expected, holds: holding.rows))
    }

    /// Writes down one attempt that has ended.
    func record<Reply: UpstreamReply>(_ lead: Lead<Reply>, failure: AttemptFailure?, _ exchange: inout Exchange) {
        guard let row = row(of: lead, failure: failure, &exchange) else { return }
        // That of the answer is written together with the request, which is over in the same moment.
        if failure == nil { exchange.answered = row } else { ledger.append(.attempt(row.entry)) }
    }

    /// The row of an attempt that has ended; nil if nothing was sent.
    private func row<Reply: UpstreamReply>(
        of lead: Lead<Reply>, failure: AttemptFailure?, _ exchange: inout Exchange
    ) -> AnsweredAttempt? {
        let candidate = lead.attempt.candidate
        let target = lead.target
        let now = time.now()
        if let failure, let refusal = failure.refusal, lead.isLeftOut(failure) {
            if let reason = lead.moneyRefusal { exchange.moneyRefusals.append(reason) }
            exchange.board.with { $0.end(candidate.slot, for: exchange.attempts.ask, now: now) }
            exchange.skips.append(Plan.Skip(name: candidate.name, reason: refusal))
            return nil
        }
        if let holder = lead.relay.made.isEmpty ? nil : target.holder {
            owners.keep(lead.relay.made, StateOwners.Owner(holder: holder, caller: exchange.caller.id))
        }
        let duration = now - lead.started
        let outcome = failure?.outcome ?? "200"
        exchange.notes.append(
            AttemptNote(target: candidate.name, outcome: outcome, milliseconds: duration.wholeMilliseconds))
        let meter = lead.meter(failure, exchange)
        let isServed = failure == nil || lead.firstOutputAt != nil
        exchange.board.with {
            $0.end(
                candidate.slot, for: exchange.attempts.ask,
                isServed
                    ? .served(
                        promptTokens: meter.isEstimated ? nil : meter.usage?.input,
                        outputTokens: meter.usage?.output ?? 0) : .nothing,
                duration: failure == nil ? duration : nil, now: now)
        }
        let (cost, priceVersion) = exchange.cost(meter.usage, at: candidate)
        if exchange.caller.isRehearsal, let fields = lead.reply?.fields {
            exchange.quota = QuotaReading.read(fields, from: target.provider.name) ?? exchange.quota
        }
        count(lead, failure, meter, cost: cost, duration: duration, exchange)
        settle(lead, meter, cost: cost, isAnswer: failure == nil, exchange)
        exchange.charge(cost, meter, isAnswer: failure == nil, isPriced: candidate.price != nil)
        if meter.usage != nil, candidate.price == nil, target.vendor != "self" { exchange.owesUnknown = true }
        guard rules.recordsEveryAttempt || failure == nil else { return nil }
        let entry = AttemptEntry(
            request: exchange.id, number: lead.number ?? exchange.numbers.next(),
            reason: lead.attempt.reason.rawValue, time: exchange.calendarTime(of: lead.started),
            key: exchange.caller.id, team: exchange.caller.key?.team ?? "", tags: exchange.allTags,
            route: exchange.route.pattern.text, operation: exchange.facts.operation, target: candidate.name,
            vendor: target.vendor, account: target.account ?? "", cloud: target.provider.cloud?.name ?? "",
            region: target.region ?? "", lineage: target.lineage ?? "", model: candidate.model, outcome: outcome,
            failure: failure?.failureClass, status: lead.reply?.status,
            sentAfter: lead.reply.map { $0.sentAt - lead.started },
            firstOutputAfter: lead.firstOutputAt.map { $0 - lead.started }, duration: duration,
            bytesSent: lead.bytes.sent, bytesReceived: lead.bytes.received,
            providerRequest: lead.reply?.providerRequest ?? "", retryAfter: failure?.retryAfter, usage: meter.usage,
            isEstimated: meter.isEstimated, cost: cost, priceVersion: priceVersion,
            isDelivered: lead.isAdopted && exchange.isCommitted, detail: failure?.detail ?? "",
            isTraced: exchange.trace?.isSampled == true)
        return AnsweredAttempt(entry)
    }

    /// Counts a failure after which another target is tried.
    func noteFailover<Reply: UpstreamReply>(
        _ failure: AttemptFailure, of lead: Lead<Reply>, _ step: Step, _ exchange: Exchange
    ) {
        let candidate = lead.attempt.candidate
        guard !lead.isLeftOut(failure) else { return }
        let next: Try
        switch step {
        case .attempt(let attempt), .pause(_, let attempt): next = attempt
        case .surface, .exhausted, .interrupt, .abandon: return
        }
        guard next.candidate.target != candidate.target else { return }
        metrics.countFailover(
            route: exchange.route.pattern.text, from: candidate.name, to: next.candidate.name,
            reason: failure.failureClass, stage: exchange.isCommitted ? .afterOutput : .beforeOutput)
    }

    /// Counts one attempt that has ended.
    private func count<Reply: UpstreamReply>(
        _ lead: Lead<Reply>, _ failure: AttemptFailure?, _ meter: Meter, cost: Int?, duration: Instant.Span,
        _ exchange: Exchange
    ) {
        let candidate = lead.attempt.candidate
        let route = exchange.route.pattern.text
        guard !exchange.caller.isRehearsal else {
            if let cost { metrics.countRehearsal(route: route, target: candidate.name, cost: cost) }
            return
        }
        let now = lead.started + duration
        let figures = AttemptFigures(
            target: candidate.name, provider: lead.target.provider, route: route, operation: exchange.facts.operation,
            model: lead.target.model ?? (candidate.model == route ? route : "other"),
            outcome: failure?.outcome ?? "200", failure: failure?.failureClass, duration: duration,
            firstOutput: lead.firstOutputAt.map { $0 - lead.started }, gaps: lead.gaps, usage: meter.usage,
            isEstimated: meter.isEstimated, cost: cost, isUnpriced: candidate.price == nil && meter.usage != nil,
            mark: Mark(exchange.trace, time: exchange.calendarTime(of: now)))
        guard metrics.count(figures, now: now), let fields = lead.reply?.fields,
            let quota = QuotaReading.read(fields, from: lead.target.provider.name)
        else { return }
        metrics.note(quota, of: candidate.name, now: now)
    }

    /// Writes down the request, which is over but for its last bytes.
    func settle(_ exchange: Exchange, _ ending: Ending) {
        leave(exchange)
        let own = Instant.Span(
            nanoseconds: (time.now() - exchange.arrival).nanoseconds - exchange.waits.waited.nanoseconds)
        let outcome: RequestEntry.Outcome = if case .vanish = ending { .abandoned } else { exchange.outcome }
        let demand = exchange.demand
        let entry = RequestEntry(
            id: exchange.id, time: exchange.arrivedAt, key: exchange.caller.id,
            team: exchange.caller.key?.team ?? "",
            tags: exchange.allTags, route: exchange.route.pattern.text, dialect: exchange.facts.dialect,
            operation: exchange.facts.operation, model: exchange.facts.model, isStream: demand.isStream,
            needs: demand.needs.isEmpty ? [] : demand.needs.elements.map(\.rawValue),
            bytesIn: exchange.facts.collectedBytes,
            promptTokens: demand.promptTokens, outputCap: exchange.facts.probe.outputCap,
            conversation: demand.conversation,
            patience: exchange.deadline - exchange.arrival,
            target: outcome == .answered || outcome == .cut ? exchange.target?.name : nil, outcome: outcome,
            status: outcome == .abandoned ? 499 : exchange.status, attempts: exchange.notes.count,
            commitAfter: exchange.committedAt.map { $0 - exchange.arrival }, duration: time.now() - exchange.arrival,
            resumedAt: exchange.seam?.offset, usage: exchange.usage, isEstimated: exchange.isEstimated,
            cost: exchange.cost, isUnpriced: exchange.isUnpriced, code: exchange.code,
            skips: exchange.skips.map { "\($0.name): \($0.reason)" }, generation: exchange.snapshot.generation,
            trace: exchange.trace)
        if let answered = exchange.answered {
            ledger.append(answered.entry, entry)
        } else {
            ledger.append(.request(entry))
        }
        guard !exchange.caller.isRehearsal else { return }
        metrics.count(entry, target: exchange.target?.name, own: own)
        watches.note(exchange, at: exchange.arrival + entry.duration)
    }
}
