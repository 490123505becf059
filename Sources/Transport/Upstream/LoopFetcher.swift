public import NIOCore
public import PlanBEngine
public import PlanBVocabulary

/// Sends small requests from one event loop, over connections that are not kept.
public struct LoopFetcher: Fetcher {
    private static let sizeLimit = 256 << 10

    private let shell: LoopShell

    /// A fetcher on `loop`.
    public init(loop: any EventLoop) { shell = LoopShell(loop: loop, tls: TLSClientContexts()) }

    /// The whole answer to `request`.
    public func fetch(_ request: FetchRequest) async throws(AttemptFailure) -> FetchAnswer {
        let shell = shell
        let presence = Confined(value: ClientPresence())
        let result: Result<FetchAnswer, AttemptFailure> = await withTaskCancellationHandler {
            await withTaskExecutorPreference(shell.executor) {
                do throws(AttemptFailure) {
                    return .success(try await Self.answer(to: request, shell.context, presence.value))
                } catch {
                    return .failure(error)
                }
            }
        } onCancel: {
            shell.loop.execute { presence.value.depart(.draining) }
        }
        return try result.get()
    }

    /// Hands the answer to `request` to `part` as it comes, however long it is; its status. The request's limit is for each
    /// part. `part` is called on the event loop.
    public func download(
        _ request: FetchRequest, part: @escaping @Sendable (_ status: Int, _ bytes: ByteBuffer) -> Void
    ) async throws(AttemptFailure) -> Int {
        let shell = shell
        let result: Result<Int, AttemptFailure> = await withTaskExecutorPreference(shell.executor) {
            do throws(AttemptFailure) {
                return .success(try await Self.pass(request, shell.context, part))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func pass(
        _ request: FetchRequest, _ context: LoopContext, _ part: (Int, ByteBuffer) -> Void
    ) async throws(AttemptFailure) -> Int {
        let reply = try await open(request, context, ClientPresence())
        defer { reply.cancel() }
        while true {
            switch try await reply.next(before: context.time.now() + request.limit) {
            case .end: return reply.status
            case .late: throw .late(.answer)
            case .bytes(let bytes): part(reply.status, bytes)
            }
        }
    }

    private static func open(
        _ request: FetchRequest, _ context: LoopContext, _ presence: ClientPresence
    ) async throws(AttemptFailure) -> UpstreamConnection {
        let message = UpstreamRequest(
            origin: request.origin, head: request.head.reveal { ByteBuffer(bytes: $0) },
            body: .bytes(request.body.reveal { ByteBuffer(bytes: $0) }), needsFreshConnection: true)
        let clocks = OpeningClocks(
            connect: request.limit, head: request.limit, phase: .answer, deadline: context.time.now() + request.limit)
        return try await context.upstream.open(message, clocks: clocks, presence: presence)
    }

    private static func answer(
        to request: FetchRequest, _ context: LoopContext, _ presence: ClientPresence
    ) async throws(AttemptFailure) -> FetchAnswer {
        let deadline = context.time.now() + request.limit
        let reply = try await open(request, context, presence)
        defer { reply.cancel() }
        var body = ByteBuffer()
        while true {
            switch try await reply.next(before: deadline) {
            case .end: return FetchAnswer(status: reply.status, body: body)
            case .late: throw .late(.answer)
            case .bytes(var bytes):
                body.writeBuffer(&bytes)
                guard body.readableBytes <= sizeLimit else {
                    throw AttemptFailure(.oversized, detail: "sent more than \(sizeLimit >> 10) KiB")
                }
            }
        }
    }

    /// Touched on the loop only.
    private struct Confined: @unchecked Sendable {
        let value: ClientPresence
    }
}
