import PlanBPolicy
import PlanBVocabulary

/// What makes failures an incident. Times are in milliseconds.
enum IncidentRules {
    static let minute: Int64 = 60_000
    /// So long without a sign of it, and it is over. Breakers ask again much sooner.
    static let quiet: Int64 = 10 * minute
    /// Targets of one vendor that fail at most so long one after the other fail together.
    static let together: Int64 = 2 * minute
    /// Failed attempts that are an incident although nobody noticed.
    static let least = 3
    /// A minute belongs to an incident if a target failed at one attempt in so many. What a provider always fails at is no news.
    static let share = 4

    /// Whether `failure` is the target's own: what health is charged with, and rate limits. A request's own mistake, a client
    /// that left and limits of the gateway's own are none.
    static func counts(_ failure: FailureClass) -> Bool {
        let decision = DecisionMatrix.decision(for: failure)
        return decision.weight != .none || decision.level == .rate
    }

    /// The words of those that do not count.
    static let others = FailureClass.allCases.filter { !counts($0) }.map(\.rawValue)
}
