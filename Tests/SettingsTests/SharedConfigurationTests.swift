import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBSettings
import PlanBVocabulary
import Testing

/// Routes, aliases and prices that all nodes have in common.
struct SharedConfigurationTests {
    private static let local = """
        targets:
          a: {provider: openai, model: gpt-4.1, api_key: env:KEY, price: {input: "1 USD", output: "2 USD"}}
          b: {provider: mistral, model: mistral-small, api_key: env:KEY}
        routes:
          gpt-4.1: {try: [a]}
        aliases: {one: gpt-4.1}

        """
    private static let postgres = "ledger: {postgres: \"postgres://planb@db.example/planb\"}\n"

    private func sandbox(_ shared: String, ledger: String = postgres) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("planb.yaml", Self.local + ledger)
        try sandbox.write(".planb/shared.yaml", shared)
        return sandbox
    }

    @Test("What is shared counts instead of what a file of the node says of the same name")
    func wins() throws {
        let shared = """
            routes:
              gpt-4.1: {try: [b, a]}
              small: {try: [b]}
            aliases: {one: small, two: gpt-4.1}
            prices:
              a: {input: "10 USD", output: "20 USD"}
            """
        let snapshot = try sandbox(shared).load().snapshot
        #expect(snapshot.routes.route(for: "gpt-4.1")?.targets.count == 2)
        #expect(snapshot.routes.resolve("one") == "small" && snapshot.routes.resolve("two") == "gpt-4.1")
        let target = try #require(snapshot.targets.first { $0.name == "a" })
        #expect(target.price?.cost(of: Usage(input: 1_000_000, output: 0)) == 10_000_000_000)
    }

    @Test("It is watched, also before it is there; one node with its own database has nothing shared")
    func watched() throws {
        let sandbox = try Sandbox()
        try sandbox.write("planb.yaml", Self.local + Self.postgres)
        var watcher = FileWatcher(try sandbox.load())
        let before = watcher.hasChanged()
        try sandbox.write(".planb/shared.yaml", "aliases: {two: gpt-4.1}")
        let after = watcher.hasChanged()
        #expect(!before && after)
        let alone = try self.sandbox("routes: {x: {try: [nobody]}}", ledger: "").load()
        #expect(alone.snapshot.routes.route(for: "x") == nil)
    }

    @Test(
        "What does not fit this node is refused with its place, and targets, files and commands cannot be shared",
        arguments: [
            ("routes: {x: {try: [nobody]}}", "nobody"),
            ("prices: {nobody: {input: \"1 USD\", output: \"1 USD\"}}", "nobody"),
            (
                "targets: {c: {provider: openai, url: \"http://evil.example/v1\", api_key: \"file:/etc/passwd\"}}",
                "targets"
            ),
            ("listen: 0.0.0.0:1", "listen"), ("admin_tokens: {}", "admin_tokens"), ("include: [x.yaml]", "include"),
            ("prices: {a: {input: \"1 USD\"}}", "input"), ("- a", "mapping"), ("routes: {", "the shared configuration"),
            ("x", "mapping"),
        ])
    func refused(_ shared: String, _ named: String) throws {
        let sandbox = try sandbox(shared)
        let failure = #expect(throws: SettingsFailure.self) { try sandbox.load() }
        #expect(failure?.errors.contains { $0.description.contains(named) } == true, "\(failure?.description ?? "")")
        // Trying it says the same, and changes nothing.
        try sandbox.write(".planb/shared.yaml", "")
        #expect(throws: SettingsFailure.self) {
            try Settings.check(
                shared: shared, path: sandbox.path("planb.yaml"), environment: sandbox.environment, reusing: nil)
        }
        #expect(try sandbox.text(".planb/shared.yaml").isEmpty)
        _ = try sandbox.load()
    }

    @Test("An empty one says nothing")
    func empty() throws {
        for text in ["", "{}", "# nothing", "version: 1"] { _ = try sandbox(text).load() }
    }
}
