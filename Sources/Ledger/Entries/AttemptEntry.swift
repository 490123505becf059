public import PlanBVocabulary

/// One try at one target.
public struct AttemptEntry: Sendable, Equatable {
    /// The request it belongs to.
    public var request: String
    /// 1 for the first attempt of the request.
    public var number: Int
    /// Why it was made: first, retry, failover, hedge, restart or prefill.
    public var reason: String
    /// When it began, in milliseconds since 1970.
    public var time: Int64
    /// The caller's key id, or `local`.
    public var key: String
    /// The team of the key; empty: none.
    public var team: String
    /// The labels of the key and of the request.
    public var tags: [String]
    /// The route that matched.
    public var route: String
    /// What was asked for.
    public var operation: Operation
    /// The target's name in the configuration.
    public var target: String
    /// Whose service it is.
    public var vendor: String
    /// The account behind the credential; empty: not known.
    public var account: String
    /// The cloud that the provider is part of; empty: none.
    public var cloud: String
    /// The region label; empty: none.
    public var region: String
    /// What fails or is withdrawn together with the model; empty: not known.
    public var lineage: String
    /// The model name that was sent.
    public var model: String
    /// `200`, another status, or the class of the failure.
    public var outcome: String
    /// The failure's class; nil for an answer.
    public var failure: FailureClass?
    /// The status the target answered with; nil: it did not.
    public var status: Int?
    /// From the start of the attempt until the request was sent; nil: it was not.
    public var sentAfter: Instant.Span?
    /// From the start of the attempt to its first output; nil: there was none.
    public var firstOutputAfter: Instant.Span?
    /// From the start of the attempt to its end.
    public var duration: Instant.Span
    /// Bytes of the request body.
    public var bytesSent: Int
    /// Bytes of the answer's body.
    public var bytesReceived: Int
    /// The provider's own id of the request; empty: it gave none.
    public var providerRequest: String
    /// How long the provider asked to wait.
    public var retryAfter: Instant.Span?
    /// Tokens: as the provider counted them, or an estimate; nil: nothing is known, and nothing was generated.
    public var usage: Usage?
    /// The usage is an estimate: the answer ended before its provider counted.
    public var isEstimated: Bool
    /// What it cost by the price that was in force, in nanodollars; nil: no price is known, or no usage.
    public var cost: Int?
    /// Which price list that was: the day of a catalog, or `configuration`; `ceiling`: no price is known, and budgets were
    /// charged what `unpriced:` says; empty: the target is unpriced.
    public var priceVersion: String
    /// The client got output of it. What others cost is wasted.
    public var isDelivered: Bool
    /// One line about what went wrong.
    public var detail: String
    /// The trace of its request is recorded; for those who watch the ledger, it is not written down.
    public var isTraced: Bool

    /// The price version of what has no price, and is charged the ceiling for the sake of a budget.
    public static let ceiling = "ceiling"

    /// An attempt's row.
    public init(
        request: String, number: Int, reason: String, time: Int64 = 0, key: String = "", team: String = "",
        tags: [String] = [], route: String = "", operation: Operation = .chat, target: String, vendor: String = "",
        account: String = "", cloud: String = "", region: String = "", lineage: String = "", model: String,
        outcome: String, failure: FailureClass?, status: Int? = nil, sentAfter: Instant.Span? = nil,
        firstOutputAfter: Instant.Span? = nil, duration: Instant.Span, bytesSent: Int = 0, bytesReceived: Int = 0,
        providerRequest: String = "", retryAfter: Instant.Span? = nil, usage: Usage? = nil, isEstimated: Bool = false,
        cost: Int? = nil, priceVersion: String = "", isDelivered: Bool = false, detail: String,
        isTraced: Bool = false
    ) {
        self.request = request
        self.number = number
        self.reason = reason
        self.time = time
        self.key = key
        self.team = team
        self.tags = tags
        self.route = route
        self.operation = operation
        self.target = target
        self.vendor = vendor
        self.account = account
        self.cloud = cloud
        self.region = region
        self.lineage = lineage
        self.model = model
        self.outcome = outcome
        self.failure = failure
        self.status = status
        self.sentAfter = sentAfter
        self.firstOutputAfter = firstOutputAfter
        self.duration = duration
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.providerRequest = providerRequest
        self.retryAfter = retryAfter
        self.usage = usage
        self.isEstimated = isEstimated
        self.cost = cost
        self.priceVersion = priceVersion
        self.isDelivered = isDelivered
        self.detail = detail
        self.isTraced = isTraced
    }
}
