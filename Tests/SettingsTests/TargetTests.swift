import PlanBEngine
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// How a target's configuration becomes a place to send requests to.
struct TargetTests {
    /// A configuration with one target `a` whose mapping is `fields`.
    private static func yaml(_ fields: String) -> String { "targets: {a: {\(fields)}}\nroutes: {m: {try: [a]}}" }

    struct Expected: Sendable {
        var fields: String
        var origin: String
        var path: String
        var model: String?
        var vendor: String
        var query = ""
    }

    static let endpoints = [
        Expected(
            fields: "provider: openai, api_key: \"env:KEY\"", origin: "https://api.openai.com", path: "/v1", model: nil,
            vendor: "openai"),
        Expected(
            fields: "provider: openai, url: \"http://127.0.0.1:8720/v1\", model: m", origin: "http://127.0.0.1:8720",
            path: "/v1", model: "m", vendor: "openai"),
        Expected(
            fields: "provider: azure, resource: Contoso-EU, deployment: d, api_key: \"env:KEY\"",
            origin: "https://contoso-eu.openai.azure.com", path: "/openai/v1", model: "d", vendor: "microsoft"),
        Expected(
            fields: "provider: azure, resource: r, deployment: d, api_version: preview, api_key: \"env:KEY\"",
            origin: "https://r.openai.azure.com", path: "/openai/v1", model: "d", vendor: "microsoft",
            query: "api-version=preview"),
        Expected(
            fields: "provider: azure, resource: r, deployment: d-1, api_version: 2024-10-21, api_key: \"env:KEY\"",
            origin: "https://r.openai.azure.com", path: "/openai/deployments/d-1", model: "d-1", vendor: "microsoft",
            query: "api-version=2024-10-21"),
        Expected(
            fields:
                "provider: azure, url: \"https://apim.example/team\", deployment: d, api_version: 2025-01-01-preview, api_key: \"env:KEY\"",
            origin: "https://apim.example", path: "/team/openai/deployments/d", model: "d", vendor: "microsoft",
            query: "api-version=2025-01-01-preview"),
        Expected(
            fields: "provider: bedrock, region: eu-west-3, model: m, api_key: \"env:KEY\"",
            origin: "https://bedrock-runtime.eu-west-3.amazonaws.com", path: "", model: "m", vendor: "amazon"),
        Expected(
            fields: "provider: bedrock, region: cn-north-1, model: m, credentials: auto",
            origin: "https://bedrock-runtime.cn-north-1.amazonaws.com.cn", path: "", model: "m", vendor: "amazon"),
        Expected(
            fields:
                "provider: bedrock, region: us-gov-west-1, url: \"https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com\", api_key: \"env:KEY\"",
            origin: "https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com", path: "", model: nil, vendor: "amazon"),
        Expected(
            fields: "provider: vertex, project: p-1, region: europe-west4, model: gemini-2.5-pro, credentials: auto",
            origin: "https://europe-west4-aiplatform.googleapis.com", path: "/v1/projects/p-1/locations/europe-west4",
            model: "gemini-2.5-pro", vendor: "google"),
        Expected(
            fields: "provider: vertex, project: p-1, location: global, model: claude-sonnet-5-5, credentials: auto",
            origin: "https://aiplatform.googleapis.com", path: "/v1/projects/p-1/locations/global",
            model: "claude-sonnet-5-5", vendor: "google"),
        Expected(
            fields: "provider: vertex, project: p-1, location: eu, model: m, credentials: auto",
            origin: "https://aiplatform.eu.rep.googleapis.com", path: "/v1/projects/p-1/locations/eu", model: "m",
            vendor: "google"),
        Expected(
            fields: "provider: openai-compatible, url: \"http://10.0.0.5:8000/v1/\", model: m",
            origin: "http://10.0.0.5:8000",
            path: "/v1", model: "m", vendor: "self"),
        Expected(
            fields: "provider: openai-compatible, url: \"https://api.groq.com/openai/v1\", model: m",
            origin: "https://api.groq.com",
            path: "/openai/v1", model: "m", vendor: "api.groq.com"),
        Expected(
            fields: "provider: openai-compatible, url: \"https://api.groq.com/openai/v1\", model: m, vendor: groq",
            origin: "https://api.groq.com", path: "/openai/v1", model: "m", vendor: "groq"),
        Expected(
            fields: "provider: llama.cpp, model: m, launch: {command: [server], port: 8710}",
            origin: "http://127.0.0.1:8710",
            path: "/v1", model: "m", vendor: "self"),
        Expected(
            fields: "provider: llama.cpp, url: \"http://[::1]:8080/v1\"", origin: "http://[::1]:8080", path: "/v1",
            model: nil,
            vendor: "self"),
        Expected(
            fields: "provider: mistral, url: \"http://127.0.0.1:8720\", model: m", origin: "http://127.0.0.1:8720",
            path: "/v1", model: "m", vendor: "mistral"),
        Expected(
            fields: "provider: mistral, url: \"http://127.0.0.1:8720/v1\", model: m", origin: "http://127.0.0.1:8720",
            path: "/v1", model: "m", vendor: "mistral"),
        Expected(
            fields: "provider: anthropic, url: \"http://127.0.0.1:8720\", model: m", origin: "http://127.0.0.1:8720",
            path: "", model: "m", vendor: "anthropic"),
    ]

    @Test("Origin, path, query, model and vendor follow from the provider", arguments: endpoints)
    func endpoint(_ expected: Expected) throws {
        let target = try #require(try Sandbox().load(Self.yaml(expected.fields)).snapshot.targets.first)
        #expect((target.origin.isTLS ? "https://" : "http://") + target.origin.authority == expected.origin)
        #expect(target.basePath == expected.path)
        #expect(target.query == expected.query)
        #expect(target.model == expected.model)
        #expect(target.vendor == expected.vendor)
    }

    @Test(
        "Where a model runs is not always where it is called",
        arguments: [
            ("provider: bedrock, region: eu-west-3, model: amazon.nova-pro-v1:0", "eu-west-3"),
            ("provider: bedrock, region: eu-west-3, model: eu.amazon.nova-pro-v1:0", "eu"),
            (
                "provider: bedrock, region: us-east-1, model: \"arn:aws:bedrock:us-east-1:1:inference-profile/us.x\"",
                "us"
            ),
            ("provider: bedrock, region: eu-west-3, model: global.anthropic.claude-x", nil),
            ("provider: vertex, project: p, location: europe-west4, model: m", "europe-west4"),
            ("provider: vertex, project: p, location: global, model: m", nil),
            ("provider: vertex, project: p, location: us-central1, region: us, model: m", "us"),
        ] as [(String, String?)])
    func region(fields: String, region: String?) throws {
        let loaded = try Sandbox().load(Self.yaml(fields + ", credentials: auto"))
        #expect(loaded.snapshot.targets.first?.region == region)
        #expect(loaded.warnings.contains { $0.message.contains("inside no fence") } == fields.contains("global."))
        #expect(loaded.clouds.count == 1)
    }

    @Test("Targets with one identity share it, also across a reload")
    func clouds() throws {
        let sandbox = try Sandbox()
        let base = "provider: bedrock, region: us-east-1, credentials: auto"
        try sandbox.write(
            "planb.yaml",
            """
            targets:
              a: {\(base), model: a}
              b: {\(base), model: b}
              c: {provider: bedrock, region: eu-west-3, model: c, credentials: auto}
              d: {provider: azure, url: "https://r.openai.azure.us", deployment: d, credentials: auto}
            routes: {m: {try: [a, b, c, d]}}
            """)
        let loaded = try sandbox.load()
        #expect(
            loaded.clouds.map(\.key.identity) == [
                .aws(region: "us-east-1"), .aws(region: "eu-west-3"),
                .entra(scope: "https://cognitiveservices.azure.us/.default"),
            ])
        let again = try Settings.load(path: sandbox.path("planb.yaml"), environment: [:], reusing: loaded)
        #expect(zip(loaded.clouds, again.clouds).allSatisfy { $0 === $1 } && again.clouds.count == 3)
        #expect(loaded.unresolved.isEmpty)
    }

    @Test("Labels, contract, headers and launch arrive where they belong")
    func fields() throws {
        let sandbox = try Sandbox()
        let yaml = Self.yaml(
            """
            provider: llama.cpp, model: m, region: eu, vendor: self, lineage: llama, account: lab, demo: true,
              headers: {X-Team: "a b"}, contract: {tools: true, json_schema: false, context: 4096},
              launch: {command: [bin/server, --port, 8710], port: 8710, environment: {THREADS: 2}}
            """)
        let target = try #require(try sandbox.load("mode: demo\n" + yaml).snapshot.targets.first)
        #expect([target.region, target.vendor, target.lineage, target.account] == ["eu", "self", "llama", "lab"])
        #expect(target.headers.map { "\($0.name): \($0.value)" } == ["x-team: a b"])
        #expect(target.contract.capabilities == [.tools: true, .jsonSchema: false, .streaming: true])
        #expect(target.contract.context == 4096)
        #expect(target.isDemo)
        #expect(
            target.launch
                == UpstreamTarget.Launch(
                    command: [sandbox.path("bin/server"), "--port", "8710"], port: 8710, environment: ["THREADS": "2"],
                    folder: sandbox.folder))
    }

    @Test(
        "A name may only resolve to a private address if that is allowed; a literal address is the permission",
        arguments: [
            ("http://10.0.0.5/v1", "", true), ("http://localhost:1/v1", "", true),
            ("https://gpu.example/v1", "", false),
            ("http://vllm:8000/v1", ", allow_private: true", true), ("http://vllm:8000/v1", "", false),
        ])
    func privateAddresses(_ url: String, _ more: String, _ isAllowed: Bool) throws {
        let loaded = try Sandbox().load(Self.yaml("provider: openai-compatible, model: m, url: \"\(url)\"\(more)"))
        #expect(loaded.snapshot.targets.first?.origin.allowsPrivate == isAllowed)
    }

    private static func bad(_ name: String, _ fields: String, _ expected: String...) -> Case {
        var example = Case(name, yaml(fields))
        example.expected = expected
        return example
    }

    static let cases = [
        bad(
            "a vendor without a key", "provider: openai",
            #"1:11: error: a target of openai needs "api_key"; write api_key: env:NAME"#),
        bad(
            "a compatible host without a URL", "provider: openai-compatible",
            #"1:11: error: a target of openai-compatible needs "url""#),
        bad(
            "a local server that is neither launched nor named", "provider: llama.cpp",
            #"1:11: error: a target of llama.cpp needs "launch" or "url""#),
        bad(
            "launch and url", "provider: llama.cpp, url: \"http://[::1]:1/v1\", launch: {command: [a], port: 1}",
            #"1:36: error: "url" and "launch" exclude each other"#),
        bad(
            "launch of a vendor", "provider: openai, api_key: \"env:KEY\", launch: {command: [a], port: 1}",
            #"1:53: error: "launch" is only for one's own model servers"#),
        bad(
            "azure without a resource", "provider: azure, deployment: d, api_key: \"env:KEY\"",
            #"1:11: error: a target of azure needs "resource" or "url""#),
        bad(
            "azure with a model", "provider: azure, resource: r, model: d, api_key: \"env:KEY\"",
            #"1:45: error: Azure addresses a model by its deployment"#),
        bad(
            "classic azure without a deployment",
            "provider: azure, resource: r, api_version: 2024-10-21, api_key: \"env:KEY\"",
            "1:11: error: the classic Azure API has the deployment in its paths"),
        bad(
            "a deployment that leaves the path",
            "provider: azure, resource: r, deployment: a/../b, api_version: 2024-10-21, api_key: \"env:KEY\"",
            "1:57: error: a deployment has letters"),
        bad(
            "a resource that is a host", "provider: azure, resource: evil.example, deployment: d, api_key: \"env:KEY\"",
            #"1:42: error: "resource": the name of an Azure resource"#),
        bad(
            "a resource elsewhere", "provider: openai, resource: r, api_key: \"env:KEY\"",
            #"1:33: error: "resource" is only for provider: azure"#),
        bad(
            "a bad api_version", "provider: azure, resource: r, deployment: d, api_version: 2024, api_key: \"env:KEY\"",
            #"1:73: error: "api_version": expected v1"#),
        bad(
            "credentials in the URL", "provider: openai-compatible, url: \"https://u:p@h/v1\"",
            #"1:49: error: "url": a URL must not hold credentials; use api_key"#),
        bad(
            "a metadata address", "provider: openai-compatible, url: \"http://169.254.169.254/v1\"",
            #"1:49: error: "url": link-local and metadata"#),
        bad(
            "an identity where there is no cloud", "provider: openai, credentials: auto",
            #"1:33: error: "credentials" is only for the providers of clouds: azure, gemini, bedrock, vertex; write"#),
        bad(
            "an identity besides a key",
            "provider: azure, resource: r, deployment: d, api_key: \"env:KEY\", credentials: auto",
            #"1:80: error: "api_key" and "credentials" exclude each other; leave one of them out"#),
        bad(
            "an identity of another kind", "provider: azure, resource: r, deployment: d, credentials: cli",
            #"1:73: error: "credentials" cannot be "cli"; expected "auto""#),
        bad(
            "keys of AWS for others", "provider: openai, access_key_id: \"env:KEY\"",
            #"1:33: error: "access_key_id" is only for provider: bedrock"#),
        bad(
            "half a key of AWS", "provider: bedrock, region: us-east-1, access_key_id: \"env:KEY\"",
            #"1:11: error: "access_key_id" needs "secret_access_key" beside it"#),
        bad(
            "the other half", "provider: bedrock, region: us-east-1, secret_access_key: \"env:KEY\"",
            #"1:53: error: "secret_access_key" needs "access_key_id" beside it"#),
        bad(
            "a caller's own key of AWS",
            "provider: bedrock, region: us-east-1, access_key_id: client, secret_access_key: \"env:KEY\"",
            #"1:68: error: "access_key_id" cannot be "client": a caller has no such key to pass on"#),
        bad(
            "no credential for Bedrock", "provider: bedrock, region: us-east-1",
            #"1:11: error: a target of bedrock needs "api_key" or "credentials: auto""#),
        bad(
            "no region for Bedrock", "provider: bedrock, api_key: \"env:KEY\"",
            #"1:11: error: a target of bedrock needs "region"; write region: us-east-1, for example"#),
        bad(
            "a jurisdiction for Bedrock", "provider: bedrock, region: eu, api_key: \"env:KEY\"",
            #"1:42: error: "eu" is not the name of an AWS region; write region: us-east-1, for example"#),
        bad(
            "a project for Gemini", "provider: gemini, project: p, api_key: \"env:KEY\"",
            #"1:33: error: "project" is only for provider: vertex"#),
        bad(
            "no project for Vertex", "provider: vertex, location: global, credentials: auto",
            #"1:11: error: a target of vertex needs "project""#),
        bad(
            "no location for Vertex", "provider: vertex, project: p, credentials: auto",
            #"1:11: error: a target of vertex needs "location" or "region""#),
        bad(
            "an unknown capability", "provider: openai, api_key: \"env:KEY\", contract: {tool: true}",
            #"1:64: error: unknown key "tool" in a contract; did you mean "tools"?"#),
        bad(
            "demo outside demo mode", "provider: openai, api_key: \"env:KEY\", demo: true",
            "1:53: error: a target with demo: true is only for demo mode"),
        bad(
            "a credential as a header",
            "provider: openai, api_key: \"env:KEY\", headers: {Authorization: \"Bearer x\"}",
            #"1:63: error: the header "Authorization" carries a credential; use api_key"#),
        bad(
            "a header of the transport", "provider: openai, api_key: \"env:KEY\", headers: {Content-Length: \"1\"}",
            #"1:63: error: the header "Content-Length" is set by the gateway"#),
        bad(
            "a header twice", "provider: openai, api_key: \"env:KEY\", headers: {x-a: \"1\", X-A: \"2\"}",
            #"1:73: error: the header "X-A" is given twice"#),
        bad(
            "a header that splits", "provider: openai, api_key: \"env:KEY\", headers: {x-a: \"1\\r\\nx: y\"}",
            "1:68: error", #"1:63: error: the header "x-a" has a value with characters"#),
        bad(
            "a reference as a header", "provider: openai, api_key: \"env:KEY\", headers: {x-a: \"env:KEY\"}",
            #"1:63: error: the header "x-a" has a reference as its value"#),
    ]

    @Test("Refused with position and fix", arguments: cases)
    func refused(_ example: Case) throws {
        var example = example
        example.expected.sort { $0.prefix(4) < $1.prefix(4) }
        try example.check(in: Sandbox())
    }

    static let warnings = [
        bad(
            "a key over plain http",
            "provider: openai-compatible, url: \"http://gpu.example/v1\", api_key: \"env:KEY\"",
            "1:83: warning: the api_key crosses the network in the clear"),
        bad(
            "a base URL without a path", "provider: openai-compatible, url: \"https://gpu.example\"",
            "1:49: warning: the base URL has no path"),
        bad(
            "a name of an inner network", "provider: openai-compatible, url: \"http://vllm:8000/v1\"",
            #"1:49: warning: "vllm" looks like a name of an inner network"#),
        bad(
            "a program that is not there", "provider: llama.cpp, launch: {command: [./nothing], port: 1}",
            "1:54: warning: there is no program"),
    ]

    @Test(
        "A vendor whose SDK takes a base URL without a path is not warned of",
        arguments: ["mistral", "gemini", "cohere"])
    func noPath(provider: String) throws {
        let complaints = try Sandbox().complaints(Self.yaml("provider: \(provider), url: \"http://127.0.0.1:8720\""))
        #expect(!complaints.contains { $0.contains("no path") })
    }

    @Test("Warned of", arguments: warnings)
    func warned(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test(
        "A contract that promises what the provider is known not to do is warned of",
        arguments: [
            ("openai, model: gpt-4.1", "{prefill: true}", true), ("openai, model: gpt-4.1", "{prefill: false}", false),
            ("azure, resource: r, deployment: d", "{tools: true, prefill: true}", true),
            ("openai-compatible, url: \"https://h.example/v1\", model: m", "{prefill: true}", false),
        ])
    func brokenPromise(_ provider: String, _ contract: String, _ isDoubtful: Bool) throws {
        let complaints = try Sandbox().complaints(
            "targets: {a: {contract: \(contract), api_key: \"env:KEY\", provider: \(provider)}}\nroutes: {m: {try: [a]}}"
        )
        let name = provider.prefix { $0 != "," }
        let column = contract.hasPrefix("{tools") ? 39 : 26
        #expect(
            complaints
                == (isDoubtful
                    ? [
                        "planb.yaml:1:\(column): warning: \(name) does not continue a given beginning: it begins a new answer, "
                            + "and the client would get the halves of two; leave out prefill: true"
                    ] : []))
    }
}
