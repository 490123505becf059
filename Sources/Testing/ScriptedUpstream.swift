import NIOCore
public import PlanBEngine
public import PlanBVocabulary
public import PlanBWire

/// Providers that do what a test says, in virtual time.
public final class ScriptedUpstream: Upstream {
    /// What one attempt meets.
    public enum Act: Sendable {
        /// No answer: this failure.
        case fail(AttemptFailure)
        /// An answer: `status`, content type and the pieces of its body, each after a wait.
        case answer(status: Int, contentType: String, pieces: [Piece])
    }

    /// One piece of a body.
    public enum Piece: Sendable {
        /// These bytes.
        case text(String)
        /// Nothing for so long.
        case wait(Instant.Span)
        /// The body breaks off.
        case fail(AttemptFailure)
    }

    private let time: ManualTime
    private var acts: [String: [Act]]
    /// What was sent, in order: host, head and body.
    public private(set) var requests: [(host: String, head: String, body: String)] = []

    /// `acts` are used up in order, by the host of the origin.
    public init(_ time: ManualTime, _ acts: [String: [Act]]) {
        self.time = time
        self.acts = acts
    }

    /// Lets time pass at once.
    public func pause(until moment: Instant, presence: ClientPresence) async {
        if moment > time.now() { time.advance(moment - time.now()) }
    }

    /// Plays the next act of the origin's host.
    public func open(
        _ request: UpstreamRequest, clocks: OpeningClocks, presence: ClientPresence
    ) async throws(AttemptFailure) -> ScriptedReply {
        var body = ""
        if case .bytes(let bytes) = request.body { body = String(buffer: bytes) }
        requests.append((request.origin.host, String(buffer: request.head), body))
        guard var left = acts[request.origin.host], !left.isEmpty else {
            throw AttemptFailure(.refused, detail: "has no act left")
        }
        let act = left.removeFirst()
        acts[request.origin.host] = left
        switch act {
        case .fail(let failure): throw failure
        case .answer(let status, let contentType, let pieces):
            let reply = try ScriptedReply(time, status, contentType, pieces)
            // A head that only comes after a wait is late by the clock of the head.
            try reply.skipWaits(until: min(reply.sentAt + clocks.head, clocks.deadline), clocks.phase)
            return reply
        }
    }
}

/// An answer of a `ScriptedUpstream`.
public final class ScriptedReply: UpstreamReply {
    private let time: ManualTime
    private var pieces: [ScriptedUpstream.Piece]
    /// The status.
    public let status: Int
    /// The header: a content type.
    public private(set) var fields: HTTPFields
    /// When the request was sent.
    public let sentAt: Instant
    /// Whether it was cancelled.
    public private(set) var isCancelled = false

    init(
        _ time: ManualTime, _ status: Int, _ contentType: String, _ pieces: [ScriptedUpstream.Piece]
    ) throws(AttemptFailure) {
        self.time = time
        self.status = status
        self.pieces = pieces
        sentAt = time.now()
        var parser = HTTPResponseParser()
        var head = ByteBuffer(string: "HTTP/1.1 200 OK\r\ncontent-type: \(contentType)\r\n\r\n")
        let parsed = try? parser.parseHead(&head, requestWasHead: false)
        fields = parsed?.fields ?? HTTPFields()
    }

    /// Lets the waits at the front pass.
    func skipWaits(until deadline: Instant, _ phase: ClockPhase) throws(AttemptFailure) {
        while case .wait(let span) = pieces.first {
            let end = time.now() + span
            guard end < deadline else {
                pieces[0] = .wait(end - deadline)
                time.advance(deadline - time.now())
                throw .late(phase)
            }
            pieces.removeFirst()
            time.advance(span)
        }
    }

    /// The next piece.
    public func next(before deadline: Instant) async throws(AttemptFailure) -> Arrival {
        do throws(AttemptFailure) { try skipWaits(until: deadline, .answer) } catch { return .late }
        guard !pieces.isEmpty else { return .end }
        switch pieces.removeFirst() {
        case .text(let text): return .bytes(ByteBuffer(string: text))
        case .fail(let failure): throw failure
        case .wait: return .end
        }
    }

    /// Nothing more is wanted; its head is not kept.
    public func finish() { fields = HTTPFields() }
    /// Nothing more is wanted, and the provider is told.
    public func cancel() { isCancelled = true }
}
