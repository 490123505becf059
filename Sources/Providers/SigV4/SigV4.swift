import Crypto
public import PlanBVocabulary

/// Signatures of AWS, version 4. A pure function of the request, the credentials and the time.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
public struct SigV4: Sendable {
    /// The region, `us-east-1`, which has to be that of the endpoint.
    public var region: String
    /// The service, `bedrock`: not always the first part of the host.
    public var service: String

    /// For requests to one service in one region.
    public init(region: String, service: String = "bedrock") {
        self.region = region
        self.service = service
    }

    /// A request as it goes over the wire. Nothing of it may be changed after it was signed.
    public struct Request: Sendable {
        /// `POST`
        public var method: String
        /// The path, percent-encoded as it is sent; without dot segments.
        public var path: String
        /// The query, percent-encoded as it is sent, without its question mark.
        public var query: String
        /// The headers to be signed: `host`, with its port if that is not the scheme's own, and any others that nobody
        /// changes on the way. Those that signing adds are not among them.
        public var headers: [(name: String, value: String)]
        /// The body, before it is cut into chunks.
        public var body: [UInt8]

        /// A request.
        public init(
            method: String, path: String, query: String = "", headers: [(name: String, value: String)], body: [UInt8]
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }
    }

    /// The headers that make a request a signed one.
    public struct Signature: Sendable, Equatable {
        /// `authorization`
        public var authorization: String
        /// `x-amz-date`
        public var date: String
        /// `x-amz-security-token`, for temporary credentials.
        public var token: Secret?
    }

    /// Signs `request`.
    /// - Parameters:
    ///   - request: the request as it will be sent.
    ///   - credentials: what to sign with.
    ///   - epoch: the time, in seconds since 1970. AWS refuses what is off by more than five minutes.
    public func sign(_ request: Request, with credentials: AWSCredentials, epoch: Int64) -> Signature {
        let time = AWSTime(epoch: epoch)
        let headers = Self.canonical(signed(request, credentials, time))
        let names = headers.map(\.name).joined(separator: ";")
        let text = stringToSign(Self.canonicalRequest(request, headers, names), time)
        let signature = Self.hexadecimal(Self.mac(key(credentials.secretKey, time), text))
        return Signature(
            authorization: "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope(time)), "
                + "SignedHeaders=\(names), Signature=\(signature)",
            date: time.text, token: credentials.sessionToken)
    }

    /// The request in the one form that both sides compute. It holds the session token, and is a secret if there is one.
    func canonicalRequest(_ request: Request, _ credentials: AWSCredentials, epoch: Int64) -> String {
        let headers = Self.canonical(signed(request, credentials, AWSTime(epoch: epoch)))
        return Self.canonicalRequest(request, headers, headers.map(\.name).joined(separator: ";"))
    }

    /// What the signature is made of.
    func stringToSign(_ canonicalRequest: String, _ time: AWSTime) -> String {
        "AWS4-HMAC-SHA256\n\(time.text)\n\(scope(time))\n\(Self.hash(Array(canonicalRequest.utf8)))"
    }

    private func scope(_ time: AWSTime) -> String { "\(time.day)/\(region)/\(service)/aws4_request" }

    private func signed(
        _ request: Request, _ credentials: AWSCredentials, _ time: AWSTime
    ) -> [(name: String, value: String)] {
        var headers = request.headers + [("x-amz-date", time.text)]
        if let token = credentials.sessionToken {
            headers.append(("x-amz-security-token", token.reveal { String(decoding: $0, as: UTF8.self) }))
        }
        return headers
    }

    /// The key for one day, region and service.
    private func key(_ secret: Secret, _ time: AWSTime) -> [UInt8] {
        var key = secret.reveal { Self.mac(Array("AWS4".utf8) + $0, time.day) }
        for part in [region, service, "aws4_request"] { key = Self.mac(key, part) }
        return key
    }

    private static func mac(_ key: [UInt8], _ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    static func hash(_ bytes: [UInt8]) -> String { hexadecimal(Array(SHA256.hash(data: bytes))) }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}
