import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// What `check` and `explain` answer, and the configurations that are shipped.
struct ReportTests {
    static let yaml = """
        mode: MODE
        targets:
          openai: {provider: openai, api_key: "env:KEY"}
          azure: {provider: azure, resource: r, deployment: d, api_key: "env:NOTHING", region: eu}
          local: {provider: llama.cpp, model: l, launch: {command: [s], port: 8710}, contract: {tools: false}}
        routes:
          gpt-4.1: {try: [openai, azure, local]}
          other: {try: [openai, local]}
        aliases: {gpt-4o: gpt-4.1}

        """

    private func load(_ mode: String = "production") throws -> LoadedSettings {
        try Sandbox().load(Self.yaml.replacingOccurrences(of: "MODE", with: mode))
    }

    @Test("The plan of a request, with the reason for each skip")
    func explain() throws {
        let explanation = Explanation(try load().snapshot, model: "gpt-4o", needs: [.tools])
        #expect(explanation.resolved == "gpt-4.1" && explanation.route == "gpt-4.1" && explanation.isServed)
        #expect(explanation.candidates.map(\.target) == ["openai"])
        #expect(explanation.candidates.map(\.model) == ["gpt-4.1"])
        #expect(
            explanation.skips.map { "\($0.target): \($0.reason)" } == [
                "azure: env:NOTHING: the variable is not set", "local: its contract lacks tools",
            ])
        #expect(
            explanation.text == """
                gpt-4o, which stands for gpt-4.1
                  route "gpt-4.1"
                  1  openai  openai  gpt-4.1
                  -  azure  skipped: env:NOTHING: the variable is not set
                  -  local  skipped: its contract lacks tools
                """)
    }

    @Test("A name is not sent to another vendor, and in demo mode nobody's name to none")
    func owners() throws {
        let sandbox = try Sandbox()
        let any = Self.yaml.replacingOccurrences(of: "other:", with: "\"*\":")
        func plan(_ mode: String, _ model: String) throws -> [String] {
            let loaded = try sandbox.load(any.replacingOccurrences(of: "MODE", with: mode))
            return Explanation(loaded.snapshot, model: model).candidates.map { "\($0.target)=\($0.model)" }
        }
        #expect(try plan("production", "claude-sonnet-5-5") == ["local=l"])
        #expect(try plan("production", "gpt-5") == ["openai=gpt-5", "local=l"])
        #expect(try plan("production", "llama-3.1-8b") == ["openai=llama-3.1-8b", "local=l"])
        #expect(try plan("demo", "llama-3.1-8b") == ["local=l"])
        #expect(try plan("demo", "gpt-5") == ["openai=gpt-5", "local=l"])
    }

    @Test("An unknown model, and what a key may not do, are told apart")
    func refusals() throws {
        let snapshot = try load().snapshot
        let unknown = Explanation(snapshot, model: "gpt-4.2")
        #expect(
            unknown.refusal == #"no route matches "gpt-4.2"; did you mean "gpt-4.1" or "gpt-4o"?"# && !unknown.isServed)
        let narrow = VirtualKey(
            id: "Aaaaaaa1", mac: [], name: "web", routes: [ModelPattern("gpt-*")], vendors: ["self"])
        #expect(
            Explanation(snapshot, model: "other", key: narrow).refusal
                == "the key Aaaaaaa1 (web) may not use this route")
        let explanation = Explanation(snapshot, model: "gpt-4o", key: narrow)
        #expect(explanation.candidates.map(\.target) == ["local"])
        #expect(explanation.skips.first?.reason == "the key may not send to the vendor openai")
    }

    @Test("The report of check is for people and for scripts")
    func check() throws {
        let report = CheckReport(try load())
        #expect(!report.ok)
        #expect(report.text.contains("not ok: secrets are missing: production mode, 3 targets, 2 routes, 0 keys"))
        #expect(report.text.contains("  a copy may go to: openai, microsoft, self"))
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(json.contains("\"ok\":false") && json.contains("\"severity\":\"error\"") && !json.contains("headline"))
        let sandbox = try Sandbox()
        try sandbox.write("planb.yaml", "x: 1")
        let failure = #expect(throws: SettingsFailure.self) {
            try Settings.load(path: sandbox.path("planb.yaml"), environment: [:])
        }
        #expect(failure.map { CheckReport($0).text.hasSuffix("not ok: 3 errors") } == true)
    }

    private static func document(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Docs/" + name)
    }

    @Test("The shipped example is valid but for its secrets")
    func example() throws {
        let loaded = try Settings.load(path: Self.document("examples/planb.yaml").path, environment: [:])
        #expect(loaded.warnings.isEmpty, "\(loaded.warnings)")
        #expect(loaded.unresolved.count == 2)
        #expect(loaded.summary.map(\.route) == ["gpt-4.1", "mistral-small", "gpt-*"])
    }

    @Test("The reference has a valid example and names every key of the grammar, and what is refused where it says so")
    func reference() throws {
        let text = try String(contentsOf: Self.document("configuration.md"), encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(!blocks.isEmpty)
        for block in blocks {
            let sandbox = try Sandbox(environment: ["OPENAI_API_KEY": "k"])
            #expect(try sandbox.complaints(block).isEmpty)
        }
        let sections = text.components(separatedBy: "## Not in this build")
        let objects = [Grammar.root, Grammar.target, Grammar.route, Grammar.group, Grammar.onCut]
        for field in objects.flatMap(\.fields) {
            let isLater = if case .later = field.shape { true } else { false }
            let section = isLater ? sections.last : sections.first
            #expect(section?.contains("`\(field.name)`") == true, "\(field.name)")
        }
    }

    @Test(
        "The demo configuration is valid and quiet, with a vendor's key and without", arguments: [nil, "", "sk-canary"])
    func demo(_ key: String?) throws {
        let environment = key.map { ["OPENAI_API_KEY": $0] } ?? [:]
        let sandbox = try Sandbox(environment: environment)
        try sandbox.write(".planb/venv/bin/python", "")
        let command = [
            ".planb/venv/bin/python", "scripts/model-server", "--alias", "a \"quoted\" \\ word", "--port", "8710",
        ]
        let text = DemoConfiguration.text(environment: environment, modelServerCommand: command)
        let loaded = try sandbox.load(text)
        #expect(loaded.warnings.isEmpty && loaded.unresolved.isEmpty)
        #expect(loaded.snapshot.mode == .demo)
        #expect(loaded.summary.map(\.route) == ["*"])
        #expect(loaded.summary.first?.targets.map(\.name) == (key == "sk-canary" ? ["openai", "local"] : ["local"]))
        let local = try #require(loaded.snapshot.targets.last)
        #expect(local.isDemo && local.model == "smollm2-135m-instruct" && local.basePath == "/v1")
        #expect(local.origin == Origin(host: "127.0.0.1", port: 8710, isTLS: false, allowsPrivate: true))
        #expect(local.launch?.command == [sandbox.path(command[0])] + command.dropFirst())
        #expect(!text.contains("sk-canary"))
    }
}
