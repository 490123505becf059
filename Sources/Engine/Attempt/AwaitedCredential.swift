import PlanBVocabulary

extension Gateway {
    /// How often a request looks whether the credential is there. It is there after the first second of a process, and
    /// nobody waits again.
    private static let glance = Instant.Span.milliseconds(10)

    /// Waits for a credential that is being fetched for the first time, for as long as a connection may take.
    func awaitCredential<U: Upstream>(of lead: Lead<U.Reply>, _ upstream: U, _ presence: ClientPresence) async {
        guard case .cloud(let credential) = lead.target.credential else { return }
        let limit = lead.started + lead.clocks.connect
        while credential.isAwaited(epoch: time.epochSeconds()), !presence.isGone, time.now() < limit {
            await upstream.pause(until: min(time.now() + Self.glance, limit), presence: presence)
        }
    }
}
