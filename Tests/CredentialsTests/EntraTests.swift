import Crypto
import CryptoExtras
import Foundation
import PlanBEngine
import PlanBVocabulary
import Testing

@testable import PlanBCredentials

/// The places where tokens of Microsoft Entra come from.
struct EntraTests {
    private static let scope = "https://cognitiveservices.azure.com/.default"

    private func grant(_ bench: Bench, _ environment: [String: String]) async throws -> CloudCredential.Grant {
        try await EntraChain(world: bench.world(environment), scope: Self.scope).grant()
    }

    private func problem(_ bench: Bench, _ environment: [String: String]) async -> String {
        do throws(CredentialFailure) {
            _ = try await EntraChain(world: bench.world(environment), scope: Self.scope).grant()
            return "none"
        } catch { return error.message }
    }

    /// The token endpoint of the tenant `t`, which wants these items besides its own.
    private static func tenant(
        _ proof: @escaping @Sendable ([String: String]) -> Bool
    ) -> @Sendable (FakeServer.Request) -> FakeServer.Answer {
        { request in
            guard request.method == "POST", request.path == "/t/oauth2/v2.0/token", let form = request.form,
                form["grant_type"] == "client_credentials", form["client_id"] == "app", form["scope"] == scope
            else { return .error(400, #"{"error":"invalid_request"}"#) }
            return proof(form)
                ? .ok(#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"ey.entra"}"#)
                : .error(401, #"{"error":"invalid_client","error_description":"AADSTS7000215: …"}"#)
        }
    }

    private func environment(_ server: FakeServer, _ more: [String: String]) -> [String: String] {
        ["AZURE_AUTHORITY_HOST": server.url + "/", "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "app"]
            .merging(more) { $1 }
    }

    @Test("A client's secret")
    func secret() async throws {
        let bench = try Bench()
        try await FakeServer.run(Self.tenant { $0["client_secret"] == "s~1&+" && $0.count == 4 }) { server in
            let grant = try await self.grant(bench, self.environment(server, ["AZURE_CLIENT_SECRET": "s~1&+"]))
            #expect(grant.token == "ey.entra" && grant.expires == Bench.epoch + 3599)
            let refused = await self.problem(bench, self.environment(server, ["AZURE_CLIENT_SECRET": "wrong"]))
            #expect(refused == "the token service of Microsoft Entra answered 401 (invalid_client)")
        }
    }

    @Test("A client's certificate signs an assertion that names it by its thumbprint")
    func certificate() async throws {
        let bench = try Bench()
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let publicKey = key.publicKey
        let der = Data((0..<90).map { UInt8($0) })
        let pem =
            "-----BEGIN CERTIFICATE-----\n\(der.base64EncodedString(options: .lineLength64Characters))\n-----END CERTIFICATE-----\n"
        let file = try bench.write("client.pem", key.pkcs8PEMRepresentation + "\n" + pem)
        let thumbprint = Data(Insecure.SHA1.hash(data: der)).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
        try await FakeServer.run(
            Self.tenant { form in
                guard form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    let token = TokenCheck(form["client_assertion"] ?? "", signedBy: publicKey)
                else { return false }
                let audience = token.claims["aud"] as? String
                return token.header["x5t"] as? String == thumbprint && token.claims["iss"] as? String == "app"
                    && token.claims["sub"] as? String == "app" && (token.claims["jti"] as? String)?.count == 22
                    && audience?.hasSuffix("/t/oauth2/v2.0/token") == true
                    && token.claims["exp"] as? Int == Int(Bench.epoch) + 600
            }
        ) { server in
            let grant = try await self.grant(
                bench, self.environment(server, ["AZURE_CLIENT_CERTIFICATE_PATH": file]))
            #expect(grant.token == "ey.entra")
        }
    }

    @Test("A federated token is read from its file at every renewal")
    func federated() async throws {
        let bench = try Bench()
        let file = try bench.write("token", "first")
        try await FakeServer.run(
            Self.tenant { ["first", "second"].contains($0["client_assertion"]) && $0["client_secret"] == nil }
        ) { server in
            let environment = self.environment(server, ["AZURE_FEDERATED_TOKEN_FILE": file])
            #expect(try await self.grant(bench, environment).token == "ey.entra")
            try bench.write("token", "second\n")
            #expect(try await self.grant(bench, environment).token == "ey.entra")
            #expect(server.requests.map { $0.form?["client_assertion"] } == ["first", "second"])
        }
    }

    @Test("An app's identity endpoint, with its header")
    func app() async throws {
        let bench = try Bench()
        try await FakeServer.run({ request in
            let expected = [
                "api-version": "2019-08-01", "resource": "https://cognitiveservices.azure.com", "client_id": "own",
            ]
            guard request.method == "GET", request.headers["x-identity-header"] == "h", request.query == expected else {
                return .error(400)
            }
            return .ok(#"{"access_token":"ey.app","expires_on":"\#(Bench.epoch + 86400)","token_type":"Bearer"}"#)
        }) { server in
            let grant = try await self.grant(
                bench,
                [
                    "IDENTITY_ENDPOINT": server.url + "/msi/token", "IDENTITY_HEADER": "h", "AZURE_CLIENT_ID": "own",
                ])
            #expect(grant.token == "ey.app" && grant.expires == Bench.epoch + 86400)
        }
        let foreign = await problem(bench, ["IDENTITY_ENDPOINT": "http://example.com/", "IDENTITY_HEADER": "h"])
        #expect(foreign.hasSuffix("which is no metadata address"), "\(foreign)")
    }

    @Test("A machine's metadata service")
    func machine() async throws {
        let bench = try Bench()
        try await FakeServer.run({ request in
            guard request.path == "/metadata/identity/oauth2/token", request.headers["metadata"] == "true",
                request.query["api-version"] == "2018-02-01",
                request.query["resource"] == "https://cognitiveservices.azure.com"
            else { return .error(400, #"{"error":"invalid_request"}"#) }
            return .ok(#"{"access_token":"ey.vm","expires_in":"3599","expires_on":"1","resource":"x"}"#)
        }) { server in
            let grant = try await self.grant(bench, ["AZURE_POD_IDENTITY_AUTHORITY_HOST": server.url])
            #expect(grant.token == "ey.vm" && grant.expires == Bench.epoch + 3599)
        }
    }
}
