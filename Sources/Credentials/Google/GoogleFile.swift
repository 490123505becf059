import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// A file of credentials, of whatever type.
/// https://google.aip.dev/auth/4110
struct GoogleFile {
    let world: World
    /// Where it stands, for error messages.
    let path: String

    private static let service = "the token service of Google"

    func token(_ bytes: [UInt8]) async throws(CredentialFailure) -> AccessToken {
        guard let node = try? JSONNode(reading: ByteBuffer(bytes: bytes)), node.kind == .object else {
            throw CredentialFailure("Google: \(path) is no JSON object")
        }
        guard node["type"]?.isString("impersonated_service_account") == true else { return try await token(node) }
        guard let source = node["source_credentials"] else { throw lacks("source_credentials") }
        return try await impersonate(
            try text("service_account_impersonation_url", node), with: try await token(source))
    }

    private func token(_ node: JSONNode) async throws(CredentialFailure) -> AccessToken {
        switch node["type"]?.string {
        case "service_account"?: return try await serviceAccount(node)
        case "authorized_user"?: return try await user(node)
        case "external_account"?: return try await ExternalAccount(world: world, file: self).token(node)
        case let type:
            throw CredentialFailure(
                "Google: \(path) holds credentials of a type\(CredentialFailure.word(type)) that the gateway does not "
                    + "know; it knows service_account, authorized_user, external_account and impersonated_service_account"
            )
        }
    }

    /// https://developers.google.com/identity/protocols/oauth2/service-account#httprest
    private func serviceAccount(_ node: JSONNode) async throws(CredentialFailure) -> AccessToken {
        let url = try url("token_uri", node)
        var claims = JSONWriter()
        claims.beginObject()
        claims.member("iss", try text("client_email", node))
        claims.member("scope", GoogleChain.scope)
        claims.member("aud", try text("token_uri", node))
        claims.member("iat", Int(world.epoch))
        claims.member("exp", Int(world.epoch + 3600))
        claims.endObject()
        let header = node["private_key_id"]?.string.map { [("kid", $0)] } ?? []
        let assertion = try SignedToken.make(
            header: header, claims: claims, pem: try text("private_key", node), owner: path)
        return try await ask(
            url, [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)])
    }

    /// What `gcloud auth application-default login` writes.
    private func user(_ node: JSONNode) async throws(CredentialFailure) -> AccessToken {
        let address = node["token_uri"]?.string ?? "https://oauth2.googleapis.com/token"
        guard let url = ServiceURL(address) else { throw lacks("token_uri") }
        return try await ask(
            url,
            [
                ("grant_type", "refresh_token"), ("client_id", try text("client_id", node)),
                ("client_secret", try text("client_secret", node)), ("refresh_token", try text("refresh_token", node)),
            ])
    }

    private func ask(_ url: ServiceURL, _ items: [(String, String)]) async throws(CredentialFailure) -> AccessToken {
        let node = try await world.askForObject(.form(Self.service, url, items))
        return try AccessToken(node, from: Self.service, epoch: world.epoch)
    }

    /// Trades a token for one of a service account.
    /// https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken
    func impersonate(_ address: String, with token: AccessToken) async throws(CredentialFailure) -> AccessToken {
        let service = "the service accounts of Google"
        guard let url = ServiceURL(address) else { throw lacks("service_account_impersonation_url") }
        let body = "{\"scope\":[\"\(GoogleChain.scope)\"],\"lifetime\":\"3600s\"}"
        let node = try await world.askForObject(
            TokenRequest(
                service: service, url: url,
                headers: [("authorization", "Bearer \(token.text)"), ("content-type", "application/json")],
                body: Array(body.utf8)))
        guard let text = node["accessToken"]?.string, let expires = node["expireTime"]?.string.flatMap(Timestamp.epoch)
        else { throw CredentialFailure("\(service) answered without an access token") }
        return AccessToken(text: text, expires: expires)
    }

    // MARK: Members

    func text(_ name: StaticString, _ node: JSONNode) throws(CredentialFailure) -> String {
        guard let text = node[name]?.string, !text.isEmpty else { throw lacks(name) }
        return text
    }

    func url(_ name: StaticString, _ node: JSONNode) throws(CredentialFailure) -> ServiceURL {
        guard let url = ServiceURL(try text(name, node)) else { throw lacks(name) }
        return url
    }

    func lacks(_ name: StaticString) -> CredentialFailure {
        CredentialFailure("Google: \(path) has no usable \"\(name)\"")
    }
}
