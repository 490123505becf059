public import PlanBVocabulary

/// What has come of a drill so far.
public struct DrillTally: Sendable, Equatable {
    /// Why a drill is over.
    public enum End: Sendable, Equatable {
        /// Its time was up, or whoever began it ended it.
        case planned
        /// Users saw as many failures as it was allowed.
        case failures
        /// Nobody answered one of its requests, the primary included: there is no safety net.
        case unanswered
        /// It cost as much as it was allowed.
        case spend
        /// Something else, in words.
        case stopped(String)
    }

    /// Requests of the experiment, or copied ones.
    public internal(set) var requests = 0
    /// Requests of the control.
    public internal(set) var controls = 0
    /// Requests that were drawn and could not take part: the backup cannot serve them, there was no allowance left, or
    /// something on the route was not well.
    public internal(set) var passedOver = 0
    /// Failures that users saw.
    public internal(set) var failures = 0
    /// Requests that nobody answered, the primary included; see `DrillOutcome.unanswered`.
    public internal(set) var unanswered = 0
    /// In nanodollars.
    public internal(set) var spend = 0
    /// Requests of the experiment that could fail visibly, and are not over.
    public internal(set) var exposed = 0
    /// Requests of any arm that are not over.
    public internal(set) var underWay = 0
    /// When the last request was assigned to the experiment.
    public internal(set) var lastAssigned: Instant?
    /// Why, and when, it was over; nil: it goes on.
    public internal(set) var end: End?
    /// When it was over.
    public internal(set) var endedAt: Instant?
    /// What may still be spent for what is under way, in nanodollars.
    public internal(set) var held = 0

    /// Nothing has happened.
    public init() {}
}
