import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// One connection to a provider, and the answer that is arriving on it.
final class UpstreamConnection: Waiter, UpstreamReply {
    let stream: ByteStream
    let origin: Origin
    let madeAt: Instant
    /// Weak: a connection idles in its channel's pipeline for a moment longer than its pool, when the process ends.
    private weak var pool: LoopUpstream?

    private(set) var status = 0
    private(set) var fields = HTTPFields()
    private(set) var sentAt = Instant(nanoseconds: 0)
    /// Whether a byte of the present answer has arrived.
    private(set) var hasReceived = false
    private var body = HTTPBodyDecoder(.none)
    private var isReusable = false
    /// The provider has the whole request; else the next one would be taken for the rest of it.
    private var isSent = false
    private var presence: ClientPresence?
    /// Bytes that came after the answer was complete.
    private var surplus = 0

    /// Informational responses before an answer. Some servers send one every few seconds while a model thinks.
    private static let mostInformational = 200
    /// An end of a body that is larger is not waited for.
    private static let mostSurplus = 64 << 10

    init(_ stream: ByteStream, origin: Origin, pool: LoopUpstream, madeAt: Instant) {
        self.stream = stream
        self.origin = origin
        self.pool = pool
        self.madeAt = madeAt
    }

    /// Sends `request` and reads the head of its answer.
    func exchange(
        _ request: UpstreamRequest, _ clocks: OpeningClocks, _ presence: ClientPresence, _ time: SystemTime
    ) async throws(AttemptFailure) {
        self.presence = presence
        hasReceived = false
        isSent = false
        surplus = 0
        let stream = stream
        presence.onDeparture = { stream.cancel() }
        do throws(AttemptFailure) {
            try await send(request, clocks)
            sentAt = time.now()
            try await readHead(request, before: min(sentAt + clocks.head, clocks.deadline), clocks)
        } catch {
            let isGone = error.failureClass == .clientGone && presence.isGone
            cancel()
            throw isGone ? AttemptFailure(presence.failureClass, detail: error.detail) : error
        }
    }

    private func send(_ request: UpstreamRequest, _ clocks: OpeningClocks) async throws(AttemptFailure) {
        var head = request.head
        switch request.body {
        case .bytes(let body):
            // One write for what fits into few packets; a copy of more would cost more than a second vector.
            if body.readableBytes <= 16 << 10 {
                head.writeImmutableBuffer(body)
                stream.send(head)
            } else {
                stream.queue(head)
                stream.send(body)
            }
            isSent = true
        case .upload(let prefix, let source, let isChunked):
            stream.queue(head)
            isSent = try await UploadPump.run(prefix, source, isChunked: isChunked, to: stream, before: clocks.deadline)
        }
    }

    private func readHead(
        _ request: UpstreamRequest, before deadline: Instant, _ clocks: OpeningClocks
    ) async throws(AttemptFailure) {
        var parser = HTTPResponseParser(limits: .response)
        var informational = 0
        while true {
            do throws(HTTPFault) {
                while let head = try parser.parseHead(&stream.inbox, requestWasHead: request.isHead) {
                    if head.status >= 200 { return begin(head) }
                    guard head.status != 101 else { throw HTTPFault(.status) }
                    informational += 1
                    guard informational <= Self.mostInformational else {
                        throw HTTPFault(.tooManyInformational(limit: Self.mostInformational))
                    }
                    parser = HTTPResponseParser(limits: .response)
                }
            } catch {
                throw AttemptFailure(.malformed, detail: "sent a broken response head: \(error.description)")
            }
            switch await stream.fill(before: deadline) {
            case .bytes: hasReceived = true
            case .ended:
                var failure = AttemptFailure(.reset, detail: "closed the connection without an answer")
                failure.forbidsRepeat = hasReceived
                throw failure
            case .cancelled: throw gone()
            case .timedOut: throw .late(deadline == clocks.deadline ? .total : clocks.phase)
            }
        }
    }

    private func begin(_ head: HTTPResponseHead) {
        hasReceived = true
        status = head.status
        fields = head.fields
        body = HTTPBodyDecoder(head.framing)
        isReusable = head.keepAlive
    }

    /// The next bytes of the body.
    func next(before deadline: Instant) async throws(AttemptFailure) -> Arrival {
        while true {
            do throws(HTTPFault) {
                switch try body.next(&stream.inbox) {
                case .bytes(let bytes): return .bytes(bytes)
                case .end: return .end
                case .needMore: break
                }
            } catch {
                throw AttemptFailure(.cut, detail: "sent a broken body: \(error.description)")
            }
            switch await stream.fill(before: deadline) {
            case .bytes: break
            case .cancelled: throw gone()
            case .timedOut: return .late
            case .ended:
                guard stream.inbox.readableBytes == 0 else { continue }
                try close()
                return .end
            }
        }
    }

    /// The connection ended: right for a body that lasts until then, a cut for any other.
    private func close() throws(AttemptFailure) {
        isReusable = false
        if stream.failure != nil {
            throw AttemptFailure(.cut, detail: "reset the connection in the middle of the answer")
        }
        do throws(HTTPFault) { try body.closed() } catch {
            throw AttemptFailure(.cut, detail: "closed the connection in the middle of the answer")
        }
    }

    /// Keeps the connection for the next request. The answer may be complete before its body has ended: many servers
    /// send the last chunk by itself. It is waited for a moment, without anybody waiting.
    func finish() {
        release()
        // An idle connection keeps no head: it would keep what it was read from, too.
        fields = HTTPFields()
        if !body.isComplete { _ = try? body.next(&stream.inbox) }
        guard isReusable, isSent, !stream.isEnded, !stream.isCancelled else { return stream.close() }
        stream.onEnd = { [weak self] in self?.expire() }
        if body.isComplete { return keep() }
        stream.onBytes = { [weak self] in self?.drain() }
        pool?.linger(self)
    }

    private func drain() {
        while true {
            switch try? body.next(&stream.inbox) {
            case .bytes(let bytes):
                surplus += bytes.readableBytes
                guard surplus <= Self.mostSurplus else { return expire() }
            case .needMore: return
            case .end: return keep()
            case nil: return expire()
            }
        }
    }

    private func keep() {
        stream.onBytes = nil
        guard stream.inbox.readableBytes == 0, let pool else { return expire() }
        // Nobody has asked for anything.
        stream.onBytes = { [weak self] in self?.expire() }
        pool.keep(self)
    }

    func cancel() {
        release()
        stream.close()
    }

    /// The connection is used again: it is not idle any more.
    func leave() {
        stream.onBytes = nil
        stream.onEnd = nil
        pool?.stopWatching(self)
    }

    /// Idle for too long, or closed by the provider.
    override func expire() {
        stream.onBytes = nil
        stream.onEnd = nil
        if let pool { pool.drop(self) } else { stream.close() }
    }

    private func release() {
        presence?.settle()
        presence = nil
    }

    private func gone() -> AttemptFailure {
        AttemptFailure(presence?.failureClass ?? .clientGone, detail: "was cancelled")
    }
}
