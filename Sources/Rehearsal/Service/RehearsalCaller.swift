public import PlanBEngine
public import PlanBVocabulary

/// Makes requests of rehearsals, off the event loops that serve users.
public protocol RehearsalCaller: Sendable {
    /// Asks `target` of `route`, and nobody else; nil: there is no such route or target. Takes `patience` at most.
    func ask(
        _ request: RehearsalRequest, at target: String, of route: String, label: String, patience: Instant.Span
    ) async -> DrilledAnswer?

    /// Asks whether `target` is there; nil: it need not or cannot be asked.
    func probe(_ target: String, asksForAnswer: Bool, freshness: Instant.Span) async -> DrilledAnswer?
}
