public import NIOCore
public import PlanBEngine
public import PlanBVocabulary

/// Makes the requests of rehearsals over connections of its own, on one event loop that serves nobody else.
public struct RehearsalLoop: Sendable {
    private let shell: LoopShell
    private let gateway: Gateway

    /// Requests for `gateway` on `loop`.
    public init(loop: any EventLoop, gateway: Gateway) {
        shell = LoopShell(loop: loop, tls: TLSClientContexts())
        self.gateway = gateway
    }

    /// Asks `target` of `route`; see `Gateway.rehearse`.
    public func ask(
        _ request: RehearsalRequest, at target: String, of route: String, label: String, patience: Instant.Span
    ) async -> DrilledAnswer? {
        let (shell, gateway) = (shell, gateway)
        return await withTaskExecutorPreference(shell.executor) {
            await gateway.rehearse(
                request, at: target, of: route, label: label, patience: patience, shell.context.upstream)
        }
    }

    /// Asks `target` whether it is there; see `Gateway.probe`.
    public func probe(_ target: String, asksForAnswer: Bool, freshness: Instant.Span) async -> DrilledAnswer? {
        let (shell, gateway) = (shell, gateway)
        return await withTaskExecutorPreference(shell.executor) {
            await gateway.probe(target, asksForAnswer: asksForAnswer, freshness: freshness, shell.context.upstream)
        }
    }
}
