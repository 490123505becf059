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

    /// A request.
    public init(origin: Origin, head: ByteBuffer, body: Body, isHead: Bool = false) {
        self.origin = origin
        self.head = head
        self.body = body
        self.isHead = isHead
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
public protocol Upstream: AnyObject {
    /// What it opens.
    associatedtype Reply: UpstreamReply

    /// Sends `request` and returns when the response head is there. If the client goes away meanwhile, the attempt is
    /// cancelled and fails with `.clientGone`.
    func open(
        _ request: UpstreamRequest, clocks: OpeningClocks, presence: ClientPresence
    ) async throws(AttemptFailure) -> Reply
}

/// An answer that is arriving. Confined to the loop of the upstream that opened it.
public protocol UpstreamReply: AnyObject {
    /// The status, never 1xx.
    var status: Int { get }
    /// The header.
    var fields: HTTPFields { get }
    /// When the last byte of the request was handed to the connection.
    var sentAt: Instant { get }

    /// The next bytes of the body as they arrive, never empty; nil at its clean end. Fails when `deadline` passes (as
    /// the clock of `phase`), when the body breaks off, and when the client goes away.
    func next(before deadline: Instant, phase: ClockPhase) async throws(AttemptFailure) -> ByteBuffer?

    /// Nothing more is wanted of a good answer: the connection is kept for the next request if its body ended.
    func finish()

    /// Nothing more is wanted: the connection is closed, which tells the provider to stop.
    func cancel()
}
