import NIOCore
import PlanBEngine
import PlanBProviders
import PlanBVocabulary

/// AWS STS, which gives the keys of roles.
/// https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
struct SecurityTokenService {
    let world: World
    let region: String

    private static let name = "the security token service of AWS"

    /// With keys (`AssumeRole`), in a signed request.
    func assume(_ role: AWSRole, with keys: AWSCredentials) async throws(CredentialFailure) -> CloudCredential.Grant {
        var items = [("Action", "AssumeRole")] + self.items(role.arn, role.session)
        items.append(("DurationSeconds", String(role.seconds ?? 3600)))
        if let id = role.externalID { items.append(("ExternalId", id)) }
        var request = try message(items)
        let authority = request.url.origin().authority
        let signature = SigV4(region: region, service: "sts").sign(
            SigV4.Request(
                method: "POST", path: request.url.target, headers: [("host", authority), ("content-type", Form.type)],
                body: request.body), with: keys, epoch: world.epoch)
        request.headers += [("authorization", signature.authorization), ("x-amz-date", signature.date)]
        if let token = signature.token {
            request.headers.append(("x-amz-security-token", token.reveal { String(decoding: $0, as: UTF8.self) }))
        }
        return try Self.read(try await world.ask(request))
    }

    /// With a token that Kubernetes, or another identity provider, keeps in a file (`AssumeRoleWithWebIdentity`).
    func assume(
        _ role: String, withTokenIn file: String, session: String
    ) async throws(CredentialFailure) -> CloudCredential.Grant {
        let items =
            [("Action", "AssumeRoleWithWebIdentity")] + self.items(role, session)
            + [("WebIdentityToken", try world.token(in: file))]
        return try Self.read(try await world.ask(try message(items)))
    }

    private func message(_ items: [(String, String)]) throws(CredentialFailure) -> TokenRequest {
        var request = TokenRequest.form(Self.name, try url(), items)
        // It would answer in JSON if it were asked to.
        request.accept = "application/xml"
        return request
    }

    private func items(_ role: String, _ session: String) -> [(String, String)] {
        [("Version", "2011-06-15"), ("RoleArn", role), ("RoleSessionName", session)]
    }

    /// The service of the region, so that another region's trouble is not ours.
    private func url() throws(CredentialFailure) -> ServiceURL {
        let domain =
            region.hasPrefix("cn-") ? "amazonaws.com.cn" : region.hasPrefix("eusc-") ? "amazonaws.eu" : "amazonaws.com"
        let text = world.variable("AWS_ENDPOINT_URL_STS") ?? "https://sts.\(region).\(domain)/"
        guard let url = ServiceURL(text) else {
            throw CredentialFailure("AWS_ENDPOINT_URL_STS is not the URL of a service")
        }
        return url
    }

    private static func read(_ body: ByteBuffer) throws(CredentialFailure) -> CloudCredential.Grant {
        let document = String(buffer: body)
        guard let id = XMLText.value(of: "AccessKeyId", in: document),
            let secret = XMLText.value(of: "SecretAccessKey", in: document),
            let token = XMLText.value(of: "SessionToken", in: document),
            let expires = XMLText.value(of: "Expiration", in: document).flatMap(Timestamp.epoch)
        else { throw CredentialFailure("\(name) answered without credentials") }
        return CloudCredential.Grant(
            .keys(AWSCredentials(accessKeyID: id, secretKey: Secret(secret), sessionToken: Secret(token))),
            expires: expires)
    }
}
