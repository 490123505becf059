import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import PlanBWire

// Between the attempts: what is learned from one, and what comes next.
extension Gateway {
    func firstStep(_ exchange: inout Exchange) -> Step {
        let now = time.now()
        var chance = self.chance()
        return netted(exchange.board.with { exchange.attempts.start(&$0, now: now, &chance) }, exchange)
    }

    /// Where a drill made up that the primary fails, it is asked in earnest before nothing is left.
    private func netted(_ step: Step, _ exchange: Exchange) -> Step {
        guard rules.netsFaultDrills, let drill = exchange.drill, time.now() < exchange.deadline else { return step }
        switch step {
        case .exhausted: break
        // What another target says of the request is not what the primary would have said.
        case .surface: guard exchange.notes.last?.target != drill.order.primary else { return step }
        case .attempt, .pause, .interrupt, .abandon: return step
        }
        guard let net = drill.takeNet() else { return step }
        return .attempt(Try(net, .failover))
    }

    /// What was planned before a pause may not be right any more.
    func stepAfterPause(_ planned: Try, _ exchange: inout Exchange) -> Step {
        let now = time.now()
        var chance = self.chance()
        return netted(exchange.board.with { exchange.attempts.afterPause(planned, &$0, now: now, &chance) }, exchange)
    }

    /// Writes down the failure of `lead`, charges it to whom it belongs, and decides. What the client has of a broken
    /// answer is handed over whole before anything else is tried.
    func nextStep<Reply: UpstreamReply, S: ReplySink & ~Copyable>(
        after failure: AttemptFailure, of lead: Lead<Reply>, _ exchange: inout Exchange, _ sink: inout S
    ) async -> Step {
        var failure = failure
        var departure: AttemptFailure?
        // The client's own clock was shorter than the route's.
        if lead.isImpatience(failure.failureClass) { failure.chargesNobody = true }
        failure.followsOutput = lead.isNoted
        if let first = lead.firstOutputAt, failure.failureClass != .clientGone {
            metrics.countCut(after: time.now() - first)
        }
        if !exchange.isCommitted {
            exchange.outbox.clear()
        } else if exchange.mayResume {
            exchange.delivered = lead.relay.delivered ?? exchange.delivered
            do throws(AttemptFailure) { try await flush(&exchange, &sink) } catch { departure = error }
        }
        let share = exchange.isCommitted ? self.share(exchange) : nil
        if share != nil, exchange.brokenBy == nil { exchange.brokenBy = lead.target.name }
        noteLeg(lead, failure, exchange)
        record(lead, failure: failure, &exchange)
        let (now, slot) = (time.now(), lead.attempt.candidate.slot)
        var chance = self.chance()
        let (step, isProbeDue) = exchange.board.with { health -> (Step, Bool) in
            let isDue = health.fail(slot, failure, started: lead.started, now: now, &chance)
            return (
                exchange.attempts.step(
                    after: departure ?? failure, of: lead.attempt, delivered: share, &health, now: now, &chance), isDue
            )
        }
        if isProbeDue { exchange.board.ring() }
        keepFinalAnswer(of: lead, step, failure, &exchange)
        noteFailover(failure, of: lead, step, exchange)
        if share != nil, case .attempt = step { keepAlive(&exchange, &sink) }
        return netted(step, exchange)
    }

    /// The target gave output: it is well, and this fast.
    func noteOutput<Reply: UpstreamReply>(of lead: Lead<Reply>, _ exchange: Exchange) {
        lead.isNoted = true
        let now = time.now()
        let isDue = exchange.board.with { health in
            health.succeed(
                lead.attempt.candidate.slot, started: lead.started, after: now - lead.sentAt,
                isStream: lead.relay.isIncremental,
                promptTokens: exchange.demand.promptTokens, now: now)
        }
        if isDue { exchange.board.ring() }
    }

    /// The answer is whole.
    func noteCompletion<Reply: UpstreamReply>(of lead: Lead<Reply>, _ exchange: Exchange) {
        if !lead.isNoted { noteOutput(of: lead, exchange) }
        noteLeg(lead, nil, exchange)
        if lead.relay.isIncremental { exchange.board.with { $0.complete(lead.attempt.candidate.slot) } }
    }

    /// From here on the exchange's answer is that of `lead`.
    func adopt<Reply: UpstreamReply>(_ lead: Lead<Reply>, _ exchange: inout Exchange) {
        if let from = exchange.target, lead.attempt.isLeg, let delivered = exchange.delivered {
            exchange.seam = SeamNote(
                offset: delivered.text.readableBytes, from: from.name, to: lead.target.name,
                method: lead.attempt.reason.rawValue, count: (exchange.seam?.count ?? 0) + 1)
        }
        exchange.target = lead.target
        lead.isAdopted = true
        exchange.dropped = (try? lead.message.get().dropped) ?? []
        exchange.replyContentType = lead.relay.contentType ?? lead.reply?.fields.first("content-type")
        if exchange.outbox.readableBytes == 0 {
            swap(&exchange.outbox, &lead.outbox)
        } else {
            exchange.outbox.writeBuffer(&lead.outbox)
        }
    }

    func chance() -> Chance {
        Chance(rules.drawsFromSeed ? entropy.next() : UInt64.random(in: .min ... .max))
    }

    /// The body that goes with the answer that would be surfaced: that of the failure which is, else the first.
    func keepFinalAnswer<Reply: UpstreamReply>(
        of lead: Lead<Reply>, _ step: Step, _ failure: AttemptFailure, _ exchange: inout Exchange
    ) {
        guard let answer = lead.finalAnswer else { return }
        if case .surface(failure) = step {
            exchange.finalAnswer = answer
        } else if exchange.finalAnswer == nil {
            exchange.finalAnswer = answer
        }
    }
}

extension Try {
    /// It completes an answer that broke.
    var isLeg: Bool { reason == .restart || reason == .prefill }
}
