import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// What a target's model is known to do and to cost: the configuration over probes, over the catalog, over the dialect.
@Suite("Contracts and prices of targets")
struct CatalogTests {
    private static func yaml(_ fields: String, _ more: String = "") -> String {
        "targets: {a: {\(fields), api_key: \"env:KEY\"}}\nroutes: {\"*\": {try: [a]}}\n\(more)"
    }

    private func target(_ fields: String, _ more: String = "", in sandbox: Sandbox? = nil) throws -> UpstreamTarget {
        let sandbox = try sandbox ?? Sandbox()
        return try #require(try sandbox.load(Self.yaml(fields, more)).snapshot.targets.first)
    }

    @Test("A known model has the catalog's contract, and what the configuration says goes before")
    func layers() throws {
        let plain = try target("provider: openai, model: gpt-4.1")
        #expect(plain.contract.context == 1_047_576 && plain.contract.output == 32_768)
        #expect(plain.contract.has(.images) && plain.contract.lacks(.reasoning) && plain.contract.lacks(.prefill))
        #expect(plain.lineage == "openai" && plain.priceVersion == "2026-11-21")
        let told = try target(
            "provider: openai, model: gpt-4.1, contract: {images: false, context: 1000, output: 10, body: 1MiB}")
        #expect(told.contract.lacks(.images) && told.contract.context == 1000 && told.contract.output == 10)
        #expect(told.contract.body == 1 << 20 && told.contract.has(.tools))
        #expect(
            told.statedContract == Contract(capabilities: [.images: false], context: 1000, body: 1 << 20, output: 10))
    }

    @Test("That a model can reason does not make it wait; that the configuration says so does")
    func reasoning() throws {
        #expect(try target("provider: anthropic, model: claude-opus-4-8").contract.has(.reasoning))
        func clocks(_ fields: String) throws -> Instant.Span? {
            let loaded = try Sandbox().load(Self.yaml(fields))
            let explanation = Explanation(loaded.snapshot, model: "x", isStream: true)
            return explanation.candidates.first.map { .milliseconds($0.limits.firstToken) }
        }
        #expect(try clocks("provider: anthropic, model: claude-opus-4-8") == .seconds(20))
        let told = "provider: anthropic, model: claude-opus-4-8, contract: {reasoning: true}"
        #expect(try clocks(told) == .seconds(240))
        #expect(try clocks("provider: anthropic, model: claude-opus-5-5") == .seconds(240))
    }

    @Test("A target that takes any name has the contract and the price of the one that is asked for")
    func anyName() throws {
        let loaded = try Sandbox().load(Self.yaml("provider: openai, contract: {audio: true}"))
        let route = try #require(loaded.snapshot.routes.route(for: "gpt-4.1"))
        func standing(_ name: String) -> Standing? {
            loaded.snapshot.standings(of: route, asked: name, vendors: []).first
        }
        let known = try #require(standing("gpt-4.1"))
        #expect(
            known.contract.context == 1_047_576 && known.contract.has(.audio) && known.price?.rates.output == 8_000_000)
        #expect(standing("gpt-99")?.contract.context == nil && standing("gpt-99")?.price == nil)
    }

    struct Priced: Sendable {
        var fields: String
        var price: Price?
        var version = "configuration"
    }

    static let prices = [
        Priced(
            fields:
                "provider: openai, model: gpt-4.1, price: {input: \"1.50 USD\", output: \"6 USD\", cached: \"0.000001 USD\"}",
            price: Price(Price.Rates(input: 1_500_000, cached: 1, output: 6_000_000))),
        Priced(
            fields: "provider: openai, model: o3, price: {discount: 20%}",
            price: Price(Price.Rates(input: 1_600_000, cached: 400_000, output: 6_400_000))),
        Priced(
            fields: "provider: openai, model: gpt-99, price: {input: \"1 USD\", output: \"2 USD\", discount: 2.5%}",
            price: Price(input: 975_000, output: 1_950_000)),
        Priced(
            fields:
                "provider: openai-compatible, url: \"https://h.example/v1\", model: m, price: {per_hour: \"4.20 USD\"}",
            price: Price(Price.Rates(input: 0, output: 0), hourly: 4_200_000_000)),
        Priced(
            fields: "provider: openai-compatible, url: \"http://10.0.0.5/v1\", model: m",
            price: Price(input: 0, output: 0), version: "own hardware"),
        Priced(fields: "provider: openai-compatible, url: \"https://h.example/v1\", model: m", price: nil, version: ""),
    ]

    @Test("A price as it is written, with a discount, or by the hour", arguments: prices)
    func price(_ row: Priced) throws {
        let target = try target(row.fields)
        #expect(target.price == row.price && target.priceVersion == row.version)
    }

    private static func bad(_ name: String, _ fields: String, _ expected: String...) -> Case {
        var example = Case(name, yaml(fields))
        example.expected = expected
        return example
    }

    static let cases = [
        bad(
            "half a price", "provider: openai, model: gpt-4.1, price: {input: \"1 USD\"}",
            #"1:64: error: a price has "input" and "output", and this is "input" alone"#),
        bad(
            "an amount without its currency",
            "provider: openai, model: gpt-4.1, price: {input: 1.50, output: \"2 USD\"}",
            #"1:64: error: "input": expected an amount such as "1.50 USD"; write "1.50 USD""#),
        bad(
            "too fine an amount",
            "provider: openai, model: gpt-4.1, price: {input: \"0.0000001 USD\", output: \"2 USD\"}",
            #"1:64: error: "input": an amount has at most six digits"#),
        bad(
            "a discount off nothing",
            "provider: openai-compatible, url: \"https://h.example/v1\", model: m, price: {discount: 5%}",
            "1:101: error: there is no price of tokens to take the discount off"),
        bad(
            "a discount of more than all", "provider: openai, model: gpt-4.1, price: {discount: 120%}",
            #"1:67: error: "discount": a share is at most 100%"#),
        bad(
            "a rate that is none", "provider: openai, model: gpt-4.1, price: {inputs: \"1 USD\"}",
            #"1:57: error: unknown key "inputs" in a price; did you mean "input"?"#),
        bad(
            "a model that will be gone", "provider: openai, model: gpt-3.5-turbo",
            #"1:40: warning: the model "gpt-3.5-turbo" of the target a ends on 2026-10-23, says the catalog of 2026-11-21"#
        ),
        bad(
            "a model that is gone", "provider: openai, model: gpt-5-codex",
            #"1:40: warning: the model "gpt-5-codex" of the target a ended on 2026-07-23"#),
        bad("a model that stays a while", "provider: openai, model: gpt-4.1"),
        bad(
            "a name that nobody knows", "provider: openai, model: gpt-99",
            #"1:40: warning: the catalog does not know the model "gpt-99" of openai: its contract is unverified, and it has no price"#
        ),
        bad("a name at an address of one's own", "provider: openai, model: gpt-99, url: \"https://h.example/v1\""),
        bad("a name that the configuration vouches for", "provider: openai, model: gpt-99, contract: {tools: true}"),
    ]

    @Test("Refused and warned of, with position and fix", arguments: cases)
    func complaints(_ example: Case) throws { try example.check(in: Sandbox()) }

    private static let file = """
        {"version": "2026-12-01", "models": {"m-large": {"lineage": "m", "offers": [
          {"provider": "openai", "ids": ["gpt-4.1"], "context": 5, "cannot": ["tools"]},
          {"provider": "openai", "ids": ["m-*"], "can": ["tools"], "price": {"input": "1", "output": "2",
            "above": {"tokens": 100, "input": "2", "output": "3"}}, "ends": "2030-01-01"}]}}}
        """

    @Test("A file of the same form adds models and overrides others")
    func ownCatalog() throws {
        let sandbox = try Sandbox()
        try sandbox.write("models.json", Self.file)
        let both = "catalog: [builtin, \"file:models.json\"]"
        let known = try target("provider: openai, model: gpt-4.1", both, in: sandbox)
        #expect(known.contract.context == 5 && known.contract.lacks(.tools) && known.contract.has(.images))
        #expect(known.price?.rates.input == 2_000_000 && known.lineage == "m")
        let added = try target("provider: openai, model: m-7", both, in: sandbox)
        #expect(added.contract.has(.tools) && added.price?.long?.rates.output == 3_000_000)
        #expect(added.priceVersion == "2026-12-01")
        let alone = try target("provider: openai, model: o3", "catalog: [\"file:models.json\"]", in: sandbox)
        #expect(alone.price == nil && alone.contract.context == nil)
    }

    @Test(
        "A catalog with a mistake is refused, at its line",
        arguments: [
            (#""cannot": ["tools"]"#, #""cannot": ["toolz"]"#, #"models.json:2:71: error: "cannot" cannot be "toolz""#),
            (
                #""input": "1""#, #""input": "-1""#,
                #"models.json:3:79: error: "input": an amount has at most six digits"#
            ),
            (#""version": "2026-12-01", "#, "", #"models.json:1:1: error: a catalog needs "version""#),
            (
                #""provider": "openai", "ids": ["m-*"]"#, #""provider": "opnai", "ids": ["m-*"]"#,
                #"models.json:3:16: error: "provider" cannot be "opnai""#
            ),
            (
                #"["m-*"]"#, #"["gpt-4.1"]"#,
                #"models.json:3:34: error: "gpt-4.1" of openai is given twice; the other is on line 2"#
            ),
            (#""context": 5"#, #""context": "5""#, #"models.json:2:57: error: "context" must be a whole number"#),
        ])
    func badCatalog(_ old: String, _ new: String, _ expected: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write("models.json", Self.file.replacingOccurrences(of: old, with: new))
        let complaints = try sandbox.complaints(
            Self.yaml("provider: openai, model: gpt-4.1", "catalog: [builtin, \"file:models.json\"]"))
        #expect(complaints.first?.hasPrefix(expected) == true, "\(complaints.joined(separator: "\n"))")
    }

    @Test("A catalog that is not there, or is none, is refused where it is named")
    func noCatalog() throws {
        let sandbox = try Sandbox()
        let missing = try sandbox.complaints(Self.yaml("provider: openai", "catalog: [\"file:nothing.json\"]"))
        #expect(missing.first?.hasPrefix("planb.yaml:3:11: error: \"nothing.json\" cannot be read") == true)
        let wrong = try sandbox.complaints(Self.yaml("provider: openai", "catalog: [models.json]"))
        #expect(wrong == [#"planb.yaml:3:11: error: "catalog": expected builtin or file:PATH"#])
    }

    private static func probed(_ url: String, day: String = "2026-09-20") -> String {
        """
        {"version": 1, "targets": {"a": {"provider": "openai-compatible", "model": "m", "url": "\(url)",
          "probed": "\(day)T10:00:00Z", "contract": {"tools": true, "prefill": true, "images": false, "context": 4096}}}}
        """
    }

    @Test("What a probe wrote counts, below the configuration, for the same model at the same place")
    func probes() throws {
        let sandbox = try Sandbox()
        let fields = "provider: openai-compatible, url: \"https://h.example/v1\", model: m, contract: {images: true}"
        try sandbox.write(".planb/contracts.json", Self.probed("https://h.example/v1"))
        let known = try target(fields, in: sandbox)
        #expect(known.contract.capabilities == [.tools: true, .prefill: true, .images: true])
        #expect(known.contract.context == 4096)
        try sandbox.write("elsewhere.json", Self.probed("https://other.example/v1"))
        let complaints = try sandbox.complaints(Self.yaml(fields, "contracts: elsewhere.json"))
        #expect(complaints.count == 1)
        #expect(
            complaints[0].hasPrefix("elsewhere.json:1:28: warning: the probe of a asked another model or another place")
        )
        #expect(try target(fields, "contracts: elsewhere.json", in: sandbox).contract.context == nil)
    }

    @Test("check shows each part of a contract with who says it")
    func report() throws {
        let sandbox = try Sandbox()
        let fields = "provider: openai-compatible, url: \"https://h.example/v1\", model: m, contract: {audio: false}"
        try sandbox.write(".planb/contracts.json", Self.probed("https://h.example/v1", day: "2026-08-01"))
        let text = CheckReport(try sandbox.load(Self.yaml(fields))).text
        #expect(
            text.hasSuffix(
                """
                contracts
                  a: m, probed more than a month ago
                    configuration: cannot audio
                    probe of 2026-08-01: context 4096; can tools, prefill; cannot images
                    price: not known: answers are served and marked unpriced
                """))
        let known = CheckReport(try Sandbox().load(Self.yaml("provider: openai, model: gpt-5-nano"))).text
        #expect(
            known.hasSuffix(
                """
                  a: gpt-5-nano, of the catalog of 2026-11-21, lineage openai, ends 2026-12-11
                    catalog: context 272000; output 128000; can tools, parallel_tools, json_schema, images, reasoning, documents, \
                forced_tools; cannot audio, sampling, reasoning_off
                    dialect: can streaming; cannot prefill
                    price: 0.05 in, 0.005 cached, 0.40 out USD per million tokens (2026-11-21)
                """), "\(known)")
        let json = String(
            decoding: try JSONEncoder().encode(
                CheckReport(try Sandbox().load(Self.yaml("provider: openai, model: o3")))),
            as: UTF8.self)
        #expect(json.contains(#""from":"catalog""#) && json.contains(#""unverified":false"#))
    }

    @Test("A prompt that is too long for a target leaves it out of the plan")
    func tooLong() throws {
        let loaded = try Sandbox().load(Self.yaml("provider: openai, model: gpt-4o"))
        #expect(Explanation(loaded.snapshot, model: "x", promptTokens: 128_000).isServed)
        let explanation = Explanation(loaded.snapshot, model: "x", promptTokens: 128_001)
        #expect(
            explanation.skips.map(\.reason) == ["its context of 128000 tokens is smaller than this prompt"])
    }
}
