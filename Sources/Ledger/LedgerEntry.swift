public import PlanBVocabulary

/// One fact for the ledger. A request has one `request` entry and one `attempt` entry for each try upstream.
public enum LedgerEntry: Sendable {
    /// One try at one target.
    case attempt(AttemptEntry)
    /// The request as a whole, once it is over.
    case request(RequestEntry)
}

/// One try at one target.
public struct AttemptEntry: Sendable {
    /// The request it belongs to.
    public var request: String
    /// 1 for the first attempt of the request.
    public var number: Int
    /// Why it was made: first, retry, failover, hedge, restart or prefill.
    public var reason: String
    /// The target's name in the configuration.
    public var target: String
    /// The model name that was sent.
    public var model: String
    /// `200`, another status, or the class of the failure.
    public var outcome: String
    /// The failure's class; nil for an answer.
    public var failure: FailureClass?
    /// From the start of the attempt to its end.
    public var duration: Instant.Span
    /// Tokens as the provider counted them; nil if it did not say.
    public var usage: Usage?
    /// What it cost by the price that was in force, in nanodollars; nil: no price is known, or no usage.
    public var cost: Int?
    /// Which price list that was: the day of a catalog, or `configuration`; empty: the target is unpriced.
    public var priceVersion: String
    /// One line about what went wrong.
    public var detail: String

    /// An attempt's row.
    public init(
        request: String, number: Int, reason: String, target: String, model: String, outcome: String,
        failure: FailureClass?, duration: Instant.Span, usage: Usage? = nil, cost: Int? = nil,
        priceVersion: String = "",
        detail: String
    ) {
        self.request = request
        self.number = number
        self.reason = reason
        self.target = target
        self.model = model
        self.outcome = outcome
        self.failure = failure
        self.duration = duration
        self.usage = usage
        self.cost = cost
        self.priceVersion = priceVersion
        self.detail = detail
    }
}

/// A request that is over.
public struct RequestEntry: Sendable {
    /// How it ended for the client.
    public enum Outcome: String, Sendable {
        /// A complete answer was handed over.
        case answered
        /// A provider's final error answer was handed over.
        case surfaced
        /// Plan B answered with an error of its own.
        case failed
        /// The answer broke off after text was sent; the client got an error event.
        case cut
        /// The client went away first.
        case abandoned
    }

    /// The id that stands in `x-request-id`.
    public var id: String
    /// The caller's key id, or `local`.
    public var key: String
    /// The route that matched.
    public var route: String
    /// What was asked for.
    public var operation: Operation
    /// The model name as asked.
    public var model: String
    /// The target that answered.
    public var target: String?
    /// How it ended.
    public var outcome: Outcome
    /// The status the client saw.
    public var status: Int
    /// Tries upstream.
    public var attempts: Int
    /// From arrival to the first byte of output handed to the client.
    public var commitAfter: Instant.Span?
    /// From arrival to the end.
    public var duration: Instant.Span
    /// Tokens as the provider counted them; nil if it did not say.
    public var usage: Usage?
    /// The configuration generation that served it.
    public var generation: Int

    /// A request's row.
    public init(
        id: String, key: String, route: String, operation: Operation, model: String, target: String?, outcome: Outcome,
        status: Int, attempts: Int, commitAfter: Instant.Span?, duration: Instant.Span, usage: Usage?, generation: Int
    ) {
        self.id = id
        self.key = key
        self.route = route
        self.operation = operation
        self.model = model
        self.target = target
        self.outcome = outcome
        self.status = status
        self.attempts = attempts
        self.commitAfter = commitAfter
        self.duration = duration
        self.usage = usage
        self.generation = generation
    }
}
