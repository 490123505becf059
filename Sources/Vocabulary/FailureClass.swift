/// Why an attempt did not give an answer. The words are few and stable: they are metric labels.
public enum FailureClass: String, Sendable, Hashable, CaseIterable {
    /// The name did not resolve.
    case dns
    /// Nobody listens there, or the network says no.
    case refused
    /// No connection within the connect clock.
    case connect
    /// The TLS handshake failed or the certificate is not acceptable. Never relaxed.
    case tls
    /// The connection ended before a response head arrived.
    case reset
    /// The first_token clock ran out.
    case firstToken = "first_token"
    /// The idle clock ran out.
    case idle
    /// The answer clock ran out.
    case answer
    /// The request's deadline ran out.
    case deadline
    /// The answer stopped before it was complete.
    case cut
    /// The bytes are not an answer of the dialect: HTML, broken JSON, a broken frame, a redirect.
    case malformed
    /// A well-formed answer with nothing in it.
    case empty
    /// The answer is in an encoding that was not asked for, which might unpack to anything.
    case encoding
    /// More bytes than any answer has.
    case oversized
    /// A redirect, which is never followed: it would carry the credential elsewhere.
    case redirect
    /// The provider says it is overloaded (503, 529).
    case overloaded
    /// The provider failed inside (500).
    case serverError = "server_error"
    /// Something in front of the provider failed (502, 504, a web page instead of an answer).
    case gateway
    /// The provider's rate limit.
    case rateLimited = "rate_limited"
    /// The account has no quota or money left.
    case quota
    /// The provider refused our credential.
    case credential
    /// The provider does not know the model.
    case modelGone = "model_gone"
    /// The provider found a mistake in the request: a final answer.
    case badRequest = "bad_request"
    /// The provider does not take a parameter of the request that another may well take.
    case unsupported
    /// The prompt does not fit into the model's context window.
    case contextLength = "context_length"
    /// The request is larger than the provider takes (413).
    case tooLarge = "too_large"
    /// The provider's content policy refused the request: a final answer unless the route says otherwise.
    case contentFilter = "content_filter"
    /// The client went away: nobody's failure.
    case clientGone = "client_gone"
    /// The gateway is stopping and cannot wait any longer.
    case draining
    /// Plan B itself could not make the request (no usable secret, for example).
    case unprepared
    /// Plan B's own limit for the target is reached: nobody's failure.
    case busy
    /// Another attempt of the same request was faster: nobody's failure.
    case superseded
    /// A restarted answer did not repeat what the client already has.
    case mismatch
}

extension FailureClass {
    /// A clock of the target's ran out.
    public var isSlowness: Bool { self == .firstToken || self == .idle || self == .answer }
}
