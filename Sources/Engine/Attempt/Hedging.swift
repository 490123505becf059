import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

// Asking a second target while the first is slow. The first output wins; nothing of the other has been seen by anybody.
extension Gateway {
    /// Runs `lead` to its first output, and a second attempt beside it if the route hedges and the first is slow. On
    /// return `lead` is the one that has output; on failure the one that failed last.
    func race<U: Upstream>(
        _ lead: inout Lead<U.Reply>, _ exchange: inout Exchange, _ upstream: U, _ presence: ClientPresence
    ) async throws(AttemptFailure) {
        guard let moment = hedgeMoment(lead, exchange) else {
            return try await run(lead, exchange, upstream, presence)
        }
        let first = Runner(lead, presence)
        var second: Runner<U.Reply>?
        let view = ConfinedToLoop((exchange, upstream))
        let alarm = ConfinedToLoop(ClientPresence())
        presence.forward(to: [first.presence])
        let failure: AttemptFailure? = await withTaskGroup(of: Lap.self) { laps in
            let one = ConfinedToLoop(first)
            laps.addTask { .over(0, await self.outcome(one.value, view.value.0, view.value.1)) }
            laps.addTask {
                await view.value.1.pause(until: moment, presence: alarm.value)
                return .slow
            }
            var running = 1
            var last: AttemptFailure?
            while let lap = await laps.next() {
                switch lap {
                case .slow:
                    guard running == 1, last == nil, !first.isOver, !presence.isGone,
                        let attempt = hedge(&exchange)
                    else { continue }
                    let runner = Runner(self.lead(attempt, exchange, U.Reply.self), presence)
                    second = runner
                    presence.forward(to: [first.presence, runner.presence])
                    let two = ConfinedToLoop(runner)
                    running += 1
                    laps.addTask { .over(1, await self.outcome(two.value, view.value.0, view.value.1)) }
                case .over(let index, let failure):
                    running -= 1
                    alarm.value.depart(.superseded)
                    guard let runner = index == 0 ? first : second else { continue }
                    if let failure {
                        // The one that is left may still make it; else this is the failure that decides what is next.
                        if running > 0 { noteLoss(of: runner.lead, failure, &exchange) } else { last = failure }
                        if running == 0 { lead = runner.lead }
                    } else {
                        lead = runner.lead
                        let loser = index == 0 ? second : first
                        // It may have come to its end in the same moment: it has a row all the same.
                        if let loser, running > 0 {
                            if !loser.isOver { loser.presence.depart(.superseded) }
                            running = 0
                            // What it comes to is of no interest any more.
                            while await laps.next() != nil {}
                            noteLoss(of: loser.lead, AttemptFailure(.superseded, detail: "was slower"), &exchange)
                        }
                        last = nil
                        return nil
                    }
                }
            }
            return last
        }
        // On success the winner's connection stays the one to cancel when the client leaves.
        guard let failure else { return }
        presence.settle()
        throw presence.isGone ? AttemptFailure(presence.failureClass, detail: failure.detail) : failure
    }

    private enum Lap: Sendable {
        case slow
        case over(Int, AttemptFailure?)
    }

    private func outcome<U: Upstream>(
        _ runner: Runner<U.Reply>, _ exchange: Exchange, _ upstream: U
    ) async -> AttemptFailure? {
        defer { runner.isOver = true }
        do throws(AttemptFailure) {
            try await run(runner.lead, exchange, upstream, runner.presence)
            return nil
        } catch { return error }
    }

    /// When a second target is to be asked; nil: not at all.
    private func hedgeMoment<Reply: UpstreamReply>(_ lead: Lead<Reply>, _ exchange: Exchange) -> Instant? {
        guard exchange.facts.probe.isStream, exchange.committedAt == nil,
            exchange.facts.isRepeatable, !exchange.demand.isStateful
        else { return nil }
        switch exchange.route.hedge {
        case .off: return nil
        case .after(let span): return lead.started + span
        case .percentile(let share):
            return exchange.board.with { $0.firstOutput(of: lead.attempt.candidate.slot, share: share) }
                .map { lead.started + $0 }
        }
    }

    private func hedge(_ exchange: inout Exchange) -> Try? {
        let now = time.now()
        var chance = self.chance()
        return exchange.board.with { health in
            guard health.hedges.withdraw() else { return nil }
            return exchange.attempts.hedge(health, now: now, &chance)
        }
    }

    /// An attempt that failed or lost while another goes on.
    private func noteLoss<Reply: UpstreamReply>(
        of lead: Lead<Reply>, _ failure: AttemptFailure, _ exchange: inout Exchange
    ) {
        lead.reply?.cancel()
        record(lead, failure: failure, &exchange)
        let now = time.now()
        var chance = self.chance()
        let isDue = exchange.board.with {
            $0.fail(lead.attempt.candidate.slot, failure, started: lead.started, now: now, &chance)
        }
        exchange.attempts.note(failure, of: lead.attempt)
        if isDue { exchange.board.ring() }
    }
}

/// A lead with a client of its own, so that one of two can be cancelled.
private final class Runner<Reply: UpstreamReply> {
    let lead: Lead<Reply>
    let presence = ClientPresence()
    var isOver = false

    init(_ lead: Lead<Reply>, _ parent: ClientPresence) {
        self.lead = lead
        if parent.isGone { presence.depart(parent.failureClass) }
    }
}
