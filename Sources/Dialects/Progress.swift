/// What the bytes fed to a relay amounted to.
public enum Progress: Sendable, Equatable {
    /// Nothing that counts as output: keep-alives, role chunks, an incomplete event.
    case preamble
    /// Output for the client, now in the outgoing buffer.
    case output
    /// The answer is complete; nothing that follows matters.
    case complete
}
