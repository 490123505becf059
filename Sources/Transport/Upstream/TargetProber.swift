public import NIOCore
public import PlanBEngine

/// Probes the targets of a gateway over connections of its own, on one event loop.
public struct TargetProber: Sendable {
    private let shell: LoopShell
    private let gateway: Gateway

    /// A prober for `gateway` on `loop`.
    public init(loop: any EventLoop, gateway: Gateway) {
        shell = LoopShell(loop: loop, tls: TLSClientContexts())
        self.gateway = gateway
    }

    /// Probes until the surrounding task is cancelled.
    public func run() async {
        let (shell, gateway) = (shell, gateway)
        await withTaskExecutorPreference(shell.executor) {
            await gateway.probeTargets(shell.context.upstream) { work in shell.loop.execute(work) }
        }
    }
}
