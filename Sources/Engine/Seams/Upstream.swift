public import NIOCore
public import PlanBVocabulary
public import PlanBWire

/// One request to a provider, complete to the byte: the transport adds nothing to it and takes nothing away.
public struct UpstreamRequest {
    /// What follows the head.
    public enum Body {
        /// All of it; may be empty.
        case bytes(ByteBuffer)
        /// A body that is still arriving from the client: what is there, then the source until it ends. Such a request
        /// cannot be sent twice.
        case upload(prefix: ByteBuffer, source: any RequestBody, isChunked: Bool)
    }

    /// Where it goes.
    public var origin: Origin
    /// Request line and field lines with the empty line at the end.
    public var head: ByteBuffer
    /// What follows.
    public var body: Body
    /// It is a `HEAD` request, whose answer has no body whatever its head says.
    public var isHead: Bool
    /// A kept connection will not do: the last one ended without a byte of answer.
    public var needsFreshConnection: Bool

    /// A request.
    public init(
        origin: Origin, head: ByteBuffer, body: Body, isHead: Bool = false, needsFreshConnection: Bool = false
    ) {
        self.origin = origin
        self.head = head
        self.body = body
        self.isHead = isHead
        self.needsFreshConnection = needsFreshConnection
    }
}

/// How long the parts of opening may take.
public struct OpeningClocks: Sendable, Equatable {
    /// From now to an established connection.
    public var connect: Instant.Span
    /// From the request being sent to the response head, and whose clock that is.
    public var head: Instant.Span
    /// The phase that a late head is charged to.
    public var phase: ClockPhase
    /// The end of everything.
    public var deadline: Instant

    /// Clocks for one opening.
    public init(connect: Instant.Span, head: Instant.Span, phase: ClockPhase, deadline: Instant) {
        self.connect = connect
        self.head = head
        self.phase = phase
        self.deadline = deadline
    }
}

/// Opens connections to providers. Confined to one event loop; never crosses it.
public protocol Upstream: AnyObject, SendableMetatype {
    /// What it opens.
    associatedtype Reply: UpstreamReply

    /// Sends `request` and returns when the response head is there. If the client goes away meanwhile, the attempt is
    /// cancelled and fails with `.clientGone`.
    func open(
        _ request: UpstreamRequest, clocks: OpeningClocks, presence: ClientPresence
    ) async throws(AttemptFailure) -> Reply

    /// Lets time pass until `moment`. Returns early when the client of `presence` departs.
    func pause(until moment: Instant, presence: ClientPresence) async
}

/// What came of waiting for the body of an answer.
public enum Arrival: Sendable, Equatable {
    /// Its next bytes, never empty.
    case bytes(ByteBuffer)
    /// Its clean end.
    case end
    /// Nothing until the moment given. The answer may still be waited for.
    case late
}

/// An answer that is arriving. Confined to the loop of the upstream that opened it.
public protocol UpstreamReply: AnyObject, SendableMetatype {
    /// The status, never 1xx.
    var status: Int { get }
    /// The header; empty after `finish`.
    var fields: HTTPFields { get }
    /// When the last byte of the request was handed to the connection.
    var sentAt: Instant { get }

    /// Waits for the body until `deadline`. Fails when the body breaks off and when the client goes away.
    func next(before deadline: Instant) async throws(AttemptFailure) -> Arrival

    /// Nothing more is wanted of a good answer: the connection is kept for the next request if its body ended.
    func finish()

    /// Nothing more is wanted: the connection is closed, which tells the provider to stop.
    func cancel()
}
