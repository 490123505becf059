/// Whether the client is still there. Confined to the event loop of its connection.
///
/// The listener reports the departure; whoever waits for a provider on the client's behalf registers what to cancel.
public final class ClientPresence {
    /// The client has closed its connection.
    public private(set) var isGone = false
    /// Called once, at the departure. One at a time: the attempt under way.
    public var onDeparture: (() -> Void)?

    /// A client that is there.
    public init() {}

    /// The client has gone.
    public func depart() {
        guard !isGone else { return }
        isGone = true
        let cancel = onDeparture
        onDeparture = nil
        cancel?()
    }

    /// Forgets what to cancel, for the next request on the same connection.
    public func settle() { onDeparture = nil }
}
