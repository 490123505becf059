import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// Writes one answer to the client. Dropped unfinished, it aborts the connection.
struct ClientSink: ReplySink, ~Copyable {
    private let connection: ServerConnection
    private let answersHead: Bool
    private let version: HTTPVersion
    private let state: State

    /// What the heartbeat and the task share.
    private final class State {
        var head: ReplyHead?
        var isSent = false
        var isOver = false
    }

    init(_ connection: ServerConnection, answersHead: Bool, version: HTTPVersion) {
        self.connection = connection
        self.answersHead = answersHead
        self.version = version
        state = State()
    }

    deinit {
        if !state.isOver {
            connection.closes = true
            connection.stream.close()
        }
    }

    var presence: ClientPresence { connection.presence }
    var isBegun: Bool { state.isSent }

    mutating func begin(_ head: ReplyHead) {
        connection.heartbeat.stop()
        if !state.isSent { state.head = head }
    }

    mutating func write(_ bytes: ByteBuffer) async throws(ClientGone) {
        guard !connection.stream.isEnded else { throw ClientGone() }
        var out = takeHead(length: nil)
        appendPiece(bytes, to: &out)
        guard await hand(out) else { throw ClientGone() }
    }

    /// Hands bytes to the connection as fast as the client takes them. A slow client is no failure; one that takes
    /// nothing at all is given up, or it would hold a provider's connection for as long as it likes.
    private func hand(_ bytes: ByteBuffer) async -> Bool {
        let stream = connection.stream
        var rest = bytes
        while let slice = rest.readSlice(length: min(rest.readableBytes, Self.sliceSize)), slice.readableBytes > 0 {
            stream.send(slice)
            if stream.isWritable { continue }
            await stream.becomeWritable(before: connection.context.time.now() + connection.context.limits.stall)
            if stream.isEnded { return false }
            guard stream.isWritable else {
                connection.closes = true
                stream.close()
                return false
            }
        }
        return true
    }

    /// So much has to leave within the time for a stalled client.
    private static let sliceSize = 128 << 10

    mutating func keepAlive(after span: Instant.Span, head: ReplyHead, beat: ByteBuffer) {
        let (connection, state, version) = (connection, state, version)
        connection.heartbeat.start(every: span) {
            guard connection.stream.isWritable else { return }
            var out = ByteBuffer()
            if !state.isSent {
                state.isSent = true
                // The end of the connection is the end of the answer.
                if version != .http1_1 { connection.closes = true }
                Self.appendHead(head, length: nil, connection.context, closes: connection.isLast, version, to: &out)
            }
            if version == .http1_1 { HTTPEncoder.appendChunk(beat, to: &out) } else { out.writeImmutableBuffer(beat) }
            if out.readableBytes > 0 { connection.stream.send(out) }
        }
    }

    consuming func finish(_ last: ByteBuffer) async {
        connection.heartbeat.stop()
        state.isOver = true
        guard !connection.stream.isEnded else { return }
        if let head = state.head, head.framing == .whole {
            if head.closes { connection.closes = true }
            _ = await hand(
                Self.whole(
                    head, last, connection.context, closes: connection.isLast, answersHead: answersHead,
                    version: version))
        } else {
            var out = takeHead(length: nil)
            if !answersHead {
                appendPiece(last, to: &out)
                if version == .http1_1 { HTTPEncoder.appendLastChunk(to: &out) } else { connection.closes = true }
            }
            _ = await hand(out)
        }
    }

    consuming func abort(_ last: ByteBuffer) async {
        connection.heartbeat.stop()
        state.isOver = true
        connection.closes = true
        guard !connection.stream.isEnded else { return }
        var out = takeHead(length: nil)
        appendPiece(last, to: &out)
        // No last chunk: the client's parser knows that something is missing. Without chunks only a reset says so.
        guard await hand(out), version != .http1_1 else { return }
        await Farewell.reset(connection.stream, connection.context)
    }

    /// An answer in one piece: head and body in one write.
    static func whole(
        _ head: ReplyHead, _ body: ByteBuffer, _ context: LoopContext, closes: Bool, answersHead: Bool,
        version: HTTPVersion
    ) -> ByteBuffer {
        var out = ByteBufferAllocator().buffer(capacity: 160 + head.fields.readableBytes + body.readableBytes)
        appendHead(head, length: body.readableBytes, context, closes: closes || head.closes, version, to: &out)
        if !answersHead { out.writeImmutableBuffer(body) }
        return out
    }

    private func takeHead(length: Int?) -> ByteBuffer {
        var out = ByteBufferAllocator().buffer(capacity: 1024)
        guard let head = state.head, !state.isSent else { return out }
        state.isSent = true
        if version != .http1_1 { connection.closes = true }
        Self.appendHead(head, length: length, connection.context, closes: connection.isLast, version, to: &out)
        return out
    }

    private func appendPiece(_ bytes: ByteBuffer, to out: inout ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        if version == .http1_1 { HTTPEncoder.appendChunk(bytes, to: &out) } else { out.writeImmutableBuffer(bytes) }
    }

    private static func appendHead(
        _ head: ReplyHead, length: Int?, _ context: LoopContext, closes: Bool, _ version: HTTPVersion,
        to out: inout ByteBuffer
    ) {
        HTTPEncoder.appendStatusLine(head.status, to: &out)
        out.writeImmutableBuffer(head.fields)
        out.writeImmutableBuffer(context.dateField())
        if head.status == 204 {
            // Has no body and says nothing about one (RFC 9110 §8.6).
        } else if let length {
            HTTPEncoder.appendField("content-length", length, to: &out)
        } else if version == .http1_1 {
            out.writeStaticString("transfer-encoding: chunked\r\n")
        }
        if closes {
            out.writeStaticString("connection: close\r\n")
        } else if version != .http1_1 {
            out.writeStaticString("connection: keep-alive\r\n")
        }
        out.writeStaticString("\r\n")
    }
}
