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
    func shortened(_ clocks: Clocks) -> Clocks {
        guard let patience = facts.patience else { return clocks }
        var clocks = clocks
        clocks.firstToken = min(clocks.firstToken, patience)
        clocks.idle = min(clocks.idle, patience)
        clocks.answer = min(clocks.answer, patience)
        return clocks
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
        return limit <= deadline ? (limit, phase) : (deadline, .total)
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
