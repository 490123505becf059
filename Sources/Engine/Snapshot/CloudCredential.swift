public import PlanBProviders
public import PlanBVocabulary
import Synchronization

/// A credential that the gateway gets for itself from a cloud, and renews before it expires (`credentials: auto`).
///
/// It is a place for one: whoever fetches it (`PlanBCredentials`) puts it in, requests take it out. Requests never fetch.
public final class CloudCredential: Sendable {
    /// Who the gateway is to that cloud.
    public enum Identity: Sendable, Hashable {
        /// Keys of AWS. Tokens of roles are had from the security token service in this region.
        case aws(region: String)
        /// A token of Google with the scope `cloud-platform`.
        case google
        /// A token of Microsoft Entra for this scope.
        case entra(scope: String)
    }

    /// What is fetched, and how the services that give it are reached. Equal ones are one credential.
    public struct Key: Sendable, Hashable {
        /// Who the gateway is.
        public var identity: Identity
        /// How the cloud's token services are reached; its metadata services always directly.
        public var network: NetworkSettings
        /// The names of token services may resolve to private addresses.
        public var allowsPrivate: Bool

        /// A key.
        public init(_ identity: Identity, network: NetworkSettings = .direct, allowsPrivate: Bool = false) {
            self.identity = identity
            self.network = network
            self.allowsPrivate = allowsPrivate
        }
    }

    /// What opens the cloud.
    public enum Value: Sendable, Equatable {
        /// Sent as `authorization: Bearer`.
        case token(Secret)
        /// Signs requests.
        case keys(AWSCredentials)
    }

    /// A value that was granted.
    public struct Grant: Sendable, Equatable {
        /// The value.
        public var value: Value
        /// When it ends, in seconds since 1970; nil: it does not.
        public var expires: Int64?

        /// A grant.
        public init(_ value: Value, expires: Int64?) {
            self.value = value
            self.expires = expires
        }
    }

    private struct State {
        var grant: Grant?
        var problem: String?
        var isDoubted = false
    }

    /// What is fetched.
    public let key: Key
    private let state = Mutex(State())

    /// Nothing was fetched yet.
    public init(_ key: Key) { self.key = key }

    /// A value that ends while the request is on its way is no use. In seconds.
    private static let margin: Int64 = 5

    /// The value, if there is one that is still good at `epoch` (seconds since 1970), and a moment after.
    public func current(epoch: Int64) -> Value? {
        state.withLock { state in
            guard let grant = state.grant, grant.expires.map({ epoch + Self.margin < $0 }) ?? true else { return nil }
            return grant.value
        }
    }

    /// Whether there is no value, but there may be one soon: nothing has failed yet.
    public func isAwaited(epoch: Int64) -> Bool {
        current(epoch: epoch) == nil && state.withLock { $0.problem == nil }
    }

    /// Why there is no value, or why the one in use could not be renewed. Never a secret.
    public var problem: String? { state.withLock { $0.problem } }

    /// Why there is no value at all; nil if there is one, or may be one soon.
    public var refusal: String? { state.withLock { $0.grant == nil ? $0.problem : nil } }

    /// Puts in what was fetched.
    public func renew(_ grant: Grant) { state.withLock { $0 = State(grant: grant) } }

    /// It could not be fetched. A value that is still good stays in use.
    /// - Parameter epoch: now, in seconds since 1970.
    public func fail(_ problem: String, epoch: Int64) {
        state.withLock { state in
            state.problem = problem
            if let end = state.grant?.expires, end <= epoch { state.grant = nil }
        }
    }

    /// The cloud has refused the value: it may have been withdrawn.
    public func doubt() { state.withLock { $0.isDoubted = true } }

    /// Whether it was doubted since this was asked last.
    public func takeDoubt() -> Bool {
        state.withLock { state in
            defer { state.isDoubted = false }
            return state.isDoubted
        }
    }
}

extension CloudCredential.Identity: CustomStringConvertible {
    /// For people: which cloud.
    public var description: String {
        switch self {
        case .aws: "AWS"
        case .google: "Google Cloud"
        case .entra: "Microsoft Entra"
        }
    }
}
