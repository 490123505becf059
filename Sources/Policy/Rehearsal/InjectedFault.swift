/// A failure of the primary that a fault drill makes up. It happens inside the gateway, before a socket is opened; only a
/// cut needs an answer to cut.
public enum InjectedFault: String, Sendable, CaseIterable, Codable {
    /// 429 without a word about when to come back.
    case rateLimit = "429"
    /// 503.
    case unavailable = "5xx"
    /// 401, as if the key had been revoked.
    case credential = "401"
    /// Nothing comes until the clock for the first output runs out.
    case stall
    /// The first output comes, but late.
    case slowFirstToken = "slow"
    /// The answer breaks off after its first output.
    case truncation = "truncate"

    /// Users may see it: what was handed over before the cut cannot be taken back.
    public var followsCommit: Bool { self == .truncation }
}
