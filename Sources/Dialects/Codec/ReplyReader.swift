public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// One event of a stream, out of its framing: server-sent events, or Amazon's frames.
public struct WireEvent: Sendable, Equatable {
    /// The name of the event: the `event:` line, or `:event-type`. Nil if it has none.
    public var name: ByteBuffer?
    /// The payload.
    public var data: ByteBuffer
    /// It stands for a failure: a frame whose `:message-type` is `exception` or `error`. Its name is that of the failure.
    public var isException: Bool

    /// An event.
    public init(name: ByteBuffer? = nil, data: ByteBuffer, isException: Bool = false) {
        self.name = name
        self.data = data
        self.isException = isException
    }
}

/// Reads the stream of a provider, event by event.
public protocol ReplyReader: Sendable {
    /// Nothing was read yet.
    init()

    /// Reads an event and appends what it says.
    ///
    /// Unknown events, members and types of blocks are passed over, unless they are content: what the client cannot be
    /// given must not be left out in silence, so that they are `malformed`.
    /// - Throws: the failure that the event stands for, or `malformed`.
    mutating func take(_ event: WireEvent, into events: inout [ReplyEvent]) throws(AttemptFailure)

    /// The provider has said that the answer is complete: nothing that follows matters.
    var isDone: Bool { get }

    /// Whether the stream may end here.
    /// - Throws: `cut` if it may not, `empty` if there is nothing in it.
    func checkEnd() throws(AttemptFailure)
}

/// Writes the stream of a client, piece by piece.
///
/// One writer writes the whole of a client's stream, also when more than one provider answers in turn: a second `start`
/// is passed over, and what comes after it goes on where the stream was.
public protocol ReplyWriter: Sendable {
    /// Nothing was written yet.
    init(_ context: ReplyContext)

    /// Appends what the client gets for `event`. What ends the stream (finish reasons, usage) is kept for `finish`.
    mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer)

    /// Appends the end of a complete stream. `story` is a JSON object for the member `planb` of the last event that can
    /// carry one; nil for none.
    mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer)

    /// Appends an error, after which the connection is aborted.
    mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer)

    /// Appends something that keeps a connection alive and says nothing.
    static func keepAlive(into out: inout ByteBuffer)

    /// The media type of the stream.
    static var contentType: String { get }
}
