public import PlanBProviders
import PlanBVocabulary

/// Where the keys come from that a target's requests are signed with.
public protocol SigningKeys: Sendable {
    /// The keys as they are now, or nil if they cannot be resolved. Called on event loops for each attempt: must answer
    /// from memory.
    func current() -> AWSCredentials?
    /// Why `current()` is nil, naming references and never a secret.
    var problem: String? { get }
}

/// Keys of which each part stands elsewhere.
public struct ReferencedKeys: SigningKeys {
    private let accessKeyID: any SecretSource
    private let secretKey: any SecretSource
    private let sessionToken: (any SecretSource)?

    /// Keys of these parts; the session token belongs to temporary ones.
    public init(
        accessKeyID: any SecretSource, secretKey: any SecretSource, sessionToken: (any SecretSource)? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }

    /// The keys, if every part is there.
    public func current() -> AWSCredentials? {
        guard let id = accessKeyID.current(), let secret = secretKey.current() else { return nil }
        guard let sessionToken else { return AWSCredentials(accessKeyID: Self.text(id), secretKey: secret) }
        guard let token = sessionToken.current() else { return nil }
        return AWSCredentials(accessKeyID: Self.text(id), secretKey: secret, sessionToken: token)
    }

    /// What is wrong with the first part that is missing.
    public var problem: String? {
        ([accessKeyID, secretKey, sessionToken] as [(any SecretSource)?]).lazy.compactMap { $0?.problem }.first
    }

    private static func text(_ secret: Secret) -> String { secret.reveal { String(decoding: $0, as: UTF8.self) } }
}
