import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// The body of one request, read from the connection as it is asked for.
final class ClientBody: RequestBody {
    let declaredLength: Int?
    private let stream: ByteStream
    private let context: LoopContext
    private var decoder: HTTPBodyDecoder
    private var owesContinue: Bool
    private var received = 0
    private var waited = Instant.Span.zero

    init(_ stream: ByteStream, _ head: HTTPRequestHead, _ context: LoopContext) {
        self.stream = stream
        self.context = context
        decoder = HTTPBodyDecoder(head.framing)
        owesContinue = head.expectsContinue
        declaredLength =
            switch head.framing {
            case .none: 0
            case .length(let length): length
            case .chunked, .untilClose: nil
            }
    }

    /// Whether all of it was read.
    var isComplete: Bool {
        if case .some(0) = declaredLength { return true }
        return decoder.isComplete
    }

    func collect(upTo limit: Int) async throws(RequestBodyFailure) -> CollectedBody {
        guard var body = try await next() else { return .whole(ByteBuffer()) }
        if body.readableBytes > limit { return .prefix(body) }
        var isOwn = false
        while let part = try await next() {
            if !isOwn {
                // One allocation for a body whose length is known, within what was promised to be held.
                var whole = ByteBufferAllocator().buffer(capacity: min(declaredLength ?? 0, limit))
                whole.writeImmutableBuffer(body)
                body = whole
                isOwn = true
            }
            body.writeImmutableBuffer(part)
            if body.readableBytes > limit { return .prefix(body) }
        }
        return .whole(body)
    }

    /// How long to wait for the next bytes: for a pause, and in all for no longer than a client of 1000 bytes a second
    /// would take. One that sends a byte now and then would else hold its connection, and memory, for days (slowloris).
    /// Only waiting counts: what the gateway itself takes to hand an upload on is not the client's fault.
    private var patience: Instant.Span {
        let pause = context.limits.body.nanoseconds
        let left = pause + Int64(received) * 1_000_000 - waited.nanoseconds
        return Instant.Span(nanoseconds: max(0, min(pause, left)))
    }

    func next() async throws(RequestBodyFailure) -> ByteBuffer? {
        while true {
            do throws(HTTPFault) {
                switch try decoder.next(&stream.inbox) {
                case .bytes(let bytes):
                    received += bytes.readableBytes
                    return bytes
                case .end: return nil
                case .needMore: break
                }
            } catch {
                throw .malformed(error.description)
            }
            if owesContinue {
                owesContinue = false
                stream.send(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))
            }
            let start = context.time.now()
            let reason = await stream.fill(before: start + patience)
            waited = Instant.Span(nanoseconds: waited.nanoseconds + (context.time.now() - start).nanoseconds)
            switch reason {
            case .bytes: break
            case .timedOut: throw .tooSlow
            case .ended, .cancelled: throw .gone
            }
        }
    }
}
