import PlanBEngine
import Testing

@testable import PlanBSettings

/// Every effective value, with where it comes from.
struct ListingTests {
    private static let yaml = """
        mode: production
        admin_hosts: [planb.internal, 10.0.0.5]
        network: {proxy: "http://proxy.example:3128"}
        defaults:
          hold: 1s
          timeouts: {total: 5m}
        targets:
          one:
            provider: openai
            api_key: env:KEY
            headers: {x-team: canary-2}
          two: {provider: llama.cpp, model: l, launch: {command: [server, --key, canary-3], port: 8710, environment: {A: canary-4}}}
        routes:
          gpt-4.1:
            try: [one, {any: [two], by: latency}]
            timeouts: {answer: 1m}
        aliases: {gpt-4o: gpt-4.1}

        """

    private func values() throws -> [SettingValue] { try Sandbox().load(Self.yaml).values }

    private func value(_ part: String, _ name: String) throws -> String {
        let found = try values().filter { $0.part == part && $0.name == name }
        #expect(found.count == 1, "\(part) \(name)")
        return try #require(found.first).value + " @ "
            + (try #require(found.first).source.split(separator: "/").last ?? "")
    }

    @Test("Values have the place where they are written, or where they come from")
    func places() throws {
        for (part, name, expected) in [
            ("gateway", "mode", "production @ planb.yaml:1:7"),
            ("gateway", "admin_hosts", "planb.internal, 10.0.0.5 @ planb.yaml:2:14"),
            ("gateway", "listen", "127.0.0.1:8700 @ built in"),
            ("target one", "provider", "openai @ planb.yaml:9:15"),
            ("target one", "api_key", "env:KEY @ planb.yaml:10:14"),
            ("target two", "launch.port", "8710 @ planb.yaml:12:91"),
            ("route gpt-4.1", "try.1", "one @ planb.yaml:15:11"),
            ("route gpt-4.1", "try.2.any", "two @ planb.yaml:15:22"),
            ("route gpt-4.1", "try.2.by", "latency @ planb.yaml:15:33"),
            ("route gpt-4.1", "timeouts.answer", "1m @ planb.yaml:16:24"),
            ("aliases", "gpt-4o", "gpt-4.1 @ planb.yaml:17:19"),
        ] { #expect(try value(part, name) == expected) }
        // What defaults: bring is marked, and has its own place.
        #expect(
            try values().contains {
                $0.name == "hold" && $0.source.hasPrefix("defaults, ") && $0.source.hasSuffix("planb.yaml:5:9")
            })
    }

    @Test("Nothing that somebody may have put a secret into is shown")
    func secrets() throws {
        let all = try values().map { "\($0.name) \($0.value)" }.joined(separator: "\n")
        for number in 2...4 { #expect(!all.contains("canary-\(number)"), "canary-\(number)") }
        #expect(!all.contains("canary-of-the-environment"))
        #expect(try value("gateway", "network.proxy").hasPrefix("http://proxy.example:3128 @ planb.yaml:3:18"))
        #expect(try value("target one", "headers.x-team").hasPrefix("(not shown)"))
        #expect(try value("target two", "launch.command").hasPrefix("server, (not shown), (not shown)"))
        #expect(try value("target two", "launch.environment.A").hasPrefix("(not shown)"))
    }

    @Test(
        "Hosts of the console are names or addresses, without anything else",
        arguments: ["https://planb.internal", "planb.internal:8701", "*", "a b", "", "a/b", "999.1.1.1"])
    func hosts(_ host: String) throws {
        let yaml = Self.yaml.replacing("planb.internal", with: "\"\(host)\"")
        #expect(try Sandbox().complaints(yaml).contains { $0.contains("error") })
    }

    @Test("They reach the listener")
    func listener() throws {
        let listener = try Sandbox().load(Self.yaml).snapshot.listener
        #expect(listener.adminNames == ["127.0.0.1", "planb.internal", "10.0.0.5"])
    }
}
