// Probes: small requests of Plan B's own that find out whether a target which was given up is back.
extension Gateway {
    /// Probes targets whenever one is due, until the surrounding task is cancelled. Runs on the loop of `upstream`;
    /// `onLoop` performs a closure there, from any thread.
    public func probeTargets<U: Upstream>(
        _ upstream: U, onLoop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
    ) async {
    }
}
