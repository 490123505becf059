public import NIOCore
public import PlanBEngine

/// Asks targets what they can do, over connections of its own, on one event loop.
public struct TargetInterviewer: Sendable {
    private let shell: LoopShell
    private let gateway: Gateway

    /// An interviewer for targets of `gateway` on `loop`.
    public init(loop: any EventLoop, gateway: Gateway) {
        shell = LoopShell(loop: loop, tls: TLSClientContexts())
        self.gateway = gateway
    }

    /// What `target` shows.
    public func interview(_ target: UpstreamTarget) async -> Interview {
        let (shell, gateway) = (shell, gateway)
        return await withTaskExecutorPreference(shell.executor) {
            await gateway.interview(target, shell.context.upstream)
        }
    }
}
