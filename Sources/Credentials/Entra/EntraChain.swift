import Crypto
import NIOCore
import PlanBEngine
import PlanBWire

/// Finds a token of Microsoft Entra where its own libraries look (DefaultAzureCredential, without what belongs to people):
/// a client's secret, its certificate, a federated token, a managed identity.
/// https://learn.microsoft.com/azure/developer/python/sdk/authentication/credential-chains
struct EntraChain {
    let world: World
    /// `https://cognitiveservices.azure.com/.default`
    let scope: String

    private static let service = "the token service of Microsoft Entra"

    func grant() async throws(CredentialFailure) -> CloudCredential.Grant {
        if let tenant = world.variable("AZURE_TENANT_ID"), let client = world.variable("AZURE_CLIENT_ID") {
            if let secret = world.variable("AZURE_CLIENT_SECRET") {
                return try await token(tenant, client, [("client_secret", secret)]).grant
            }
            if let path = world.variable("AZURE_CLIENT_CERTIFICATE_PATH") {
                return try await token(tenant, client, assertion(try certificate(path, tenant, client))).grant
            }
            if let path = world.variable("AZURE_FEDERATED_TOKEN_FILE") {
                return try await token(tenant, client, assertion(try world.token(in: path))).grant
            }
        }
        return try await ManagedIdentity(world: world, scope: scope).token().grant
    }

    private func assertion(_ text: String) -> [(String, String)] {
        [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", text),
        ]
    }

    /// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
    private func token(
        _ tenant: String, _ client: String, _ proof: [(String, String)]
    ) async throws(CredentialFailure) -> AccessToken {
        let items = [("grant_type", "client_credentials"), ("client_id", client), ("scope", scope)] + proof
        let node = try await world.askForObject(.form(Self.service, try url(tenant), items))
        return try AccessToken(node, from: Self.service, epoch: world.epoch)
    }

    private func url(_ tenant: String) throws(CredentialFailure) -> ServiceURL {
        var authority = world.variable("AZURE_AUTHORITY_HOST") ?? authorityOfScope
        if !authority.contains("://") { authority = "https://" + authority }
        while authority.hasSuffix("/") { authority.removeLast() }
        guard let url = ServiceURL("\(authority)/\(Form.escape(tenant))/oauth2/v2.0/token") else {
            throw CredentialFailure("AZURE_AUTHORITY_HOST is not the URL of a service")
        }
        return url
    }

    private var authorityOfScope: String {
        if scope.contains(".azure.us/") { return "https://login.microsoftonline.us" }
        if scope.contains(".azure.cn/") { return "https://login.partner.microsoftonline.cn" }
        return "https://login.microsoftonline.com"
    }

    /// https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    private func certificate(_ path: String, _ tenant: String, _ client: String) throws(CredentialFailure) -> String {
        let pem = String(decoding: try world.file(path), as: UTF8.self)
        guard let key = PEMBlock.block(endingIn: "PRIVATE KEY", in: pem),
            let certificate = PEMBlock.block(endingIn: "CERTIFICATE", in: pem),
            let bytes = SignedToken.bytes(base64: certificate.content)
        else { throw CredentialFailure("\(path) does not hold a certificate and its RSA key in PEM") }
        let audience = try url(tenant)
        var claims = JSONWriter()
        claims.beginObject()
        claims.member("aud", "https://\(audience.origin().authority)\(audience.target)")
        claims.member("iss", client)
        claims.member("sub", client)
        claims.member("jti", SignedToken.base64URL((0..<16).map { _ in UInt8.random(in: .min ... .max) }))
        claims.member("nbf", Int(world.epoch))
        claims.member("exp", Int(world.epoch + 600))
        claims.endObject()
        return try SignedToken.make(
            header: [("x5t", SignedToken.base64URL(Array(Insecure.SHA1.hash(data: bytes))))], claims: claims,
            pem: String(key.text), owner: path)
    }
}

/// A block of a PEM file (RFC 7468).
enum PEMBlock {
    /// The first block whose label ends in `label`.
    static func block(endingIn label: String, in text: String) -> (text: Substring, content: Substring)? {
        var rest = text[...]
        while let begin = rest.firstRange(of: "-----BEGIN ") {
            guard let labelEnd = rest[begin.upperBound...].firstRange(of: "-----") else { return nil }
            let name = rest[begin.upperBound..<labelEnd.lowerBound]
            guard let end = rest[labelEnd.upperBound...].firstRange(of: "-----END \(name)-----") else { return nil }
            if name.hasSuffix(label) {
                return (rest[begin.lowerBound..<end.upperBound], rest[labelEnd.upperBound..<end.lowerBound])
            }
            rest = rest[end.upperBound...]
        }
        return nil
    }
}
