public import NIOCore
public import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// Asks one server of ours whether it is up, with a connection that is not kept.
public struct HealthProbe: Sendable {
    private let shell: LoopShell

    /// A probe that runs on `loop`.
    public init(loop: any EventLoop) { shell = LoopShell(loop: loop, tls: TLSClientContexts()) }

    /// The status of `GET path`, or nil if there was no answer within two seconds.
    public func status(of path: String, at origin: Origin) async -> Int? {
        await withTaskExecutorPreference(shell.executor) {
            let context = shell.context
            let text = "GET \(path) HTTP/1.1\r\nhost: \(origin.authority)\r\nconnection: close\r\n\r\n"
            let request = UpstreamRequest(origin: origin, head: ByteBuffer(string: text), body: .bytes(ByteBuffer()))
            let clocks = OpeningClocks(
                connect: .seconds(1), head: .seconds(2), phase: .answer, deadline: context.time.now() + .seconds(2))
            do throws(AttemptFailure) {
                let reply = try await context.upstream.open(request, clocks: clocks, presence: ClientPresence())
                defer { reply.cancel() }
                return reply.status
            } catch {
                return nil
            }
        }
    }
}
