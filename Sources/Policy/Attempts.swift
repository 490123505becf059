public import PlanBVocabulary

/// The decisions of one request about its attempts: which target next, or how it ends.
///
/// This build knows one move: the next target of the plan. Retries on the same target, health and budgets enter here
/// as further steps.
public struct Attempts: Sendable {
    /// What to do next.
    public enum Step: Sendable, Equatable {
        /// Try this candidate.
        case attempt(Standing)
        /// Hand the last failure, a final answer of the provider, to the client.
        case surface(AttemptFailure)
        /// Nothing is left to try.
        case exhausted(Verdict)
        /// Text was sent already: tell the client that the stream broke.
        case interrupt(AttemptFailure)
        /// Nobody is waiting any more.
        case abandon
    }

    private let candidates: [Standing]
    private let deadline: Instant
    private var next = 0
    /// Every failure so far, in order.
    public private(set) var failures: [AttemptFailure] = []

    /// Decisions for `plan`, none of which start after `deadline`.
    public init(_ plan: Plan, deadline: Instant) {
        candidates = plan.candidates
        self.deadline = deadline
    }

    /// The first step.
    public mutating func start(now: Instant) -> Step { advance(now: now) }

    /// The step after an attempt ended with `failure`; `isCommitted` if output was handed to the client before.
    public mutating func step(after failure: AttemptFailure, isCommitted: Bool, now: Instant) -> Step {
        failures.append(failure)
        if failure.failureClass == .clientGone { return .abandon }
        if isCommitted { return .interrupt(failure) }
        if failure.failureClass == .badRequest { return .surface(failure) }
        if failure.failureClass == .draining { return .exhausted(Verdict.of(failures)) }
        return advance(now: now)
    }

    private mutating func advance(now: Instant) -> Step {
        guard next < candidates.count, now < deadline else { return .exhausted(Verdict.of(failures)) }
        defer { next += 1 }
        return .attempt(candidates[next])
    }
}
