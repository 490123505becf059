public import NIOCore
public import PlanBVocabulary

/// A small request of Plan B's own, to a service that gives credentials.
public struct FetchRequest: Sendable {
    /// Where it goes.
    public var origin: Origin
    /// Request line and field lines with the empty line at the end; may hold secrets.
    public var head: Secret
    /// The body; may hold secrets.
    public var body: Secret
    /// The time for all of it.
    public var limit: Instant.Span

    /// A request.
    public init(origin: Origin, head: Secret, body: Secret = Secret([]), limit: Instant.Span) {
        self.origin = origin
        self.head = head
        self.body = body
        self.limit = limit
    }
}

/// A whole answer. Its body may hold secrets, and is not for logs.
public struct FetchAnswer: Sendable {
    /// The status. A redirect is an answer like any other: it is not followed.
    public var status: Int
    /// The body.
    public var body: ByteBuffer

    /// An answer.
    public init(status: Int, body: ByteBuffer) {
        self.status = status
        self.body = body
    }
}

/// Sends small requests, from any thread. A seam, so that what fetches credentials needs no sockets of its own.
public protocol Fetcher: Sendable {
    /// The answer to `request`. Fails if there is none in its time, or if it is longer than 256 KiB.
    func fetch(_ request: FetchRequest) async throws(AttemptFailure) -> FetchAnswer
}
