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
    var ceiling = Int.max
    private var received = 0

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

    func next() async throws(RequestBodyFailure) -> ByteBuffer? {
        while true {
            do throws(HTTPFault) {
                switch try decoder.next(&stream.inbox) {
                case .bytes(let bytes):
                    received += bytes.readableBytes
                    guard received <= ceiling else { throw HTTPFault(.bodyTooLarge(limit: ceiling)) }
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
            switch await stream.fill(before: context.time.now() + context.limits.body) {
            case .bytes: break
            case .timedOut: throw .tooSlow
            case .ended, .cancelled: throw .gone
            }
        }
    }
}
