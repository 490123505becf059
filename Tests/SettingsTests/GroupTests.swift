import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// Groups of targets in `try:`, and the prices by which one may choose among them.
struct GroupTests {
    private static let targets = RouteTests.targets

    private func chain(_ routes: String, of model: String = "a") throws -> [String] {
        let snapshot = try Sandbox().load(Self.targets + routes).snapshot
        return try #require(snapshot.routes.route(for: model)).chain.map { link in
            switch link {
            case .target(let id): return snapshot[id].name
            case .group(let group):
                let members = group.members.map { "\(snapshot[$0.target].name)*\($0.weight)" }
                return "\(group.balance.rawValue)(\(members.joined(separator: " ")))"
            }
        }
    }

    @Test(
        "Members in order with their weights, by weight unless it says otherwise",
        arguments: [
            ("[oa, {any: [az, {target: vl, weight: 3}]}, lo]", ["oa", "weight(az*1 vl*3)", "lo"]),
            ("[{any: [az, {target: vl, weight: 1000}], by: latency}]", ["latency(az*1 vl*1000)"]),
            ("[{any: [{target: az}], by: least-busy}, oa]", ["least-busy(az*1)", "oa"]),
            ("[{by: cost, any: [lo, oa]}]", ["cost(lo*1 oa*1)"]),
            ("[{any: [oa, az]}, {any: [vl, lo]}]", ["weight(oa*1 az*1)", "weight(vl*1 lo*1)"]),
        ])
    func groups(_ list: String, _ expected: [String]) throws {
        #expect(try chain("  a: {try: \(list)}") == expected)
    }

    @Test("A route brings its groups along, and defaults may have them")
    func splice() throws {
        let routes = "  a: {try: [oa, \"route:b\"]}\n  b: {try: [{any: [az, vl], by: latency}, lo]}\n  c: {}\n"
        let all = routes + "defaults: {try: [{any: [lo, vl]}]}"
        #expect(try chain(all) == ["oa", "latency(az*1 vl*1)", "lo"])
        #expect(try chain(all, of: "c") == ["weight(lo*1 vl*1)"])
    }

    private static func bad(_ name: String, _ routes: String, _ expected: String...) -> Case {
        var example = Case(name, targets + routes)
        example.expected = expected
        return example
    }

    static let cases = [
        bad("a group of nobody", "  a: {try: [{any: []}]}", #"7:19: error: "any" is empty"#),
        bad("a group without members", "  a: {try: [{by: cost}]}", #"7:13: error: a group needs "any""#),
        bad(
            "a misspelt key", "  a: {try: [{any: [oa], bye: cost}]}",
            #"7:25: error: unknown key "bye" in a group; did you mean "by"?"#),
        bad(
            "a misspelt choice", "  a: {try: [{any: [oa], by: latncy}]}",
            #"7:29: error: "by" cannot be "latncy"; did you mean "latency"?"#),
        bad(
            "a group in a group", "  a: {try: [{any: [oa, {any: [az, lo]}]}]}",
            "7:25: error: a group holds targets only, no other group; write a second group as an entry of try"),
        bad(
            "a route in a group", "  a: {try: [{any: [oa, \"route:b\"]}]}\n  b: {try: [lo]}",
            #"7:24: error: "any": a group holds targets only; route:NAME is an entry of try itself"#),
        bad(
            "a route as a member", "  a: {try: [{any: [{target: \"route:b\"}]}]}\n  b: {try: [lo]}",
            #"7:29: error: "target": a group holds targets only"#),
        bad(
            "a list in a group", "  a: {try: [{any: [[oa]]}]}", #"7:20: error: "any" must be the name of a target or a"#
        ),
        bad(
            "no weight at all", "  a: {try: [{any: [{target: oa, weight: 0}]}]}",
            #"7:41: error: "weight" must be a whole number from 1 to 1000"#),
        bad(
            "too much weight", "  a: {try: [{any: [{target: oa, weight: 1001}]}]}",
            #"7:41: error: "weight" must be a whole number from 1 to 1000"#),
        bad(
            "a weight without a target", "  a: {try: [{any: [oa, {weight: 2}]}]}",
            #"7:24: error: a member of a group needs "target""#),
        bad(
            "an unknown member", "  a: {try: [{any: [oa, {target: azz}]}]}",
            #"7:33: error: unknown target "azz"; did you mean "az"?"#),
        bad(
            "a route taken for a member", "  a: {try: [{any: [oa, b]}]}\n  b: {try: [lo]}",
            #"7:24: error: unknown target "b"; there is a route of that name, and a group holds targets only: "#
                + "write route:b as an entry of try"),
        bad(
            "a route taken for a member with a weight", "  a: {try: [{any: [oa, {target: b}]}]}\n  b: {try: [lo]}",
            #"7:33: error: unknown target "b"; there is a route of that name, and a group holds targets only"#),
        bad(
            "a member twice", "  a: {try: [lo, {any: [oa, lo]}]}",
            #"7:28: error: the route "a" has the target lo twice"#),
        bad(
            "a need that a member lacks", "  a: {try: [{any: [oa, {target: vl}]}], needs: [tools]}",
            "7:33: error: the target vl lacks tools, which the route needs"),
        bad(
            "a member outside the fence", "  a: {try: [{any: [oa, az]}], fence: {vendors: [openai]}}",
            "7:24: error: the target az is outside the route's fence"),
        bad(
            "a member that a chain brings twice", "  a: {try: [oa, \"route:b\"]}\n  b: {try: [{any: [oa, lo]}]}",
            #"7:17: error: the route "a" has the target oa twice"#),
    ]

    @Test("Refused with the member's own position", arguments: cases)
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("Members count among the 64 targets of a route")
    func limit() throws {
        let names = (0..<65).map { "t\($0)" }
        let targets = names.enumerated().map {
            "  \($1): {provider: llama.cpp, url: \"http://127.0.0.1:\(9000 + $0)/v1\"}"
        }
        func complaints(_ count: Int) throws -> [String] {
            let group = names.prefix(count).joined(separator: ", ")
            return try Sandbox().complaints(
                "targets:\n" + targets.prefix(count).joined(separator: "\n")
                    + "\nroutes:\n  a: {try: [{any: [\(group)]}]}")
        }
        #expect(try complaints(64) == [])
        let tooMany = try complaints(65)
        #expect(tooMany.count == 1)
        #expect(tooMany.first?.contains("error: a route has at most 64 targets, chains included") == true)
    }

    static let warnings = [
        bad(
            "a price that nobody knows", "  a: {try: [{any: [oa, az, {target: vl}, lo], by: cost}]}",
            "7:24: warning: the price of the target az is not known, so that it comes last in its group"),
        bad(
            "weights that nobody looks at",
            "  a: {try: [{any: [oa, {target: az, weight: 3}, vl, lo], by: latency}]}",
            #"7:37: warning: "weight" has no effect: by: latency does not look at weights; leave it out, or choose by: "#
        ),
        bad("weights that count", "  a: {try: [{any: [oa, {target: az, weight: 3}, vl, lo], by: least-busy}]}"),
        bad("prices that do not matter", "  a: {try: [{any: [oa, az, vl, lo], by: latency}]}"),
        bad(
            "said once, where the group stands",
            "  a: {try: [\"route:b\"]}\n  b: {try: [{any: [oa, az, vl, lo], by: cost}]}",
            "8:24: warning: the price of the target az is not known"),
    ]

    @Test("Warned of where a price is needed, or a weight is not", arguments: warnings)
    func warned(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test(
        "A target's list price, in picodollars per token",
        arguments: [
            (
                "{provider: openai, model: gpt-4.1, api_key: \"env:KEY\"}",
                Price(Price.Rates(input: 2_000_000, cached: 500_000, output: 8_000_000))
            ),
            (
                "{provider: openai, model: gpt-5-nano, api_key: \"env:KEY\"}",
                Price(Price.Rates(input: 50_000, cached: 5000, output: 400_000))
            ),
            ("{provider: openai, model: gpt-4.1-2099-01-01, api_key: \"env:KEY\"}", nil),
            ("{provider: openai, api_key: \"env:KEY\"}", nil),
            ("{provider: openai, model: gpt-4.1, vendor: reseller, api_key: \"env:KEY\"}", nil),
            ("{provider: azure, resource: r, deployment: prod, api_key: \"env:KEY\"}", nil),
            (
                "{provider: azure, resource: r, deployment: prod, lineage: gpt-4o-mini, api_key: \"env:KEY\"}",
                Price(Price.Rates(input: 150_000, cached: 75_000, output: 600_000))
            ),
            (
                "{provider: azure, resource: r, deployment: o3, api_key: \"env:KEY\"}",
                Price(Price.Rates(input: 2_000_000, cached: 500_000, output: 8_000_000))
            ),
            ("{provider: openai-compatible, url: \"https://h.example/v1\", model: gpt-4.1}", nil),
            ("{provider: openai-compatible, url: \"http://10.0.0.5/v1\", model: m}", Price(input: 0, output: 0)),
        ] as [(String, Price?)])
    func price(_ target: String, _ price: Price?) throws {
        let loaded = try Sandbox().load("targets: {a: \(target)}\nroutes: {\"*\": {try: [a]}}")
        #expect(loaded.snapshot.targets.first?.price == price)
    }

    @Test(
        "Of a first group each member is a primary, and the others are its backups",
        arguments: [
            // One account behind the whole group, and nothing else.
            ("[{any: [a, a2]}]", "a"),
            // The group has a member of its own account.
            ("[{any: [a, c]}]", nil),
            ("[{any: [a, a2]}, c]", nil),
            // c stands alone, so that the loss of a's account is survived.
            ("[{any: [c, a]}, a2]", nil),
            ("[a, {any: [a2, a3]}]", "a"),
        ] as [(String, String?)])
    func dependence(_ list: String, _ primary: String?) throws {
        let sandbox = try Sandbox(environment: ["KEY": "one", "OTHER": "two"])
        let complaints = try sandbox.complaints(
            """
            targets:
              a: {provider: openai, model: gpt-4.1, api_key: "env:KEY"}
              a2: {provider: openai, model: gpt-4o, api_key: "env:KEY"}
              a3: {provider: openai, model: gpt-5, api_key: "env:KEY"}
              c: {provider: openai-compatible, url: "https://h.example/v1", model: m, api_key: "env:OTHER"}
            routes:
              m: {try: \(list)}
              other: {try: [a, a2, a3, c]}
            """)
        #expect(
            complaints
                == (primary.map {
                    [
                        "planb.yaml:7:3: warning: every backup of \"m\" shares the account of \($0); none of them counts as an independent backup"
                    ]
                } ?? []))
    }
}
