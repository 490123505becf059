public import NIOCore
public import PlanBVocabulary

/// The head of an answer to the client, without the parts that belong to the connection (framing, `date`,
/// `connection`): those are the listener's.
public struct ReplyHead: Sendable {
    /// How the body ends.
    public enum Framing: Sendable, Equatable {
        /// The whole body comes with `finish`, whose size is its length.
        case whole
        /// Piece by piece.
        case stream
    }

    /// The status.
    public var status: Int
    /// Complete field lines, each with its CRLF.
    public var fields: ByteBuffer
    /// How the body ends.
    public var framing: Framing
    /// The connection ends with this answer.
    public var closes: Bool

    /// A head.
    public init(status: Int, fields: ByteBuffer, framing: Framing, closes: Bool = false) {
        self.status = status
        self.fields = fields
        self.framing = framing
        self.closes = closes
    }
}

/// The client went away: writing is pointless.
public struct ClientGone: Error, Sendable, Equatable {
    /// The one value.
    public init() {}
}

/// Where an answer goes: head, then body, then finish or abort, each at most once. A sink that is dropped unfinished
/// aborts the connection, so that a half answer can never look whole.
///
/// Confined to the event loop of the client's connection. Only used as a generic parameter.
public protocol ReplySink: ~Copyable {
    /// Whether the client is still there.
    var presence: ClientPresence { get }

    /// Whether a head has gone out, by `begin` or by a keep-alive.
    var isBegun: Bool { get }

    /// Sets the head, which leaves with the next bytes. Has no effect if a keep-alive sent one before.
    mutating func begin(_ head: ReplyHead)

    /// Hands bytes to the client; suspends while the client reads slower than that.
    mutating func write(_ bytes: ByteBuffer) async throws(ClientGone)

    /// If nothing has begun `after` from now, sends `head` and then `beat` every `after`, until `begin` is called.
    mutating func keepAlive(after: Instant.Span, head: ReplyHead, beat: ByteBuffer)

    /// Ends the answer with its last bytes.
    consuming func finish(_ last: ByteBuffer) async

    /// Breaks the answer off after `last`, so that no client can take it for complete.
    consuming func abort(_ last: ByteBuffer) async
}
