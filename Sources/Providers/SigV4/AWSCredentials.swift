public import PlanBVocabulary

/// What an AWS request is signed with.
public struct AWSCredentials: Sendable, Equatable {
    /// Names the key; no secret.
    public var accessKeyID: String
    /// The key.
    public var secretKey: Secret
    /// Belongs to temporary credentials, and is sent along; nil for those that do not expire.
    public var sessionToken: Secret?

    /// Credentials.
    public init(accessKeyID: String, secretKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }
}
