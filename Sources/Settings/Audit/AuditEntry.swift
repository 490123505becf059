/// One change that somebody made to the gateway.
public struct AuditEntry: Sendable, Equatable {
    /// Counts up from 1, without gaps.
    public var number: Int
    /// When: `2026-12-31T18:00:00Z`.
    public var time: String
    /// Who: `admin` for the admin port's own token, else the name of the token in the configuration; `cli:USER` for who
    /// edited the file with `planb keys`.
    public var actor: String
    /// What was done, one of few stable words: `key.create`, `key.rotate`, `key.revoke`, `ledger.erase`.
    public var action: String
    /// What it was done to: the id of a key.
    public var subject: String
    /// One line, without secrets.
    public var detail: String
    /// The hash of the entry before; of the first one, 64 zeros.
    public var previous: String
    /// SHA-256 over `previous` and all other fields, in hexadecimal digits.
    public var hash: String
}
