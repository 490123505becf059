import NIOCore
import PlanBEngine
import PlanBProviders
import PlanBVocabulary
import PlanBWire

/// The metadata service of an EC2 instance, in its second version only: the first answers whoever can make the gateway
/// send a request.
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
struct InstanceMetadata {
    let world: World

    private static let name = "the metadata service of EC2"
    private static let roles = "/latest/meta-data/iam/security-credentials/"

    func grant() async throws(CredentialFailure) -> CloudCredential.Grant {
        let isVersion6 = world.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        let text =
            world.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
            ?? (isVersion6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        guard let base = ServiceURL(text) else {
            throw CredentialFailure("AWS_EC2_METADATA_SERVICE_ENDPOINT is not the URL of a service")
        }
        let session = try await line(
            .metadata(
                Self.name, method: "PUT", base.with(target: "/latest/api/token"),
                [("x-aws-ec2-metadata-token-ttl-seconds", "21600")]))
        let headers = [(name: "x-aws-ec2-metadata-token", value: session)]
        let role = try await line(.metadata(Self.name, base.with(target: Self.roles), headers))
        let node = try await world.askForObject(
            .metadata(Self.name, base.with(target: Self.roles + Form.escape(role)), headers))
        return try AWSKeysDocument.read(node, from: Self.name)
    }

    /// The first line of an answer.
    private func line(_ request: TokenRequest) async throws(CredentialFailure) -> String {
        let body = String(buffer: try await world.ask(request))
        guard let line = body.split(whereSeparator: \.isNewline).first else {
            throw CredentialFailure("\(Self.name) knows of no role of this instance")
        }
        return String(line)
    }
}

/// The credentials of a container: those of an ECS task or an EKS pod, which an agent on the same machine hands out.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
struct ContainerAgent {
    let world: World

    private static let name = "the container's credentials agent"

    /// Nil if the environment names none.
    func grant() async throws(CredentialFailure) -> CloudCredential.Grant? {
        guard let url = try url() else { return nil }
        var headers: [(name: String, value: String)] = []
        if let file = world.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            headers.append(("authorization", try world.token(in: file)))
        } else if let token = world.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers.append(("authorization", token))
        }
        // With https it may be anywhere; without, only on this machine.
        let request =
            url.isTLS
            ? TokenRequest(service: Self.name, method: "GET", url: url, headers: headers)
            : TokenRequest.metadata(Self.name, url, headers)
        return try AWSKeysDocument.read(try await world.askForObject(request), from: Self.name)
    }

    private func url() throws(CredentialFailure) -> ServiceURL? {
        if let path = world.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard path.hasPrefix("/"), let url = ServiceURL("http://169.254.170.2\(path)") else {
                throw CredentialFailure("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path")
            }
            return url
        }
        guard let text = world.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        guard let url = ServiceURL(text) else {
            throw CredentialFailure("AWS_CONTAINER_CREDENTIALS_FULL_URI is not the URL of a service")
        }
        return url
    }
}

/// `{"AccessKeyId": …, "SecretAccessKey": …, "Token": …, "Expiration": …}`, of metadata services and agents.
enum AWSKeysDocument {
    static func read(_ node: JSONNode, from service: String) throws(CredentialFailure) -> CloudCredential.Grant {
        guard let id = node["AccessKeyId"]?.string, let secret = node["SecretAccessKey"]?.string, !id.isEmpty,
            !secret.isEmpty
        else {
            throw CredentialFailure("\(service) answered without keys\(CredentialFailure.word(node["Code"]?.string))")
        }
        var expires: Int64?
        if let text = node["Expiration"]?.string {
            guard let epoch = Timestamp.epoch(text) else {
                throw CredentialFailure("\(service) does not say when its keys expire")
            }
            expires = epoch
        }
        return CloudCredential.Grant(
            .keys(
                AWSCredentials(
                    accessKeyID: id, secretKey: Secret(secret), sessionToken: node["Token"]?.string.map { Secret($0) })),
            expires: expires)
    }
}
