public import NIOCore
public import PlanBEngine
public import PlanBVocabulary

/// What a client received.
public final class Received {
    /// The status; 0 before there is a head.
    public var status = 0
    /// The field lines.
    public var fields = ""
    /// The body.
    public var body = ""
    /// The head has gone out.
    public var isHeadSent = false
    /// It ended cleanly.
    public var isFinished = false
    /// It was broken off.
    public var isAborted = false
    /// Whether the client is there.
    public let presence = ClientPresence()

    /// Nothing yet.
    public init() {}

    /// The value of the field `name`, which is given in lower case.
    public func field(_ name: String) -> String? {
        for line in fields.split(separator: "\r\n") where line.hasPrefix(name + ": ") {
            return String(line.dropFirst(name.count + 2))
        }
        return nil
    }
}

/// Keeps what a client would receive.
public struct CollectingSink: ReplySink, ~Copyable {
    private let received: Received
    /// Whether a keep-alive is to have gone out before the first attempt.
    private let beatsAtOnce: Bool

    /// A sink that fills `received`.
    public init(_ received: Received, beatsAtOnce: Bool = false) {
        self.received = received
        self.beatsAtOnce = beatsAtOnce
    }

    /// The client.
    public var presence: ClientPresence { received.presence }
    /// Whether there is a head.
    public var isBegun: Bool { received.status != 0 && received.isHeadSent }

    /// Takes the head.
    public mutating func begin(_ head: ReplyHead) {
        guard !received.isHeadSent else { return }
        received.status = head.status
        received.fields = String(buffer: head.fields)
    }

    /// Takes bytes.
    public mutating func write(_ bytes: ByteBuffer) async throws(ClientGone) {
        guard !received.presence.isGone else { throw ClientGone() }
        received.isHeadSent = true
        received.body += String(buffer: bytes)
    }

    /// Sends the head at once, if the test says so.
    public mutating func keepAlive(after span: Instant.Span, head: ReplyHead, beat: ByteBuffer) {
        guard beatsAtOnce else { return }
        begin(head)
        received.isHeadSent = true
        received.body += String(buffer: beat)
    }

    /// A clean end.
    public consuming func finish(_ last: ByteBuffer) async {
        received.isHeadSent = true
        received.body += String(buffer: last)
        received.isFinished = true
    }

    /// No clean end.
    public consuming func abort(_ last: ByteBuffer) async {
        received.body += String(buffer: last)
        received.isAborted = true
    }
}
