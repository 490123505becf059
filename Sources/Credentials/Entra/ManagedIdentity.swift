import PlanBEngine
import PlanBWire

/// The identity that Azure gives to a machine or an app.
/// https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
struct ManagedIdentity {
    let world: World
    let scope: String

    /// Tokens of managed identities are for a resource: the scope without its last part.
    private var resource: String {
        scope.hasSuffix("/.default") ? String(scope.dropLast("/.default".count)) : scope
    }

    func token() async throws(CredentialFailure) -> AccessToken {
        if let endpoint = world.variable("IDENTITY_ENDPOINT"), let header = world.variable("IDENTITY_HEADER") {
            return try await app(endpoint, header)
        }
        do throws(CredentialFailure) { return try await machine() } catch {
            throw CredentialFailure(
                "Azure: AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret, certificate or federated token are not set, and "
                    + error.message)
        }
    }

    private var choice: [(String, String)] { world.variable("AZURE_CLIENT_ID").map { [("client_id", $0)] } ?? [] }

    /// App Service, Functions and Container Apps.
    /// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
    private func app(_ endpoint: String, _ header: String) async throws(CredentialFailure) -> AccessToken {
        let service = "the identity endpoint of the app"
        let query = Form.encode([("api-version", "2019-08-01"), ("resource", resource)] + choice)
        guard let url = ServiceURL(endpoint + (endpoint.contains("?") ? "&" : "?") + query) else {
            throw CredentialFailure("IDENTITY_ENDPOINT is not the URL of a service")
        }
        return try await ask(.metadata(service, url, [("x-identity-header", header)]))
    }

    private func machine() async throws(CredentialFailure) -> AccessToken {
        let base = world.variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254"
        let query = Form.encode([("api-version", "2018-02-01"), ("resource", resource)] + choice)
        guard let url = ServiceURL(base)?.with(target: "/metadata/identity/oauth2/token?\(query)") else {
            throw CredentialFailure("AZURE_POD_IDENTITY_AUTHORITY_HOST is not the URL of a service")
        }
        return try await ask(.metadata("the metadata service of Azure", url, [("metadata", "true")]))
    }

    private func ask(_ request: TokenRequest) async throws(CredentialFailure) -> AccessToken {
        try AccessToken(try await world.askForObject(request), from: request.service, epoch: world.epoch)
    }
}
