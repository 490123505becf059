import PlanBVocabulary

extension Gateway {
    /// How often a request looks whether the credential is there. It is there after the first second of a process, and
    /// nobody waits again.
    private static let glance = Instant.Span.milliseconds(20)

    /// Waits for a credential that is being fetched for the first time, for as long as a connection may take.
    func wait<U: Upstream>(
        for credential: CloudCredential, until limit: Instant, _ upstream: U, _ presence: ClientPresence
    ) async {
        while credential.isAwaited(epoch: time.epochSeconds()), !presence.isGone, time.now() < limit {
            await upstream.pause(until: min(time.now() + Self.glance, limit), presence: presence)
        }
    }
}
