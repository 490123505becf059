import PlanBPolicy
import PlanBVocabulary

/// A target for tests.
func standing(
    _ index: Int, model: String = "m", operations: Set<PlanBVocabulary.Operation> = [.chat],
    contract: Contract = Contract(), disabled: String? = nil, thinking: Thinking = .none, isSelfHosted: Bool = false,
    price: Price? = nil
) -> Standing {
    Standing(
        target: TargetID(index), name: "t\(index)", model: model, contract: contract, operations: operations,
        disabled: disabled, thinking: thinking, isSelfHosted: isSelfHosted, price: price)
}

/// Scopes of a target that shares nothing with others.
func scopes(_ index: Int) -> TargetScopes {
    TargetScopes(name: "t\(index)", endpoint: "e\(index)", account: "a\(index)", model: "m\(index)")
}

/// One request on a route over some targets, step by step, with nobody in between.
struct Table {
    static let start = Instant(nanoseconds: 1_000_000_000_000)
    var now = Table.start
    var health: Health
    var attempts: Attempts
    var chance: Chance
    var delivered: DeliveredShare?

    init(
        _ candidates: [Standing], scopes: [TargetScopes]? = nil, route: Route? = nil, health: Health? = nil,
        within span: Instant.Span = .seconds(60), seed: UInt64 = 1, forced: String? = nil, ask: Ask = Ask(),
        rules: Rules = .standard
    ) {
        var board = health ?? Health(rules: rules)
        _ = board.install(scopes ?? candidates.indices.map(PlanBPolicyTests.scopes))
        self.health = board
        let own = route ?? Route(pattern: ModelPattern("m"), targets: candidates.map(\.target))
        attempts = Attempts(
            Plan(candidates: candidates, skips: []), route: own, deadline: Table.start + span, forced: forced, ask: ask,
            rules: rules)
        chance = Chance(seed)
    }

    mutating func begin() -> Step { attempts.start(&health, now: now, &chance) }

    /// The step after `last` failed. Pauses pass at once.
    mutating func fail(_ last: Step, _ failure: AttemptFailure) -> Step {
        guard let attempt = last.attempt else { return last }
        _ = health.fail(attempt.candidate.slot, failure, started: now, now: now, &chance)
        return attempts.step(after: failure, of: attempt, delivered: delivered, &health, now: now, &chance)
    }

    /// Lets every attempt fail in the same way; gives the targets' names in the order in which they were asked, and how it
    /// ended.
    mutating func failAll(_ failure: AttemptFailure) -> (asked: [String], end: Step) {
        var asked: [String] = []
        var step = begin()
        while let attempt = step.attempt, asked.count < 100 {
            if case .pause(let until, _) = step { now = until }
            asked.append(attempt.candidate.name)
            step = fail(step, failure)
        }
        return (asked, step)
    }
}

extension Step {
    /// What is to be tried, at once or after a pause.
    var attempt: Try? {
        switch self {
        case .attempt(let attempt), .pause(_, let attempt): attempt
        case .surface, .exhausted, .interrupt, .abandon: nil
        }
    }
}
