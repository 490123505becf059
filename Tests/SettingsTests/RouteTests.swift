import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// How routes come about, and which are refused.
struct RouteTests {
    /// Four targets on the first five lines; routes follow from line 6.
    static let targets = """
        targets:
          oa: {provider: openai, model: gpt-4.1, api_key: "env:KEY", region: us}
          az: {provider: azure, resource: r, deployment: d, api_key: "env:KEY", region: westeurope}
          vl: {provider: openai-compatible, url: "http://10.0.0.5/v1", model: m, contract: {tools: false}}
          lo: {provider: llama.cpp, model: l, launch: {command: [a], port: 8710}}
        routes:

        """

    @Test("Targets in order, chains flattened, defaults under everything")
    func routes() throws {
        let loaded = try Sandbox().load(
            Self.targets + """
                  a: {try: [az, "route:b"], timeouts: {connect: 1s}, keepalive: off, reveal: none}
                  b: {try: [oa, vl, lo], needs: []}
                  "c*": {timeouts: {idle: 7s}}
                defaults: {try: [lo], timeouts: {connect: 2s, total: 1h}, keepalive: 5s, needs: [streaming], on_cut: error}
                aliases: {z: a}
                """)
        #expect(
            loaded.summary.map { $0.targets.map(\.name) } == [["az", "oa", "vl", "lo"], ["oa", "vl", "lo"], ["lo"]])
        #expect(loaded.summary.first?.vendors == ["microsoft", "openai", "self"])
        let table = loaded.snapshot.routes
        let (a, b, c) = (
            try #require(table.route(for: "z")), try #require(table.route(for: "b")),
            try #require(table.route(for: "cx"))
        )
        #expect(a.timeouts == Timeouts(connect: .seconds(1), total: .minutes(60)))
        #expect(a.keepalive == nil && b.keepalive == .seconds(5))
        #expect(a.reveal == .none && b.reveal == .full)
        #expect(a.needs == [.streaming] && b.needs == [])
        #expect(c.timeouts.idle == .seconds(7) && c.timeouts.connect == .seconds(2))
        #expect(c.targets.map { loaded.snapshot[$0].name } == ["lo"])
    }

    private static func bad(_ name: String, _ routes: String, _ expected: String...) -> Case {
        var example = Case(name, targets + routes)
        example.expected = expected
        return example
    }

    private static let twoVendors: Case = {
        var example = Case(
            "the callers' own credential for two vendors",
            """
            targets:
              oa: {provider: openai, model: m, api_key: client}
              ob: {provider: openai, model: n, api_key: client}
              an: {provider: anthropic, model: c, api_key: client}
            routes:
              a: {try: [oa, ob]}
              b: {try: [oa, "route:c"]}
              c: {try: [an]}
            """)
        example.expected = ["7:17: error: the targets oa and an would both be sent the caller's own credential"]
        return example
    }()

    static let cases = [
        bad("an empty route", "  a: {try: []}", #"7:12: error: "try" is empty"#),
        bad(
            "a route without targets", "  a: {needs: [tools]}",
            #"7:3: error: the route "a" has no targets; write try: [TARGET, …]"#),
        bad("an unknown target", "  a: {try: [oaa]}", #"7:13: error: unknown target "oaa"; did you mean "oa"?"#),
        bad(
            "a model taken for a target", "  a: {try: [gpt-4.1]}",
            #"7:13: error: unknown target "gpt-4.1"; that is the model of "oa", and try names targets"#),
        bad(
            "a model taken for a target in the route of its name", "  gpt-4.1: {try: [gpt-4.1]}",
            #"7:19: error: unknown target "gpt-4.1"; that is the model of "oa", and try names targets"#),
        bad(
            "a route that names itself", "  loo: {try: [loo]}",
            #"7:15: error: unknown target "loo"; did you mean "lo"?"#),
        bad(
            "a group that names its route", "  loo: {try: [{any: [oa, loo]}]}",
            #"7:26: error: unknown target "loo"; did you mean "lo"?"#),
        bad(
            "a route taken for a target", "  a: {try: [bb]}\n  bb: {try: [oa]}",
            #"7:13: error: unknown target "bb"; there is a route of that name: write route:bb"#),
        bad(
            "an unknown route", "  a: {try: [\"route:bbb\"]}\n  bb: {try: [oa]}",
            #"7:13: error: unknown route "bbb"; did you mean "bb"?"#),
        bad(
            "a circle", "  a: {try: [\"route:b\"]}\n  b: {try: [\"route:a\"]}\n  c: {try: [\"route:a\"]}",
            #"7:13: error: the routes go in a circle: "b", "a", "b""#,
            #"8:13: error: the routes go in a circle: "a", "b", "a""#),
        bad("a route to itself", "  a: {try: [\"route:a\", oa]}", #"7:13: error: the routes go in a circle: "a", "a""#),
        bad("a target twice", "  a: {try: [oa, lo, oa]}", #"7:21: error: the route "a" has the target oa twice"#),
        bad(
            "a target twice through a chain", "  a: {try: [oa, \"route:b\"]}\n  b: {try: [oa]}",
            #"7:17: error: the route "a" has the target oa twice"#),
        bad(
            "a need that a target lacks", "  a: {try: [oa, vl], needs: [tools]}",
            "7:17: error: the target vl lacks tools, which the route needs"),
        twoVendors,
        bad(
            "a vendor outside", "  a: {try: [oa, az], fence: {vendors: [openai]}}",
            #"7:17: error: the target az is outside the route's fence: its vendor is "microsoft", and the fence has "openai""#
        ),
        bad(
            "a region outside", "  a: {try: [oa, az], fence: {regions: [eu]}}",
            #"7:13: error: the target oa is outside the route's fence: its region is "us", and the fence has "eu""#),
        bad(
            "a target without a region", "  a: {try: [vl], fence: {regions: [eu]}}",
            #"7:13: error: the target vl is outside the route's fence: it has no "region""#),
        bad(
            "a fence of defaults", "  a: {try: [oa]}\ndefaults: {fence: {vendors: [self]}}",
            "7:13: error: the target oa is outside"),
        bad(
            "a glob that is never chosen", "  \"*a*\": {try: [oa]}\n  \"a*\": {try: [lo]}",
            #"8:3: error: the route "a*" is never chosen: "*a*" stands before it"#),
        bad(
            "an alias to nowhere", "  abc: {try: [oa]}\naliases: {x: abd}",
            #"8:14: error: no route matches "abd"; did you mean "abc"?"#),
        bad(
            "an alias that hides a route", "  a: {try: [oa]}\n  b: {try: [lo]}\naliases: {b: a}",
            #"9:11: error: the alias "b" hides the route of the same name"#),
        bad("an alias of an alias", "  a: {try: [oa]}\naliases: {x: y, y: a}", #"8:14: error: "y" is an alias itself"#),
        bad(
            "an alias that is a glob", "  a: {try: [oa]}\naliases: {\"x*\": a}",
            "8:11: error: an alias is one exact name"),
        bad(
            "an unknown need", "  a: {try: [oa], needs: [toolz]}",
            #"7:26: error: "needs" cannot be "toolz"; did you mean "tools"?"#),
        bad(
            "no time at all", "  a: {try: [oa], timeouts: {idle: 0s}}",
            #"7:35: error: "idle": must be more than no time at all"#),
        bad(
            "an unknown passthrough", "  a: {try: [oa]}\npassthrough: {openai: ob}",
            #"8:23: error: unknown target "ob"; did you mean "oa"?"#),
    ]

    @Test("Refused with position and nearest name", arguments: cases)
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("Targets that fan out through chains of routes are bounded")
    func fanOut() throws {
        let chain = (0..<40).map { "  r\($0): {try: [\"route:r\($0 + 1)\", \"route:r\($0 + 1)\"]}" }.joined(
            separator: "\n")
        let complaints = try Sandbox().complaints(Self.targets + chain + "\n  r40: {try: [oa]}")
        #expect(complaints.contains { $0.contains("a route has at most 64 targets, chains included") })
    }

    @Test("Launched and loopback targets are inside every region fence")
    func localFence() throws {
        let loaded = try Sandbox().load(Self.targets + "  a: {try: [lo], fence: {regions: [ch], vendors: [self]}}")
        #expect(loaded.summary.count == 1)
    }

    static let warnings = [
        bad(
            "targets that nothing uses", "  a: {try: [oa, az]}", #"4:3: warning: no route uses the target vl"#,
            "5:3: warning: no route uses the target lo"),
        Case(
            "a target that is never tried",
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes: {claude-x: {try: [a]}}",
            #"2:27: warning: the target a is never tried here: "claude-x" is a name of anthropic"#),
    ]

    @Test("Warned of", arguments: warnings)
    func warned(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("A passthrough target is used, and found by its dialect")
    func passthrough() throws {
        let loaded = try Sandbox().load(Self.targets + "  a: {try: [oa, az, lo]}\npassthrough: {openai: vl}")
        #expect(loaded.warnings.quiet.isEmpty)
        #expect(loaded.snapshot.passthrough[.openAI].map { loaded.snapshot[$0].name } == "vl")
    }

    @Test("Each dialect has a passthrough of its own, to a target that speaks it")
    func passthroughs() throws {
        let targets = """
            targets:
              oa: {provider: openai, model: m, api_key: "env:KEY"}
              an: {provider: anthropic, model: c, api_key: "env:KEY"}
            routes:
              a: {try: [oa, an]}

            """
        let loaded = try Sandbox().load(targets + "passthrough: {openai: oa, anthropic: an}")
        #expect(loaded.snapshot.passthrough[.anthropic].map { loaded.snapshot[$0].name } == "an")
        let complaints = try Sandbox().complaints(targets + "passthrough: {gemini: an}")
        #expect(complaints.contains { $0.contains("the target an speaks anthropic, not gemini") })
    }

    @Test("A route may say that its embedding models share a space")
    func vectorSpaces() throws {
        let mixed = try Sandbox().load(Self.targets + "  a: {try: [oa, az, lo], embeddings: same-space}")
        #expect(mixed.snapshot.routes.routes.map(\.sharesVectorSpace) == [true])
        let shared = try Sandbox().load(
            Self.targets + "  a: {try: [oa, az, lo], embeddings: same-model}\ndefaults: {embeddings: same-space}")
        #expect(shared.snapshot.routes.routes.map(\.sharesVectorSpace) == [false])
    }

    @Test(
        "Backups that fall with the primary are warned of",
        arguments: [
            ("{provider: openai, model: gpt-4.1-mini, api_key: \"env:KEY\"}", "account"),
            (
                "{provider: openai-compatible, url: \"https://h.example/v1\", model: gpt-4.1, api_key: \"env:OTHER\"}",
                "lineage"
            ),
            ("{provider: azure, resource: r, deployment: d, api_key: \"env:OTHER\", lineage: openai}", "lineage"),
            (
                "{provider: openai-compatible, url: \"https://h.example/v1\", model: m, account: team, lineage: mistral}",
                nil
            ),
            ("{provider: groq, model: openai/gpt-oss-120b, api_key: \"env:OTHER\"}", nil),
        ] as [(String, String?)])
    func dependence(_ backup: String, _ shared: String?) throws {
        let sandbox = try Sandbox(environment: ["KEY": "one", "OTHER": "two"])
        let complaints = try sandbox.complaints(
            "targets:\n  a: {provider: openai, model: gpt-4.1, api_key: \"env:KEY\"}\n  b: \(backup)\nroutes:\n  m: {try: [a, b]}"
        )
        let expected = shared.map {
            [
                "planb.yaml:5:3: warning: every backup of \"m\" shares the \($0) of a; none of them counts as an independent backup"
            ]
        }
        #expect(complaints == expected ?? [])
    }
}
