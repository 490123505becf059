import PlanBEngine
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// Proxies and trust.
struct NetworkTests {
    private static func yaml(_ url: String, _ target: String = "", _ global: String = "") -> String {
        """
        targets: {a: {provider: openai-compatible, model: m, vendor: v, url: "\(url)"\(target)}}
        routes: {m: {try: [a]}}
        \(global)
        """
    }

    struct Row: Sendable {
        var environment: [String: String]
        var url = "https://api.example/v1"
        var target = ""
        var global = ""
        var proxy: String?
    }

    static let rows = [
        Row(environment: [:], proxy: nil),
        Row(environment: ["HTTPS_PROXY": "http://proxy.example:3128"], proxy: "proxy.example:3128"),
        Row(environment: ["https_proxy": "proxy.example:3128"], proxy: "proxy.example:3128"),
        Row(environment: ["https_proxy": "lower:1", "HTTPS_PROXY": "upper:1"], proxy: "lower:1"),
        Row(environment: ["https_proxy": "", "HTTPS_PROXY": "upper:1"], proxy: "upper:1"),
        Row(environment: ["HTTPS_PROXY": "http://proxy"], proxy: "proxy:80"),
        Row(environment: ["HTTPS_PROXY": "p:1", "NO_PROXY": "other, .example"], proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1", "no_proxy": "*"], proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1"], url: "http://api.example/v1", proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1"], url: "https://127.0.0.1:8443/v1", proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1"], url: "https://[::1]:8443/v1", proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1"], url: "https://localhost:8443/v1", proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1"], global: "network: {no_proxy: [api.example]}", proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1"], global: "network: {no_proxy: \"a.example,api.example\"}", proxy: nil),
        Row(environment: ["HTTPS_PROXY": "p:1"], global: "network: {proxy: \"http://q:2\"}", proxy: "q:2"),
        Row(
            environment: ["HTTPS_PROXY": "p:1"], target: ", network: {proxy: env}",
            global: "network: {proxy: \"http://q:2\"}", proxy: "p:1"),
        Row(environment: [:], url: "http://api.example/v1", global: "network: {proxy: \"http://q:2\"}", proxy: "q:2"),
        Row(environment: [:], url: "http://localhost/v1", global: "network: {proxy: \"http://q:2\"}", proxy: nil),
        Row(environment: ["NO_PROXY": "api.example"], global: "network: {proxy: \"http://q:2\"}", proxy: nil),
    ]

    @Test("Which proxy a target is reached through", arguments: rows)
    func proxy(_ row: Row) throws {
        let loaded = try Sandbox(environment: row.environment).load(Self.yaml(row.url, row.target, row.global))
        let proxy = loaded.snapshot.targets.first?.origin.network.proxy
        #expect(proxy.map { "\($0.host):\($0.port)" } == row.proxy)
    }

    @Test("Credentials of a proxy become a Basic header, and show nowhere")
    func credentials() throws {
        let loaded = try Sandbox(environment: ["HTTPS_PROXY": "http://user:p%40ss@proxy:3128"]).load(
            Self.yaml("https://api.example/v1"))
        let authorization = try #require(loaded.snapshot.targets.first?.origin.network.proxy?.authorization)
        #expect(authorization.value.reveal { String(decoding: $0, as: UTF8.self) } == "Basic dXNlcjpwQHNz")
        #expect(!"\(loaded.snapshot.targets)".contains("dXNlcjpwQHNz"))
    }

    @Test("Trust and client certificates arrive, with absolute paths")
    func trust() throws {
        let sandbox = try Sandbox()
        for name in ["ca.pem", "c.pem"] { try sandbox.write(name, ListenerTests.pem) }
        try sandbox.write("k.pem", ListenerTests.key)
        let loaded = try sandbox.load(
            Self.yaml(
                "https://api.example/v1", ", network: {ca: [\"file:ca.pem\"]}",
                "network: {client_certificate: {certificate: c.pem, key: k.pem}}"))
        let network = try #require(loaded.snapshot.targets.first?.origin.network)
        #expect(!network.trustsSystem && network.authorities == [sandbox.path("ca.pem")])
        #expect(
            network.clientCertificate
                == NetworkSettings.ClientCertificate(certificate: sandbox.path("c.pem"), key: sandbox.path("k.pem")))
        #expect(Set(loaded.files).isSuperset(of: ["ca.pem", "c.pem", "k.pem"].map(sandbox.path)))
    }

    @Test(
        "Refused with position",
        arguments: [
            Case(
                "credentials in the file", valid + "network: {proxy: \"http://u:p@h:1\"}",
                #"3:18: error: "proxy": a URL must not hold credentials; put the URL into HTTPS_PROXY"#),
            Case(
                "a SOCKS proxy", valid + "network: {proxy: \"socks5://h:1\"}",
                #"3:18: error: "proxy": a proxy is reached over http:// in this build"#),
            Case("a missing authority", valid + "network: {ca: [\"file:nothing\"]}", "3:16: error: "),
            Case(
                "an unknown trust", valid + "network: {ca: [mozilla]}",
                #"3:16: error: "ca": expected system or file:PATH"#, "3:16: error: "),
            Case(
                "env without a variable", valid + "network: {proxy: env}",
                #"3:18: warning: "proxy": HTTPS_PROXY is not set"#),
        ])
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("A proxy variable that cannot be used is refused, and not repeated")
    func badVariable() throws {
        let sandbox = try Sandbox(environment: ["HTTPS_PROXY": "socks5://user:hunter2@h:1", "KEY": "k"])
        #expect(
            try sandbox.complaints(valid) == [
                "planb.yaml: error: the variable HTTPS_PROXY: a proxy is reached over http:// in this build"
            ])
    }
}
