import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// References to secrets: where they are read, when they are read again, and that they show nowhere.
struct SecretTests {
    private func text(_ secret: Secret?) -> String? { secret?.reveal { String(decoding: $0, as: UTF8.self) } }

    private func reference(_ sandbox: Sandbox, _ name: String) -> SecretReference {
        SecretReference(.file(sandbox.path(name)), environment: [:])
    }

    @Test("Line breaks at the end belong to the editor", arguments: ["s3cret", "s3cret\n", "s3cret\r\n", "s3cret\n\n"])
    func trimming(_ contents: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write("k", contents)
        #expect(text(reference(sandbox, "k").current()) == "s3cret")
    }

    @Test(
        "What is no secret is not resolved, and the problem names the reference only",
        arguments: [
            ("", "it is empty"), ("\n", "it is empty"), ("a b", "it has blanks"), ("a\nb", "it has blanks"),
            ("ü", "it has blanks"), (String(repeating: "x", count: 20000), "is larger than"),
        ])
    func unusable(_ contents: String, _ problem: String) throws {
        let sandbox = try Sandbox()
        let path = try sandbox.write("k", contents)
        let secret = reference(sandbox, "k")
        #expect(secret.current() == nil)
        #expect(secret.problem?.hasPrefix("file:\(path): \(problem)") == true)
    }

    @Test("A file is read again when it changes, and when a symbolic link is pointed elsewhere")
    func refresh() throws {
        let sandbox = try Sandbox()
        let manager = FileManager.default
        try sandbox.write("..1/key", "one")
        try sandbox.write("..2/key", "two")
        try manager.createSymbolicLink(atPath: sandbox.path("..data"), withDestinationPath: "..1")
        try manager.createSymbolicLink(atPath: sandbox.path("key"), withDestinationPath: "..data/key")
        let secret = reference(sandbox, "key")
        #expect(text(secret.current()) == "one")
        #expect(!secret.refresh())
        // What the kubelet does: a new folder, then one rename of the link.
        try manager.createSymbolicLink(atPath: sandbox.path("..tmp"), withDestinationPath: "..2")
        #expect(rename(sandbox.path("..tmp"), sandbox.path("..data")) == 0)
        #expect(secret.refresh())
        #expect(text(secret.current()) == "two")
        try sandbox.write("..2/key", "three")
        #expect(secret.refresh())
        #expect(text(secret.current()) == "three")
    }

    @Test("A file that vanishes or becomes unusable leaves the last value in use, and says so")
    func kept() throws {
        let sandbox = try Sandbox()
        let path = try sandbox.write("k", "one")
        let secret = reference(sandbox, "k")
        try FileManager.default.removeItem(atPath: path)
        #expect(!secret.refresh())
        #expect(text(secret.current()) == "one")
        #expect(secret.problem == nil)
        #expect(secret.staleness == "file:\(path): No such file or directory; the last value stays in use")
        try sandbox.write("k", "")
        secret.refresh()
        #expect(text(secret.current()) == "one")
        try sandbox.write("k", "two")
        #expect(secret.refresh())
        #expect(text(secret.current()) == "two" && secret.staleness == nil)
    }

    @Test("A pipe or a folder does not block")
    func notAFile() throws {
        let sandbox = try Sandbox()
        #expect(mkfifo(sandbox.path("pipe"), 0o600) == 0)
        #expect(reference(sandbox, "pipe").problem?.hasSuffix("is not a regular file") == true)
        #expect(reference(sandbox, ".").problem?.hasSuffix("is not a regular file") == true)
    }

    @Test("References of the three kinds are resolved, and those that are not disable their target by name")
    func kinds() throws {
        let sandbox = try Sandbox()
        sandbox.environment = ["CREDENTIALS_DIRECTORY": sandbox.path("cred"), "KEY": "from-env"]
        try sandbox.write("cred/openai", "from-systemd")
        try sandbox.write("secret", "from-file", mode: 0o644)
        try sandbox.write(
            "planb.yaml",
            """
            targets:
              a: {provider: openai, model: a, api_key: "file:secret"}
              b: {provider: openai, model: b, api_key: "env:KEY"}
              c: {provider: openai, model: c, api_key: credential:openai}
              d: {provider: openai, model: d, api_key: client}
              e: {provider: openai, model: e, api_key: "env:NOTHING"}
              f: {provider: openai, model: f, api_key: credential:nothing}
            routes: {m: {try: [a, b, c, d, e, f]}}
            """)
        let loaded = try sandbox.load()
        let values = loaded.snapshot.targets.map { target -> String? in
            switch target.credential {
            case .configured(let source): text(source.current())
            case .client: "client"
            case .none: "none"
            case .signed: "signed"
            case .cloud: "cloud"
            }
        }
        #expect(values == ["from-file", "from-env", "from-systemd", "client", nil, nil])
        #expect(loaded.unresolved.map(\.line) == [6, 7])
        #expect(loaded.unresolved.first?.message == "env:NOTHING: the variable is not set; the target e is disabled")
        #expect(
            loaded.unresolved.last?.message == "credential:nothing: No such file or directory; the target f is disabled"
        )
        #expect(
            loaded.warnings.contains {
                $0.line == 2 && $0.message == "everybody on this machine can read the file of this secret"
            })
        let route = try #require(loaded.snapshot.routes.routes.first)
        let standings = loaded.snapshot.standings(of: route, asked: "m", vendors: [])
        #expect(standings.map { $0.disabled == nil } == [true, true, true, true, false, false])
        #expect(standings[4].disabled == "env:NOTHING: the variable is not set")
        #expect(!CheckReport(loaded).ok)
    }

    @Test("A reload keeps what it had resolved, and the reference itself")
    func reuse() throws {
        let sandbox = try Sandbox()
        let path = try sandbox.write("secret", "one")
        let first = try sandbox.load(
            "targets: {a: {provider: openai, api_key: \"file:secret\"}}\nroutes: {m: {try: [a]}}")
        try FileManager.default.removeItem(atPath: path)
        let second = try sandbox.load(reusing: first, generation: 2)
        #expect(second.unresolved.isEmpty)
        #expect(second.secrets.first === first.secrets.first)
        #expect(second.snapshot.generation == 2)
        #expect(try sandbox.load().unresolved.count == 1)
    }

    /// A word that no message may ever hold.
    static let canary = "sk-proj-Zx81kQ0aLw93mNb7Vt2RcanaryQ4"

    @Test("A secret in the wrong place is never repeated, whatever the place")
    func canaries() throws {
        let template = """
            mode: production
            listen: 127.0.0.1:8700
            data: .planb
            include: [other.yaml]
            targets:
              a: {provider: openai, model: x, api_key: "env:KEY", region: us, headers: {x-a: b}, vendor: openai}
              b: {provider: azure, resource: r, deployment: d, api_version: 2024-10-21, api_key: "env:KEY", account: acc}
              c: {provider: llama.cpp, model: l, launch: {command: [s, arg], port: 1, environment: {A: b}}, demo: false}
              d: {provider: openai-compatible, url: "https://h/v1", contract: {tools: true, context: 5}, lineage: l}
            routes:
              m: {try: [a, b, "route:n"], needs: [tools], timeouts: {idle: 30s}, on_cut: error, keepalive: 5s, reveal: full}
              n: {try: [c], fence: {vendors: [self], regions: [eu]}}
            aliases: {z: m}
            keys: keys.yaml
            passthrough: {openai: a}
            limits: {body: 1MiB}
            tls: {certificate: c, key: k}
            cors: ["https://a"]
            drain: {delay: 1s}
            network: {proxy: env, no_proxy: [a], ca: [system]}
            """
        let words = [
            "production", "127.0.0.1:8700", ".planb", "other.yaml", "openai,", "x,", "\"env:KEY\"", "us,", " b}",
            "azure", " r,", " d,",
            "2024-10-21", "acc", " l,", "[s,", " arg]", "1,", "\"https://h/v1\"", "true", "5}", "a,", "\"route:n\"",
            "tools]",
            "30s", "error", "5s", "full", "self]", "eu]", " m}", "keys.yaml", " a}", "1MiB", " c,", " k}",
            "\"https://a\"", "1s", "env,",
            "[a]", "system",
        ]
        let sandbox = try Sandbox()
        for word in words {
            guard let range = template.range(of: word) else {
                Issue.record("\(word) is not in the template")
                continue
            }
            // Separators around the word stay.
            let open = word.prefix { " [".contains($0) }
            let close = String(word.reversed().prefix { ",]}".contains($0) }.reversed())
            let complaints = try sandbox.complaints(
                template.replacingCharacters(in: range, with: "\(open)\(Self.canary)\(close)"))
            #expect(!complaints.joined(separator: "\n").contains(Self.canary), "\(word): \(complaints)")
            #expect(!complaints.isEmpty)
        }
    }

    @Test("A literal secret is refused by line, with the way out")
    func literal() throws {
        let complaints = try Sandbox().complaints(
            "targets:\n  a:\n    provider: openai\n    api_key: \(Self.canary)\nroutes: {m: {try: [a]}}")
        #expect(
            complaints == [
                "planb.yaml:4:14: error: \"api_key\": a secret is never written into the file itself; write env:NAME, file:PATH or "
                    + "credential:NAME; a key that stood here should be replaced by a new one"
            ])
    }

    @Test("The environment's secrets show in no report and no description")
    func quiet() throws {
        let sandbox = try Sandbox(environment: ["KEY": Self.canary])
        let loaded = try sandbox.load(valid)
        #expect(!"\(loaded)".contains(Self.canary))
        #expect(!CheckReport(loaded).text.contains(Self.canary))
        var dumped = ""
        dump(loaded.secrets, to: &dumped)
        #expect(!dumped.contains(Self.canary))
    }
}
