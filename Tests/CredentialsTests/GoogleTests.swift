import CryptoExtras
import Foundation
import PlanBEngine
import PlanBVocabulary
import Testing

@testable import PlanBCredentials

/// The places where tokens of Google come from.
struct GoogleTests {
    private static let scope = "https://www.googleapis.com/auth/cloud-platform"

    private func grant(_ bench: Bench, _ environment: [String: String]) async throws -> CloudCredential.Grant {
        try await GoogleChain(world: bench.world(environment)).grant()
    }

    private func problem(_ bench: Bench, _ environment: [String: String]) async -> String {
        do throws(CredentialFailure) {
            _ = try await GoogleChain(world: bench.world(environment)).grant()
            return "none"
        } catch { return error.message }
    }

    private func json(_ members: [String: Any]) -> String {
        (try? JSONSerialization.data(withJSONObject: members)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    @Test("A service account signs an assertion, and gets a token for it")
    func serviceAccount() async throws {
        let bench = try Bench()
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let publicKey = key.publicKey
        try await FakeServer.run({ request in
            guard request.path == "/token", let form = request.form,
                form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer",
                let token = TokenCheck(form["assertion"] ?? "", signedBy: publicKey)
            else { return .error(400, #"{"error":"invalid_request"}"#) }
            let isRight =
                token.header["kid"] as? String == "key-1" && token.header["typ"] as? String == "JWT"
                && token.claims["iss"] as? String == "me@p.iam.gserviceaccount.com"
                && token.claims["scope"] as? String == Self.scope
                && (token.claims["aud"] as? String)?.hasSuffix("/token") == true
                && token.claims["iat"] as? Int == Int(Bench.epoch)
                && token.claims["exp"] as? Int == Int(Bench.epoch) + 3600
            return isRight
                ? .ok(#"{"access_token":"ya29.sa","expires_in":3599,"token_type":"Bearer"}"#)
                : .error(400, #"{"error":"invalid_grant","error_description":"secret words"}"#)
        }) { server in
            let members: [String: Any] = [
                "type": "service_account", "client_email": "me@p.iam.gserviceaccount.com", "private_key_id": "key-1",
                "private_key": key.pkcs8PEMRepresentation, "token_uri": server.url + "/token",
            ]
            let file = try bench.write("sa.json", self.json(members))
            let grant = try await self.grant(bench, ["GOOGLE_APPLICATION_CREDENTIALS": file])
            #expect(grant.token == "ya29.sa")
            #expect(grant.expires == Bench.epoch + 3599)
            let other = try bench.write("other.json", self.json(members.merging(["client_email": "you"]) { $1 }))
            let refused = await self.problem(bench, ["GOOGLE_APPLICATION_CREDENTIALS": other])
            #expect(refused == "the token service of Google answered 400 (invalid_grant)")
            let broken = try bench.write("broken.json", self.json(members.merging(["private_key": "no key"]) { $1 }))
            let unsigned = await self.problem(bench, ["GOOGLE_APPLICATION_CREDENTIALS": broken])
            #expect(unsigned == "\(broken) does not hold an RSA key in PEM that can be signed with")
        }
    }

    @Test("The file of the gcloud tool is found in the home folder")
    func user() async throws {
        let bench = try Bench()
        let token = try await FakeServer.run({ request in
            let expected = [
                "grant_type": "refresh_token", "client_id": "c", "client_secret": "s", "refresh_token": "r/1+=",
            ]
            return request.method == "POST" && request.form == expected
                ? .ok(#"{"access_token":"ya29.user","expires_in":"3599"}"#) : .error(400)
        }) { server in
            try bench.write(
                ".config/gcloud/application_default_credentials.json",
                self.json([
                    "type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r/1+=",
                    "token_uri": server.url + "/token",
                ]))
            return try await self.grant(bench, [:]).token
        }
        #expect(token == "ya29.user")
    }

    /// A token exchange at `/sts` and an impersonation at `/impersonate`.
    private static func federation(_ request: FakeServer.Request) -> FakeServer.Answer {
        switch request.path {
        case "/subject":
            return request.headers["x-agent"] == "yes" ? .ok(#"{"value":"subject-token"}"#) : .error(403)
        case "/sts":
            let expected = [
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "audience": "//iam/pool",
                "scope": scope, "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
                "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "subject_token": "subject-token",
            ]
            return request.form == expected
                ? .ok(#"{"access_token":"federated","expires_in":1800,"token_type":"Bearer"}"#)
                : .error(400, #"{"error":"invalid_request"}"#)
        case "/impersonate":
            let body = (try? JSONSerialization.jsonObject(with: Data(request.body.utf8))) as? [String: Any]
            guard request.headers["authorization"] == "Bearer federated", body?["scope"] as? [String] == [scope] else {
                return .error(403, #"{"error":{"code":403,"status":"PERMISSION_DENIED"}}"#)
            }
            return .ok(#"{"accessToken":"impersonated","expireTime":"2026-11-21T03:00:00.5Z"}"#)
        default: return .error(404)
        }
    }

    @Test("Workload identity federation trades a token of a file, or of a URL")
    func federated() async throws {
        let bench = try Bench()
        let subject = try bench.write("subject", "subject-token\n")
        try await FakeServer.run(Self.federation) { server in
            let base: [String: Any] = [
                "type": "external_account", "audience": "//iam/pool",
                "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": server.url + "/sts",
            ]
            func token(_ members: [String: Any]) async throws -> CloudCredential.Grant {
                let file = try bench.write("f.json", self.json(base.merging(members) { $1 }))
                return try await self.grant(bench, ["GOOGLE_APPLICATION_CREDENTIALS": file])
            }
            let plain = try await token(["credential_source": ["file": subject]])
            #expect(plain.token == "federated" && plain.expires == Bench.epoch + 1800)
            let fromURL: [String: Any] = [
                "url": server.url + "/subject", "headers": ["x-agent": "yes"],
                "format": ["type": "json", "subject_token_field_name": "value"],
            ]
            #expect(try await token(["credential_source": fromURL]).token == "federated")
            let impersonated = try await token([
                "credential_source": ["file": subject],
                "service_account_impersonation_url": server.url + "/impersonate",
            ])
            #expect(impersonated.token == "impersonated" && impersonated.expires == Bench.epoch + 3600)
            let file = try bench.write(
                "f.json", self.json(base.merging(["credential_source": ["executable": ["command": "x"]]]) { $1 }))
            #expect(
                await self.problem(bench, ["GOOGLE_APPLICATION_CREDENTIALS": file])
                    .hasSuffix("that the gateway does not use; it uses \"file\" and \"url\""))
        }
    }

    @Test("The metadata server is asked by its address, with its name and its header")
    func metadata() async throws {
        let bench = try Bench()
        try await FakeServer.run({ request in
            guard request.headers["metadata-flavor"] == "Google", request.query["scopes"] == Self.scope,
                request.path == "/computeMetadata/v1/instance/service-accounts/default/token"
            else { return .error(403) }
            return .ok(#"{"access_token":"ya29.vm","expires_in":300,"token_type":"Bearer"}"#)
        }) { server in
            let grant = try await self.grant(bench, ["GCE_METADATA_HOST": "127.0.0.1:\(server.port)"])
            #expect(grant.token == "ya29.vm" && grant.expires == Bench.epoch + 300)
        }
        let foreign = await problem(bench, ["GCE_METADATA_HOST": "metadata.example"])
        #expect(foreign.hasSuffix("which is no metadata address"), "\(foreign)")
    }

    @Test(
        "A file that cannot be used says why",
        arguments: [
            ("[]", "is no JSON object"), ("{\"type\":\"gdch_service_account\"}", "of a type (gdch_service_account)"),
            ("{\"type\":\"authorized_user\",\"client_id\":\"c\"}", "has no usable \"client_secret\""),
            ("{\"type\":\"service_account\",\"token_uri\":\"ftp://x\"}", "has no usable \"token_uri\""),
            (
                "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\",\"refresh_token\":\"r\",\"token_uri\":\"http://example.com/\"}",
                "is at example.com without https"
            ),
        ])
    func unusable(text: String, expected: String) async throws {
        let bench = try Bench()
        let file = try bench.write("f.json", text)
        let problem = await problem(bench, ["GOOGLE_APPLICATION_CREDENTIALS": file])
        #expect(problem.contains(expected), "\(problem)")
    }

    @Test("A file that is named and not there is a mistake, not a reason to look elsewhere")
    func missing() async throws {
        let bench = try Bench()
        let problem = await problem(bench, ["GOOGLE_APPLICATION_CREDENTIALS": bench.path("gone.json")])
        #expect(problem == "\(bench.path("gone.json")) does not exist")
    }
}
