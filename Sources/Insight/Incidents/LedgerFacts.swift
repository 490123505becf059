public import PlanBVocabulary

/// One try at one target, as far as incidents need it.
public struct AttemptFact: Sendable, Equatable {
    /// The request it belongs to.
    public var request: String
    /// Why it was made: first, retry, failover, hedge, restart or prefill.
    public var reason: String
    /// When it began, in milliseconds since 1970.
    public var time: Int64
    /// How long it took, in milliseconds.
    public var duration: Int64
    /// The route that matched.
    public var route: String
    /// The target.
    public var target: String
    /// Whose service it is; empty: not known.
    public var vendor: String
    /// Why it failed; nil: it answered.
    public var failure: FailureClass?
    /// What it cost, in nanodollars, as far as that is known.
    public var cost: Int64
    /// The client got output of it.
    public var isDelivered: Bool
    /// It was made for a drill: a failure may have been planted.
    public var isDrill: Bool

    /// When it was over, in milliseconds since 1970.
    public var end: Int64 { time &+ max(0, duration) }

    /// A try.
    public init(
        request: String, reason: String = "first", time: Int64, duration: Int64 = 0, route: String, target: String,
        vendor: String = "", failure: FailureClass? = nil, cost: Int64 = 0, isDelivered: Bool = false,
        isDrill: Bool = false
    ) {
        self.request = request
        self.reason = reason
        self.time = time
        self.duration = duration
        self.route = route
        self.target = target
        self.vendor = vendor
        self.failure = failure
        self.cost = cost
        self.isDelivered = isDelivered
        self.isDrill = isDrill
    }
}

/// A request that is over, as far as incidents need it.
public struct RequestFact: Sendable, Equatable {
    /// How it ended for whoever asked, as far as targets had to do with it.
    public enum Ending: Sendable, Equatable {
        /// With a complete answer, or with one that is final whoever gives it.
        case answered
        /// With an error, since no target could answer.
        case refused
        /// In the middle of an answer.
        case cut
        /// The client went away first.
        case left
        /// By a rule of the gateway's own, or a mistake of the client: nobody's failure.
        case other
    }

    /// The id that stands in `x-request-id`.
    public var id: String
    /// When it arrived, in milliseconds since 1970.
    public var time: Int64
    /// How long it took, in milliseconds.
    public var duration: Int64
    /// The caller's key id.
    public var key: String
    /// The route that matched.
    public var route: String
    /// The target that answered; empty: none did.
    public var target: String
    /// How it ended.
    public var ending: Ending
    /// The answer was put together of the parts of two.
    public var isResumed: Bool
    /// The drill it took part in; nil: none.
    public var drill: String?
    /// Its way was another one because of the drill.
    public var isDrill: Bool

    /// A request.
    public init(
        id: String, time: Int64, duration: Int64 = 0, key: String, route: String, target: String = "",
        ending: Ending, isResumed: Bool = false, drill: String? = nil, isDrill: Bool = false
    ) {
        self.id = id
        self.time = time
        self.duration = duration
        self.key = key
        self.route = route
        self.target = target
        self.ending = ending
        self.isResumed = isResumed
        self.drill = drill
        self.isDrill = isDrill
    }
}

/// Something beside requests that is on record.
public struct EventFact: Codable, Sendable, Equatable {
    /// Milliseconds since 1970.
    public var time: Int64
    /// The node that wrote it down.
    public var node: String
    /// `health`, `reload`, `start` and so on.
    public var kind: String
    /// What it happened to; empty: the process.
    public var subject: String
    /// One line.
    public var detail: String

    /// An event.
    public init(time: Int64, node: String = "", kind: String, subject: String = "", detail: String) {
        self.time = time
        self.node = node
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }
}
