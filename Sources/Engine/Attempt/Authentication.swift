import NIOCore
import PlanBProviders
import PlanBVocabulary

/// Puts a target's credential on a request: a header, or a signature over the whole of it.
struct Authentication {
    let target: UpstreamTarget
    /// Now, in seconds since 1970.
    let epoch: Int64

    /// A request as it is sent, for what signs it.
    struct Message {
        var method: String
        /// Percent-encoded, as sent.
        var path: String
        /// Without its question mark.
        var query: String
        var contentType: String?
        /// All of it; nil if it is still arriving.
        var body: ByteBuffer?
    }

    /// Appends the header lines that authenticate `message`.
    /// - Throws: `unprepared` if the credential is not there.
    func write(_ message: Message, clientSecret: Secret?, _ head: inout ByteBuffer) throws(AttemptFailure) {
        switch target.credential {
        case .none: return
        case .configured(let source):
            guard let secret = source.current() else { throw missing(source.problem) }
            try write(secret, as: target.provider.auth, &head)
        case .client:
            guard let own = clientSecret else { throw missing("needs the caller's own credential, and none was sent") }
            try write(own, as: target.provider.auth, &head)
        case .signed(let keys, let region):
            guard let credentials = keys.current() else { throw missing(keys.problem) }
            try sign(message, with: credentials, region, &head)
        case .cloud(let credential):
            switch credential.current(epoch: epoch) {
            case .token(let token)?: try write(token, as: .bearer, &head)
            case .keys(let credentials)?:
                guard case .aws(let region) = credential.key.identity else { throw missing(nil) }
                try sign(message, with: credentials, region, &head)
            case nil:
                throw missing(
                    credential.problem
                        ?? "is waiting for a credential of \(credential.key.identity), which took too long")
            }
        }
    }

    private func missing(_ problem: String?) -> AttemptFailure {
        AttemptFailure(.unprepared, detail: problem ?? "has no usable credential")
    }

    private func write(
        _ secret: Secret, as form: Provider.Auth, _ head: inout ByteBuffer
    ) throws(AttemptFailure) {
        try check(secret)
        switch form {
        case .bearer: head.writeStaticString("authorization: Bearer ")
        case .apiKeyHeader: head.writeStaticString("api-key: ")
        case .xAPIKeyHeader: head.writeStaticString("x-api-key: ")
        case .googleKeyHeader: head.writeStaticString("x-goog-api-key: ")
        }
        secret.reveal { _ = head.writeBytes($0) }
        head.writeStaticString("\r\n")
    }

    private func check(_ secret: Secret) throws(AttemptFailure) {
        let isSafe = secret.reveal { $0.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
        guard isSafe else { throw AttemptFailure(.unprepared, detail: "its credential cannot stand in a header") }
    }

    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    private func sign(
        _ message: Message, with credentials: AWSCredentials, _ region: String, _ head: inout ByteBuffer
    ) throws(AttemptFailure) {
        guard case .aws(let service)? = target.provider.cloud else {
            throw AttemptFailure(.unprepared, detail: "has keys to sign with, and its provider takes no signatures")
        }
        guard let body = message.body else {
            throw AttemptFailure(.unprepared, detail: "signs its requests, and this one is too large to be signed")
        }
        try check(Secret(credentials.accessKeyID))
        if let token = credentials.sessionToken { try check(token) }
        var headers = [("host", target.origin.authority)]
        if let type = message.contentType { headers.append(("content-type", type)) }
        // AWS wants all of its own to be signed.
        for header in target.headers where header.name.lowercased().hasPrefix("x-amz-") {
            headers.append((header.name, header.value))
        }
        let signature = SigV4(region: region, service: service).sign(
            SigV4.Request(
                method: message.method, path: message.path, query: message.query, headers: headers,
                body: Array(body.readableBytesView)), with: credentials, epoch: epoch)
        head.writeString("authorization: \(signature.authorization)\r\nx-amz-date: \(signature.date)\r\n")
        guard let token = signature.token else { return }
        head.writeStaticString("x-amz-security-token: ")
        token.reveal { _ = head.writeBytes($0) }
        head.writeStaticString("\r\n")
    }
}
