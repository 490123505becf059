public import PlanBVocabulary

/// Whether the client is still there. Confined to the event loop of its connection.
///
/// The listener reports the departure; whoever waits for a provider on the client's behalf registers what to cancel.
public final class ClientPresence {
    /// The client has closed its connection.
    public private(set) var isGone = false
    /// What an attempt that is cancelled by the departure fails with: the client left, or the process is about to.
    public private(set) var failureClass = FailureClass.clientGone
    /// Called once, at the departure. One at a time: the attempt under way.
    public var onDeparture: (() -> Void)?

    /// A client that is there.
    public init() {}

    /// Nobody is waiting any more, for the reason given: `.clientGone`, or `.draining`.
    public func depart(_ reason: FailureClass) {
        guard !isGone else { return }
        isGone = true
        failureClass = reason
        let cancel = onDeparture
        onDeparture = nil
        cancel?()
    }

    /// Passes a departure on to `others`: the clients of attempts that run side by side.
    func forward(to others: [ClientPresence]) {
        onDeparture = { [weak self] in
            for other in others { other.depart(self?.failureClass ?? .clientGone) }
        }
    }

    /// Forgets what to cancel, for the next request on the same connection.
    public func settle() { onDeparture = nil }
}
