import PlanBPolicy
import PlanBVocabulary

/// A request of a replay that is under way. It belongs to one replay, on one thread.
final class Flight {
    let request: RecordedRequest
    /// Its route, by its place in the configuration.
    let route: Int
    let demand: Demand
    let timeouts: Timeouts
    let candidates: [Standing]
    /// What an answer uses.
    let usage: Usage
    let arrival: Instant
    var attempts: Attempts
    /// What is under way.
    var current: Try?
    /// What comes after a pause.
    var planned: Try?
    var started = Instant(nanoseconds: 0)
    /// How the present attempt will fail.
    var failure: AttemptFailure?
    /// How long the present attempt takes to its first output, and in all.
    var first = Instant.Span.zero
    var whole = Instant.Span.zero

    init(
        _ request: RecordedRequest, on place: PlanShelf.Place, _ plan: Plan, _ demand: Demand, usage: Usage, ask: Ask,
        arrival: Instant
    ) {
        self.request = request
        self.demand = demand
        self.usage = usage
        self.arrival = arrival
        route = place.index
        timeouts = place.route.timeouts
        candidates = plan.candidates
        attempts = Attempts(plan, route: place.route, deadline: arrival + request.patience, ask: ask)
    }
}
