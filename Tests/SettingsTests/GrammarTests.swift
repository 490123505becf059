import PlanBEngine
import PlanBPolicy
import Testing

@testable import PlanBSettings

/// What the grammar refuses, with the position and the nearest valid name.
struct GrammarTests {
    static let cases = [
        Case("an empty file", "# nothing", " error: the configuration is empty"),
        Case("a list at the top", "- a", #"1:1: error: "the configuration" must be a mapping, and this is a list"#),
        Case(
            "an unknown key", valid + "verion: 1",
            #"3:1: error: unknown key "verion" in the configuration; did you mean "version"?"#),
        Case(
            "an unknown key of a target",
            "targets:\n  a:\n    provider: openai\n    api_key: env:KEY\n    modle: x\nroutes: {m: {try: [a]}}",
            #"5:5: error: unknown key "modle" in a target; did you mean "model"?"#),
        Case("a wrong version", valid + "version: 2", #"3:10: error: "version" must be a whole number from 1 to 1"#),
        Case("a quoted version", valid + "version: \"1\"", #"3:10: error: "version" must be a whole number"#),
        Case(
            "an unknown word", valid + "mode: prodution",
            #"3:7: error: "mode" cannot be "prodution"; did you mean "production"?"#),
        Case(
            "a value of the wrong kind", valid + "listen: [1]",
            #"3:9: error: "listen" must be HOST:PORT, and this is a list"#),
        Case(
            "a mapping where a list is due",
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes: {m: {try: {a: 1}}}",
            #"2:19: error: "try" must be a list, and this is a mapping"#),
        Case("a key without a value", valid + "listen:", #"3:8: error: "listen" has no value"#),
        Case(
            "yes is not true",
            "targets: {a: {provider: openai, api_key: \"env:KEY\", demo: yes}}\nroutes: {m: {try: [a]}}",
            #"1:59: error: "demo" must be true or false, and this is "yes""#),
        Case("no targets and no routes", "version: 1", " error: there are no targets", " error: there are no routes"),
        Case(
            "empty targets", "targets: {}\nroutes: {m: {try: [a]}}", #"1:10: error: "targets" is empty"#,
            #"2:20: error: unknown target "a""#),
        Case(
            "a missing provider", "targets: {a: {api_key: \"env:KEY\"}}\nroutes: {m: {try: [a]}}",
            #"1:14: error: a target needs "provider""#),
        Case(
            "a target's name that no header can carry",
            "targets: {\"a b\": {provider: openai, api_key: \"env:KEY\"}}\nroutes: {m: {try: [\"a b\"]}}",
            #"1:11: error: "a b": the name of a target has 1 to 64 letters"#,
            #"2:20: error: "try": a name has no blanks"#),
        Case(
            "a blank in a route's name",
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes: {\"m n\": {try: [a]}}",
            #"2:10: error: "m n": a name has no blanks"#),
        Case(
            "a bare number for a duration", valid + "drain: {delay: 5}",
            #"3:16: error: "delay": a length of time needs a unit; write 5s"#),
        Case(
            "a policy of the journal that is none", valid + "journal: {fsync: sometimes}",
            #"3:18: error: "fsync" cannot be "sometimes"; expected one of "never", "interval", "always""#),
        Case(
            "another product's key in the journal", valid + "journal: {sync: always}",
            #"3:11: error: unknown key "sync" in journal; write fsync"#),
        Case(
            "a bare number for a size", valid + "limits: {body: 32}",
            #"3:16: error: "body": a size needs a unit; write 32MiB"#),
        Case(
            "several errors, sorted by position", "x: 1\n" + valid + "y: 2\nmode: prod",
            #"1:1: error: unknown key "x""#, #"4:1: error: unknown key "y""#, #"5:7: error: "mode" cannot be"#),
    ]

    @Test("Refused with position, expectation and nearest name", arguments: cases)
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("x- keys are ignored where keys are fixed")
    func extensions() throws {
        let loaded = try Sandbox().load(
            "x-anything: [1, {b: c}]\ntargets: {a: {provider: openai, api_key: \"env:KEY\", x-note: hello}}\n"
                + "routes: {m: {try: [a], x-owner: me}}")
        #expect(loaded.warnings.isEmpty)
    }

    @Test("x- names are names where names are free")
    func freeNames() throws {
        let loaded = try Sandbox().load(
            "targets: {x-a: {provider: openai, api_key: \"env:KEY\", headers: {x-team: red}}}\n"
                + "routes: {x-ai/grok: {try: [x-a]}}")
        #expect(loaded.snapshot.routes.route(for: "x-ai/grok") != nil)
        #expect(loaded.snapshot.targets.first?.headers.map(\.name) == ["x-team"])
    }

    static let later: [(String, String)] = [
        ("retention: {samples: 1d}", "\"samples\" is not in this build"),
        ("trusted_proxies: [10.0.0.0/8]", "\"trusted_proxies\" is not in this build"),
        ("defaults: {on_cut: {resume: [ask]}}", "\"resume: ask\" is not in this build; the methods of this build are"),
        ("defaults: {on_cut: {resume: {methods: [ask]}}}", "\"methods: ask\" is not in this build; the methods"),
        ("defaults: {on_cut: {resume: {max_cost: \"1 USD\"}}}", "\"max_cost\" is not in this build; leave it out"),
    ]

    @Test("Keys of the product that this build does not have are refused by name", arguments: later)
    func notInThisBuild(_ yaml: String, _ message: String) throws {
        let complaints = try Sandbox().complaints(valid + yaml)
        #expect(complaints.count == 1 && complaints.first?.contains("error: " + message) == true, "\(complaints)")
    }

    private static func doubtful(_ route: String, _ expected: String...) -> Case {
        var example = Case(route, "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes: {m: \(route)}")
        example.expected = expected
        return example
    }

    static let mistakes = [
        doubtful("[a]", #"2:13: error: "m" must be a mapping, and this is a list; write {try: [TARGET, …]}"#),
        doubtful("{try: a}", #"2:19: error: "try" must be a list, and this is a single value; write try: [a]"#),
        doubtful(
            "{try: [[a]]}",
            #"2:20: error: "try" must be a target, route:NAME or a mapping, and this is a list; write {any: [TARGET, …], "#
        ),
        doubtful(
            "{try: [{group: [a]}]}", #"2:20: error: a group needs "any"; write {any: [TARGET, …], by: weight}"#,
            #"2:21: error: unknown key "group" in a group; expected one of "any", "by""#),
        doubtful(
            "{try: [{target: a, weight: 3}]}",
            "2:21: error: a target with a weight stands in a group; write its name alone, or {any: [{target: NAME, ",
            #"2:32: error: unknown key "weight" in a group; it is a key of a member of a group"#),
        doubtful(
            "{try: [{any: {a: 3}}]}",
            #"2:26: error: "any" must be a list, and this is a mapping; write a list of entries such as {target: TARGET, "#
        ),
        doubtful(
            "{try: [a], by: cost}", #"2:24: error: unknown key "by" in a route; it is a key of a group"#),
        doubtful(
            "{try: [a], contract: {prefill: true}}",
            #"2:24: error: unknown key "contract" in a route; it is a key of a target"#),
        doubtful(
            "{try: [a], fallbacks: [a]}",
            #"2:24: error: unknown key "fallbacks" in a route; the targets stand in try, in the order in which they are"#
        ),
        doubtful(
            "{try: [a], retries: 3}",
            #"2:24: error: unknown key "retries" in a route; every target of try is asked in turn; patience says what"#),
        doubtful(
            "{try: [a], on_cut: restart}",
            #"2:32: error: "on_cut" cannot be "restart"; write on_cut: {resume: [restart]}"#),
        doubtful(
            "{try: [a], on_cut: [resume]}",
            #"2:32: error: "on_cut" must be a word or a mapping, and this is a list; expected one of error, buffer, "#
                + "resume, or {resume: [restart, prefill]}"),
        doubtful(
            "{try: [a], on_cut: {buffer: true}}", #"2:32: error: on_cut needs "resume"; write {resume: [restart, "#,
            #"2:33: error: unknown key "buffer" in on_cut; write on_cut: buffer"#),
        doubtful(
            "{try: [a], on_cut: {resume: {max_tokens: 5k}}}",
            #"2:54: error: "max_tokens" must be a whole number from 1 to 100000, and this is "5k""#),
        doubtful(
            "{try: [a], on_cut: {resume: {max_tokens: \"5\"}}}",
            #"2:54: error: "max_tokens" must be a whole number from 1 to 100000, and this is a text in quotes"#),
        doubtful(
            "{try: [a], timeouts: 30s}",
            #"2:34: error: "timeouts" must be a mapping, and this is a single value; write {first_token: 20s, idle: "#),
        doubtful(
            "{try: [a], needs: tools}", #"2:31: error: "needs" must be a list, and this is a single value; write "#),
    ]

    @Test("Who writes something else is told what to write, and where", arguments: mistakes)
    func advice(_ example: Case) throws {
        let sandbox = try Sandbox()
        try example.check(in: sandbox)
        // Nobody is told to promise what OpenAI does not do.
        #expect(!sandbox.complaints().contains { $0.contains("correct its contract") })
    }

    @Test("What may be a secret is not repeated as advice")
    func quietAdvice() throws {
        let complaints = try Sandbox().complaints(valid + "include: sk-proj-0123456789abcdef")
        #expect(complaints == ["planb.yaml:3:10: error: \"include\" must be a list, and this is a single value"])
    }

    static let reserved = [
        Case(
            "groups do not nest, so that no group is offered in one",
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes: {m: {try: [{any: [{a: 3}]}]}}",
            #"2:27: error: a member of a group needs "target""#,
            #"2:28: error: unknown key "a" in a member of a group; expected one of "target", "weight""#),
        Case(
            "nor what is no dialect", valid + "passthrough: {mistral: a}",
            #"3:15: error: unknown key "mistral" in passthrough; expected one of "openai", "anthropic", "#),
        Case(
            "nor an option", valid + "defaults: {on_cut: {resume: {tokens: 5}}}",
            #"3:30: error: unknown key "tokens" in resume; expected one of "methods", "max_tokens""#),
        Case(
            "nor a method", valid + "defaults: {on_cut: {resume: [replay]}}",
            #"3:30: error: "resume" cannot be "replay"; expected one of "restart", "prefill""#),
        Case(
            "nor what is spelt nearly like it", valid + "trusted_proxis: {}",
            #"3:1: error: unknown key "trusted_proxis" in"#),
        Case(
            "nor a provider",
            "targets: {a: {provider: watson}}\nroutes: {m: {try: [a]}}",
            #"1:25: error: "provider" cannot be "watson"; expected one of "openai", "azure", "anthropic", "#),
    ]

    @Test("What would be refused is not suggested", arguments: reserved)
    func onlyUsable(_ example: Case) throws {
        let sandbox = try Sandbox()
        try example.check(in: sandbox)
        for word in ["\"any\"", "max_cost", "ask", "trusted_proxies"] {
            #expect(!sandbox.complaints().contains { $0.contains(word) }, "\(word)")
        }
    }

    @Test("Every key of the grammar is in the JSON Schema, once per place")
    func schema() {
        let text = Settings.jsonSchema
        func names(_ shape: Shape) -> [String] {
            switch shape {
            case .object(let object): object.fields.flatMap { [$0.name] + names($0.shape) }
            case .list(let item, _): names(item)
            case .map(_, let item, _): names(item)
            case .either(let scalar, let list, let map): [scalar, list, map].compactMap { $0 }.flatMap(names)
            case .scalar, .words, .flag, .integer, .anything, .later, .never: []
            }
        }
        for name in names(.object(Grammar.root)) { #expect(text.contains("\"\(name)\" : {"), "\(name)") }
        #expect(!text.contains("\"type\" : \"number\""))
        for word in ["least-busy", "restart", "fail_over", "surface", "p[5-9][0-9]"] { #expect(text.contains(word)) }
        #expect(text.contains("https://json-schema.org/draft/2020-12/schema"))
    }
}
