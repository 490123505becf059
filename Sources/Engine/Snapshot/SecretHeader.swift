public import PlanBVocabulary

/// A header value that must not be printed, but can be compared and hashed as part of a pool's key.
public struct SecretHeader: Sendable, Hashable {
    /// The value.
    public let value: Secret

    /// A header value.
    public init(_ value: Secret) { self.value = value }

    /// Hashes the bytes; the hash never leaves the process.
    public func hash(into hasher: inout Hasher) { value.reveal { hasher.combine($0) } }
}

/// Where a target's credential comes from.
public protocol SecretSource: Sendable {
    /// The secret as it is now, or nil if it cannot be resolved. Called on event loops for each attempt: must answer from
    /// memory.
    func current() -> Secret?
    /// Why `current()` is nil, naming the reference and never the secret.
    var problem: String? { get }
}

/// A secret that is known and does not change.
public struct FixedSecret: SecretSource {
    private let secret: Secret

    /// A source that always gives `secret`.
    public init(_ secret: Secret) { self.secret = secret }

    /// The secret.
    public func current() -> Secret? { secret }
    /// Always nil.
    public var problem: String? { nil }
}
