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

    private static func answer(
        to request: FetchRequest, _ context: LoopContext, _ presence: ClientPresence
    ) async throws(AttemptFailure) -> FetchAnswer {
        let deadline = context.time.now() + request.limit
        let message = UpstreamRequest(
            origin: request.origin, head: request.head.reveal { ByteBuffer(bytes: $0) },
            body: .bytes(request.body.reveal { ByteBuffer(bytes: $0) }), needsFreshConnection: true)
        let clocks = OpeningClocks(
            connect: request.limit, head: request.limit, phase: .answer, deadline: deadline)
        let reply = try await context.upstream.open(message, clocks: clocks, presence: presence)
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
