import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

/// Failures that a drill makes up. No provider has a part in them.
enum MadeUp {
    /// The answer breaks off after its first output.
    static let cut = AttemptFailure(.cut, detail: "broke off (made up by a drill)")

    /// How much later a slow first output comes at most.
    static let longestDelay = Instant.Span.seconds(5)

    /// How long a target is silent at most.
    static let longestStall = Instant.Span.seconds(30)

    static func failure(_ fault: InjectedFault) -> AttemptFailure? {
        switch fault {
        case .rateLimit: AttemptFailure(.rateLimited, status: 429, detail: "refused for its rate (made up by a drill)")
        case .unavailable: AttemptFailure(.overloaded, status: 503, detail: "was overloaded (made up by a drill)")
        case .credential: AttemptFailure(.credential, status: 401, detail: "refused the key (made up by a drill)")
        case .stall, .slowFirstToken, .truncation: nil
        }
    }
}

extension Gateway {
    /// Makes up `fault` instead of asking the target, or before it is asked.
    func makeUp<U: Upstream>(
        _ fault: InjectedFault, for lead: Lead<U.Reply>, _ exchange: Exchange, _ upstream: U,
        _ presence: ClientPresence
    ) async throws(AttemptFailure) {
        guard let ticket = exchange.drill else { return }
        ticket.isInjected = true
        let now = time.now()
        drills.note(ticket.number) { detection in
            detection.injected += 1
            detection.firstAt = detection.firstAt ?? now
        }
        if let failure = MadeUp.failure(fault) { throw failure }
        let isStream = exchange.facts.probe.isStream
        let clock = isStream ? lead.clocks.firstToken : lead.clocks.answer
        switch fault {
        case .stall:
            // The others need time as well.
            let end = min(lead.started + min(clock, MadeUp.longestStall), exchange.halfway(from: lead.started))
            await upstream.pause(until: end, presence: presence)
            guard !presence.isGone else { throw AttemptFailure(presence.failureClass, detail: "the client left") }
            throw .late(time.now() >= exchange.deadline ? .total : isStream ? .firstToken : .answer)
        case .slowFirstToken:
            let delay = min(Instant.Span(nanoseconds: clock.nanoseconds / 2), MadeUp.longestDelay)
            let end = min(lead.started + delay, exchange.halfway(from: lead.started))
            await upstream.pause(until: end, presence: presence)
            guard !presence.isGone else { throw AttemptFailure(presence.failureClass, detail: "the client left") }
            // Nobody is asked when nobody can wait for it.
            guard time.now() < exchange.deadline else { throw .late(.total) }
        case .truncation: lead.isToBeCut = true
        case .rateLimit, .unavailable, .credential: break
        }
    }
}
