import NIOCore
import PlanBEngine
import PlanBWire

/// Finds a token of Google as its own libraries do (Application Default Credentials): the file that the environment names,
/// that of the gcloud tool, the metadata server.
/// https://cloud.google.com/docs/authentication/application-default-credentials
struct GoogleChain {
    let world: World

    static let scope = "https://www.googleapis.com/auth/cloud-platform"

    func grant() async throws(CredentialFailure) -> CloudCredential.Grant {
        if let path = world.variable("GOOGLE_APPLICATION_CREDENTIALS") {
            return try await GoogleFile(world: world, path: path).token(try world.file(path)).grant
        }
        let folder = world.variable("CLOUDSDK_CONFIG") ?? world.home(".config/gcloud")
        if let path = folder.map({ $0 + "/application_default_credentials.json" }),
            let bytes = try world.fileIfAny(path)
        {
            return try await GoogleFile(world: world, path: path).token(bytes).grant
        }
        do throws(CredentialFailure) { return try await metadata().grant } catch {
            throw CredentialFailure(
                "Google: GOOGLE_APPLICATION_CREDENTIALS is not set, there is no file of the gcloud tool, and "
                    + error.message)
        }
    }

    private static let server = "the metadata server of Google"

    /// https://cloud.google.com/compute/docs/access/authenticate-workloads
    private func metadata() async throws(CredentialFailure) -> AccessToken {
        let names = ["metadata.google.internal", "metadata.google.internal.", "metadata"]
        let host = world.variable("GCE_METADATA_HOST") ?? names[0]
        // Its address is the same everywhere, so that no name server is believed.
        let place = names.contains(host) ? "169.254.169.254" : host
        let path = "/computeMetadata/v1/instance/service-accounts/default/token?scopes=\(Form.escape(Self.scope))"
        guard let url = ServiceURL("http://\(place)\(path)") else {
            throw CredentialFailure("GCE_METADATA_HOST is not a host")
        }
        var request = TokenRequest.metadata(Self.server, url, [("metadata-flavor", "Google")])
        request.host = host
        return try AccessToken(try await world.askForObject(request), from: Self.server, epoch: world.epoch)
    }
}
