import NIOCore

/// An event loop with what its connections share, in a form that may cross threads. The context itself may not: it is
/// reached on the loop only.
final class LoopShell: @unchecked Sendable {
    let loop: any EventLoop
    let executor: LoopExecutor
    /// Confined to `loop`.
    let context: LoopContext

    init(loop: any EventLoop, tls: TLSClientContexts, limits: TimeLimits = .standard) {
        self.loop = loop
        executor = LoopExecutor(loop)
        context = LoopContext(loop: loop, time: SystemTime(), tls: tls, limits: limits)
    }

    func onLoop(_ body: @escaping @Sendable (LoopContext) -> Void) {
        loop.execute { body(self.context) }
    }
}
