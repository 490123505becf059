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
                  1  openai  openai  gpt-4.1  connect 3s, first_token 20s, idle 30s, answer 5m
                  -  azure  skipped: env:NOTHING: the variable is not set
                  -  local  skipped: its contract lacks tools
                  total: 10m, over all attempts
                  on_cut: error; hold: off; hedge: off; patience: 2s
                  moves on: any failure but bad_request, content_filter; context_length, too_large only to a larger \
                target; an answer without text is no failure
                """)
    }

    static let grouped = """
        targets:
          oa: {provider: openai, model: o3, api_key: "env:KEY"}
          vl: {provider: openai-compatible, url: "http://10.0.0.5/v1", model: m, contract: {prefill: true}}
          lo: {provider: llama.cpp, model: l, launch: {command: [s], port: 8710}, contract: {context: 8192}}
        routes:
          gpt-4.1:
            try: [oa, {any: [{target: vl, weight: 3}, lo]}]
            timeouts: {connect: 1s}
            on_cut: {resume: {methods: [prefill, restart], max_tokens: 50}}
            hold: 250ms
            hedge: p99.9
            patience: 0ms
            empty: fail_over
            refusals: fail_over

        """

    @Test("Groups, the limits of each target for this prompt, and what the route does about failures")
    func explainFailover() throws {
        let snapshot = try Sandbox().load(Self.grouped).snapshot
        let explanation = Explanation(snapshot, model: "gpt-4.1", promptTokens: 20_000, isStream: true)
        #expect(
            explanation.text == """
                gpt-4.1
                  route "gpt-4.1"
                  1  oa  openai  o3                             connect 1s, first_token 245s, idle 2m
                  2  vl  self    m   group 1 by weight, 3 of 4  connect 1s, first_token 220s, idle 30s
                  -  lo  skipped: its context of 8192 tokens is smaller than this prompt
                  each request has its own order within a group
                  total: 10m, over all attempts
                  on_cut: resume (prefill, then restart up to 50 tokens); hold: 250ms; hedge: p99.9; patience: 0ms
                  moves on: any failure but bad_request; context_length, too_large only to a larger target; an answer \
                without text is a failure
                """)
        // A prompt that may just fit is asked for, and the target says itself if it does not.
        #expect(Explanation(snapshot, model: "gpt-4.1", promptTokens: 8192).skips.isEmpty)
    }

    @Test("Limits are those of the mode that is asked about, of both if none is")
    func explainLimits() throws {
        let snapshot = try Sandbox().load(Self.grouped).snapshot
        func limits(_ isStream: Bool?) -> String? {
            Explanation(snapshot, model: "gpt-4.1", isStream: isStream).text.split(separator: "\n").first {
                $0.contains("  vl  ")
            }.map { String($0.split(separator: "  ").last ?? "") }
        }
        #expect(limits(true) == "connect 1s, first_token 20s, idle 30s")
        #expect(limits(false) == "connect 1s, answer 5m")
        #expect(limits(nil) == "connect 1s, first_token 20s, idle 30s, answer 5m")
    }

    @Test("An explanation for scripts has times in milliseconds and every failure in one place")
    func explainJSON() throws {
        let explanation = Explanation(try Sandbox().load(Self.grouped).snapshot, model: "gpt-4.1")
        let object = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(explanation)) as? [String: Any])
        #expect(object["total_ms"] as? Int == 600_000)
        let candidates = try #require(object["candidates"] as? [[String: Any]])
        #expect(
            candidates.first?["limits"] as? [String: Int]
                == ["connect_ms": 1000, "first_token_ms": 240_000, "idle_ms": 120_000, "answer_ms": 600_000])
        #expect(candidates.map { $0["context"] as? Int } == [200_000, nil, 8192])
        let groups = try #require(object["groups"] as? [[String: Any]])
        #expect(groups.map { $0["by"] as? String } == ["weight"])
        let members = try #require(groups.first?["members"] as? [[String: Any]])
        #expect(members.map { $0["target"] as? String } == ["vl", "lo"])
        #expect(members.map { $0["weight"] as? Int } == [3, 1])
        let handling = try #require(object["handling"] as? [String: Any])
        #expect(handling["on_cut"] as? String == "resume")
        #expect(handling["methods"] as? [String] == ["prefill", "restart"])
        #expect(handling["max_tokens"] as? Int == 50 && handling["hedge"] as? String == "p99.9")
        #expect(handling["hold_ms"] as? Int == 250 && handling["patience_ms"] as? Int == 0)
        #expect(handling["empty"] as? String == "fail_over")
        #expect(handling["surfaces"] as? [String] == ["bad_request"])
        #expect(handling["moves_on_to_larger"] as? [String] == ["context_length", "too_large"])
        let movesOn = try #require(handling["moves_on"] as? [String])
        #expect(movesOn.contains("content_filter") && movesOn.contains("cut") && !movesOn.contains("superseded"))
    }

    @Test("The report of check has groups and failover in text and JSON")
    func checkFailover() throws {
        let report = CheckReport(try Sandbox().load(Self.grouped))
        let lines = report.text.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("  2  vl  self") && $0.hasSuffix("  group 1 by weight, 3 of 4") })
        #expect(
            lines.contains { $0.hasPrefix("  on_cut: resume (prefill, then restart up to 50 tokens); hold: 250ms") })
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(json.contains("\"by\":\"weight\"") && json.contains("\"on_cut\":\"resume\""))
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
        #expect(loaded.warnings.quiet.isEmpty, "\(loaded.warnings)")
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
        let objects = [
            Grammar.root, Grammar.target, Grammar.route, Grammar.group, Grammar.onCut, Grammar.rehearsal,
            Grammar.goldenSet, Grammar.prompt, Grammar.check,
        ]
        for field in objects.flatMap(\.fields) {
            // No key, but an answer to those who try it.
            if case .never = field.shape { continue }
            let isLater = if case .later = field.shape { true } else { false }
            let section = isLater ? sections.last : sections.first
            #expect(section?.contains("`\(field.name)`") == true, "\(field.name)")
        }
    }

    @Test(
        "The demo configuration is valid and quiet, with vendors' keys and without",
        arguments: [
            ([:], []), (["OPENAI_API_KEY": ""], []), (["OPENAI_API_KEY": "sk-canary"], ["openai"]),
            (["GOOGLE_API_KEY": "sk-canary", "ANTHROPIC_API_KEY": "sk-canary"], ["anthropic", "gemini"]),
            (
                [
                    "OPENAI_API_KEY": "sk-canary", "ANTHROPIC_API_KEY": "sk-canary", "GEMINI_API_KEY": "sk-canary",
                    "MISTRAL_API_KEY": "sk-canary", "CO_API_KEY": "sk-canary", "DEEPSEEK_API_KEY": "sk-canary",
                    "XAI_API_KEY": "sk-canary",
                ], ["openai", "anthropic", "gemini", "mistral", "cohere", "deepseek", "xai"]
            ),
        ])
    func demo(_ environment: [String: String], _ vendors: [String]) throws {
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
        #expect(loaded.summary.first?.targets.map(\.name) == vendors + ["local"])
        let local = try #require(loaded.snapshot.targets.last)
        #expect(local.isDemo && local.model == "smollm2-135m-instruct" && local.basePath == "/v1")
        #expect(local.origin == Origin(host: "127.0.0.1", port: 8710, isTLS: false, allowsPrivate: true))
        #expect(local.launch?.command == [sandbox.path(command[0])] + command.dropFirst())
        #expect(!text.contains("sk-canary"))
    }
}
