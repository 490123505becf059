import PlanBDialects
import PlanBVocabulary

extension Exchange {
    /// The relay for an answer of `target`.
    func relay(for target: UpstreamTarget) -> OpenAIRelay {
        OpenAIRelay(
            operation: facts.operation, isStream: facts.probe.isStream, swallowsUsage: !facts.probe.wantsUsage)
    }

    /// The clocks of opening: a stream's head counts into first_token, a whole answer's into answer.
    func openingClocks(_ relay: OpenAIRelay) -> OpeningClocks {
        let phase: ClockPhase = relay.isIncremental ? .firstToken : .answer
        return OpeningClocks(connect: clocks.connect, head: limit(phase), phase: phase, deadline: deadline)
    }

    /// Until when to wait for the next bytes, and whose clock that is.
    func waitLimit(_ relay: OpenAIRelay, sentAt: Instant, lastOutput: Instant?) -> (Instant, ClockPhase) {
        let phase: ClockPhase = relay.isIncremental ? (lastOutput == nil ? .firstToken : .idle) : .answer
        let limit = (lastOutput ?? sentAt) + limit(phase)
        return limit <= deadline ? (limit, phase) : (deadline, .total)
    }

    private func limit(_ phase: ClockPhase) -> Instant.Span {
        let own =
            switch phase {
            case .connect: clocks.connect
            case .firstToken: clocks.firstToken
            case .idle: clocks.idle
            case .answer: clocks.answer
            case .total: clocks.total
            }
        // A client that gives up earlier bounds the wait: failing over while it still listens is worth more.
        guard let patience = facts.patience else { return own }
        return min(own, patience)
    }
}
