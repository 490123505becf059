import PlanBEngine
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBCredentials

/// The places where keys of AWS come from, against servers that are strict about the protocol.
struct AWSTests {
    private func grant(_ bench: Bench, _ environment: [String: String]) async throws -> CloudCredential.Grant {
        try await AWSChain(world: bench.world(environment), region: "eu-west-3").grant()
    }

    private func problem(_ bench: Bench, _ environment: [String: String]) async -> String {
        do throws(CredentialFailure) {
            _ = try await AWSChain(world: bench.world(environment), region: "eu-west-3").grant()
            return "none"
        } catch { return error.message }
    }

    // MARK: Environment and files

    @Test("The environment comes first, unless a profile is named")
    func environment() async throws {
        let bench = try Bench()
        try bench.write(
            ".aws/credentials",
            "[default]\naws_access_key_id = D\naws_secret_access_key = ds\n[p]\naws_access_key_id=P\naws_secret_access_key=ps # note\naws_session_token=pt\n"
        )
        let keys = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "es"]
        #expect(try await grant(bench, keys).keys == "E/es")
        #expect(try await grant(bench, keys.merging(["AWS_SESSION_TOKEN": "et"]) { $1 }).keys == "E/es/et")
        #expect(try await grant(bench, keys.merging(["AWS_PROFILE": "p"]) { $1 }).keys == "P/ps/pt")
        #expect(try await grant(bench, [:]).keys == "D/ds")
        let missing = await problem(bench, ["AWS_PROFILE": "q"])
        #expect(missing.hasPrefix("AWS: there is no profile \"q\" with credentials in "), "\(missing)")
    }

    @Test("Profiles of both files are one; the file of credentials counts more; other sections are none")
    func files() async throws {
        let bench = try Bench()
        try bench.write(
            "config",
            """
            # a comment
            [default]
            region = us-east-1
            [profile "a b"]
            aws_access_key_id = FROM-CONFIG
            aws_secret_access_key = s1
            s3 =
              aws_access_key_id = NESTED
            [sso-session x]
            aws_access_key_id = WRONG
            [x]
            aws_access_key_id = WRONG
            aws_secret_access_key = WRONG
            """)
        let credentials = try bench.write("credentials", "[a b]\r\naws_access_key_id = FROM-CREDENTIALS\r\n")
        let base = ["AWS_CONFIG_FILE": bench.path("config"), "AWS_SHARED_CREDENTIALS_FILE": credentials]
        #expect(try await grant(bench, base.merging(["AWS_PROFILE": "a b"]) { $1 }).keys == "FROM-CREDENTIALS/s1")
        #expect(await problem(bench, base.merging(["AWS_PROFILE": "x"]) { $1 }).contains("there is no profile \"x\""))
    }

    @Test(
        "A profile that the gateway cannot use says why",
        arguments: [
            (
                "[profile p]\nrole_arn = r\nsource_profile = q\n[profile q]\nrole_arn = r\nsource_profile = p",
                "in circles"
            ),
            ("[profile p]\nrole_arn = r", "neither source_profile nor credential_source"),
            ("[profile p]\nrole_arn = r\nsource_profile = gone", "\"gone\", which another one builds on"),
            ("[profile p]\nrole_arn = r\nmfa_serial = m\nsource_profile = p", "one-time code"),
            ("[profile p]\nsso_session = s", "uses sso_session, which the gateway does not"),
            ("[profile p]\ncredential_process = /bin/x", "uses credential_process"),
            ("[profile p]\nrole_arn = r\ncredential_source = Moon", "unknown credential_source (Moon)"),
            ("[profile p]\nrole_arn = r\ncredential_source = Environment", "AWS_ACCESS_KEY_ID is not set"),
        ])
    func unusable(text: String, expected: String) async throws {
        let bench = try Bench()
        let file = try bench.write("config", text)
        let problem = await problem(bench, ["AWS_CONFIG_FILE": file, "AWS_PROFILE": "p"])
        #expect(problem.contains(expected), "\(problem)")
    }

    // MARK: Roles

    /// STS, for one request of this kind.
    private static func sts(
        action: String, expecting: [String: String], isSigned: Bool, giving id: String
    ) -> @Sendable (FakeServer.Request) -> FakeServer.Answer {
        { request in
            guard request.method == "POST", request.path == "/", request.headers["accept"] == "application/xml",
                let form = request.form,
                form["Version"] == "2011-06-15", form["Action"] == action
            else { return .error(400, "<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>") }
            for (name, value) in expecting where form[name] != value {
                return .error(400, "<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>")
            }
            let told = request.headers["authorization"] ?? ""
            let scope = "/20261121/eu-west-3/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date"
            let isRight =
                isSigned ? told.hasPrefix("AWS4-HMAC-SHA256 Credential=") && told.contains(scope) : told.isEmpty
            guard isRight else {
                return .error(
                    403, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>")
            }
            return .ok(
                """
                <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result><Credentials>
                <AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>s&amp;/+=</SecretAccessKey>
                <SessionToken>t</SessionToken><Expiration>2026-11-21T03:00:00Z</Expiration></Credentials>
                </\(action)Result></\(action)Response>
                """)
        }
    }

    @Test("A web identity is traded for the keys of a role")
    func webIdentity() async throws {
        let bench = try Bench()
        let token = try bench.write("token", "the.web.token\n")
        let expected = [
            "RoleArn": "arn:aws:iam::1:role/r", "RoleSessionName": "planb", "WebIdentityToken": "the.web.token",
        ]
        let grant = try await FakeServer.run(
            Self.sts(action: "AssumeRoleWithWebIdentity", expecting: expected, isSigned: false, giving: "W")
        ) { server in
            try await self.grant(
                bench,
                [
                    "AWS_ENDPOINT_URL_STS": server.url, "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
                    "AWS_WEB_IDENTITY_TOKEN_FILE": token,
                ])
        }
        #expect(grant.keys == "W/s&/+=/t")
        #expect(grant.expires == Bench.epoch + 3600)
    }

    @Test("A role of a profile is assumed with the keys of another, in a signed request")
    func role() async throws {
        let bench = try Bench()
        let file = try bench.write(
            "config",
            """
            [profile p]
            role_arn = arn:aws:iam::1:role/r
            source_profile = base
            external_id = x 1
            role_session_name = me
            duration_seconds = 900
            [profile base]
            aws_access_key_id = B
            aws_secret_access_key = bs
            """)
        let expected = [
            "RoleArn": "arn:aws:iam::1:role/r", "RoleSessionName": "me", "ExternalId": "x 1", "DurationSeconds": "900",
        ]
        let keys = try await FakeServer.run(
            Self.sts(action: "AssumeRole", expecting: expected, isSigned: true, giving: "R")
        ) { server in
            let grant = try await self.grant(
                bench, ["AWS_ENDPOINT_URL_STS": server.url, "AWS_CONFIG_FILE": file, "AWS_PROFILE": "p"])
            #expect(server.requests.first?.headers["authorization"]?.contains("Credential=B/") == true)
            return grant.keys
        }
        #expect(keys == "R/s&/+=/t")
    }

    @Test("What STS refuses is told by its code, and never with the token")
    func refused() async throws {
        let bench = try Bench()
        let token = try bench.write("token", "the.web.token")
        let problem = try await FakeServer.run({ _ in
            .error(
                400,
                "<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>the.web.token</Message></Error></ErrorResponse>"
            )
        }) { server in
            await self.problem(
                bench,
                ["AWS_ENDPOINT_URL_STS": server.url, "AWS_ROLE_ARN": "r", "AWS_WEB_IDENTITY_TOKEN_FILE": token])
        }
        #expect(problem == "the security token service of AWS answered 400 (ExpiredTokenException)")
    }

    @Test("Secrets are not sent over a network without https")
    func plain() async throws {
        let bench = try Bench()
        let token = try bench.write("token", "t")
        let problem = await problem(
            bench,
            [
                "AWS_ENDPOINT_URL_STS": "http://10.0.0.1:1", "AWS_ROLE_ARN": "r", "AWS_WEB_IDENTITY_TOKEN_FILE": token,
            ])
        #expect(problem == "the security token service of AWS is at 10.0.0.1 without https, where no secret is sent")
    }

    // MARK: Agents and metadata

    private static let document =
        #"{"Code":"Success","AccessKeyId":"M","SecretAccessKey":"ms","Token":"mt","Expiration":"2026-11-21T08:00:00Z"}"#

    @Test("A container's agent is asked with its token, which is read anew from its file")
    func container() async throws {
        let bench = try Bench()
        let file = try bench.write("token", "pod-token\n")
        let grant = try await FakeServer.run({ request in
            request.method == "GET" && request.path == "/v1/credentials"
                && request.headers["authorization"] == "pod-token"
                ? .ok(Self.document) : .error(401)
        }) { server in
            try await self.grant(
                bench,
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "older and ignored",
                ])
        }
        #expect(grant.keys == "M/ms/mt")
        #expect(grant.expires == Bench.epoch + 6 * 3600)
    }

    @Test(
        "An agent anywhere else is not asked",
        arguments: ["http://10.1.2.3/x", "http://metadata.example/x", "http://169.254.170.2.evil.example/x"])
    func foreignAgent(url: String) async throws {
        let problem = await problem(try Bench(), ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        #expect(problem.hasSuffix("which is no metadata address"), "\(problem)")
    }

    @Test("The metadata service is asked in its second version only")
    func metadata() async throws {
        let bench = try Bench()
        try await FakeServer.run({ request in
            if request.method == "PUT", request.path == "/latest/api/token" {
                return Int(request.headers["x-aws-ec2-metadata-token-ttl-seconds"] ?? "") == 21600
                    && request.headers["x-forwarded-for"] == nil ? .ok("session") : .error(400)
            }
            guard request.method == "GET", request.headers["x-aws-ec2-metadata-token"] == "session" else {
                return .error(401)
            }
            switch request.path {
            case "/latest/meta-data/iam/security-credentials/": return .ok("my-role\n")
            case "/latest/meta-data/iam/security-credentials/my-role": return .ok(Self.document)
            default: return .error(404)
            }
        }) { server in
            let grant = try await self.grant(bench, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
            #expect(grant.keys == "M/ms/mt")
            #expect(server.requests.map(\.method) == ["PUT", "GET", "GET"])
        }
    }

    @Test("An instance without a role, and a redirect, are told")
    func noRole() async throws {
        let bench = try Bench()
        for (answer, expected) in [
            (FakeServer.Answer.error(404), "the metadata service of EC2 answered 404"),
            (
                FakeServer.Answer(status: 302, headers: ["location: http://127.0.0.1:1/"]),
                "the metadata service of EC2 answered 302"
            ),
        ] {
            let problem = try await FakeServer.run({ request in request.method == "PUT" ? .ok("s") : answer }) {
                server in
                let problem = await self.problem(bench, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
                #expect(server.requests.count == 2)
                return problem
            }
            #expect(problem.hasSuffix(expected), "\(problem)")
        }
        let off = await problem(bench, ["AWS_EC2_METADATA_DISABLED": "TRUE"])
        #expect(off.hasSuffix("AWS_EC2_METADATA_DISABLED forbids the metadata service"), "\(off)")
    }
}
