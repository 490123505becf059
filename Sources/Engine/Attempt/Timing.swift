import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

extension Exchange {
    /// The relay for an answer to `attempt` in OpenAI's dialect.
    func relay(for attempt: Try) -> any AnswerRelay {
        var seam: Seam?
        if let delivered, isCommitted {
            switch attempt.reason {
            case .restart: seam = Seam(delivered, method: .restart)
            case .prefill: seam = Seam(delivered, method: .prefill)
            case .first, .retry, .failover, .hedge: break
            }
            seam?.comparesText = attempts.rules.comparesRestarts
        }
        return OpenAIRelays.make(
            operation: facts.operation, isStream: facts.probe.isStream, swallowsUsage: !facts.probe.wantsUsage,
            refusesEmpty: route.emptyFailsOver, tracksDelivery: mayResume, seam: seam)
    }

    /// The time limits of `attempt`. `slowest`: within this time 99 % of the target's first outputs came.
    func clocks(for attempt: Try, slowest: Instant.Span?) -> Clocks {
        var clocks = ClockRules.clocks(route.timeouts, for: demand, at: attempt.candidate, slowest: slowest)
        // What is repeated first takes its time, too.
        if attempt.reason == .restart { clocks.firstToken = clocks.firstToken + .seconds(30) }
        return clocks
    }

    /// `clocks`, bounded by a client that gives up earlier: failing over while it still listens is worth more.
    /// One that a drill has put in front of others leaves those `until` then.
    func shortened(_ clocks: Clocks, until: Instant?, now: Instant) -> Clocks {
        guard let patience = [facts.patience, until.map { $0 - now }].compactMap({ $0 }).min() else { return clocks }
        var clocks = clocks
        clocks.firstToken = min(clocks.firstToken, patience)
        clocks.idle = min(clocks.idle, patience)
        clocks.answer = min(clocks.answer, patience)
        return clocks
    }

    /// Until when an attempt that begins `now` may go on unseen, if a drill has put its target in front of the others: half of
    /// what is left, so that there is time for those whom the user would have got. Nil: it has all the time.
    func limit(of attempt: Try, now: Instant) -> Instant? {
        guard let forced = drill?.forced, forced == attempt.candidate.name, !isCommitted else { return nil }
        return halfway(from: now)
    }

    /// The moment at which half of the time that is left is over.
    func halfway(from now: Instant) -> Instant {
        now + Instant.Span(nanoseconds: max(0, (deadline - now).nanoseconds / 2))
    }

    /// When an attempt is over in any case, and whose clock that is. What the client has a part of has all the time.
    func end<Reply: UpstreamReply>(of lead: Lead<Reply>, lastOutput: Instant?) -> (Instant, ClockPhase) {
        guard let until = lead.until, until < deadline, !isCommitted else { return (deadline, .total) }
        return (until, lead.relay.isIncremental && lastOutput == nil ? .firstToken : .answer)
    }

    /// The clocks of opening: a stream's head counts into first_token, a whole answer's into answer.
    func openingClocks<Reply: UpstreamReply>(_ lead: Lead<Reply>) -> OpeningClocks {
        let phase: ClockPhase = lead.relay.isIncremental ? .firstToken : .answer
        return OpeningClocks(
            connect: lead.clocks.connect, head: phase == .answer ? lead.clocks.answer : lead.clocks.firstToken,
            phase: phase, deadline: deadline)
    }

    /// Until when to wait for the next bytes, and whose clock that is.
    func waitLimit<Reply: UpstreamReply>(_ lead: Lead<Reply>, lastOutput: Instant?) -> (Instant, ClockPhase) {
        let limit: Instant
        let phase: ClockPhase
        if !lead.relay.isIncremental {
            (limit, phase) = (lead.sentAt + lead.clocks.answer, .answer)
        } else if let lastOutput {
            (limit, phase) = (lastOutput + lead.clocks.idle, .idle)
        } else {
            (limit, phase) = (lead.sentAt + lead.clocks.firstToken, .firstToken)
        }
        let end = end(of: lead, lastOutput: lastOutput)
        return limit <= end.0 ? (limit, phase) : end
    }

    /// Until when the output of a stream that began `now` is held back; the past if it is not.
    func hold(from now: Instant) -> Instant {
        if isCommitted || !facts.isEventStream { return Instant(nanoseconds: .min) }
        if isBuffered { return .distantFuture }
        return route.hold > .zero ? now + route.hold : Instant(nanoseconds: .min)
    }

    /// What has to be said of holding `bytes` back until `moment`: memory is bounded.
    func hold(_ moment: Instant, with bytes: Int) throws(AttemptFailure) -> Instant {
        if isCommitted { return moment }
        if isBuffered {
            guard bytes <= 32 << 20 else {
                throw AttemptFailure(.oversized, detail: "sent more than 32 MiB, which is too much to buffer")
            }
            return moment
        }
        return bytes <= 1 << 20 ? moment : Instant(nanoseconds: .min)
    }
}
