import Testing

@testable import PlanBSettings

/// What is warned of because it cannot have the effect that it seems to have.
struct FailoverRulesTests {
    private static func doubtful(_ fields: String, defaults: String = "", _ expected: String...) -> Case {
        var example = Case(
            fields + (defaults.isEmpty ? "" : " under " + defaults),
            RouteTests.targets + "  a: {\(fields)}\n  b: {try: [oa, az, vl, lo], on_cut: error, hold: off, hedge: off}"
                + (defaults.isEmpty ? "" : "\ndefaults: {\(defaults)}"))
        example.expected = expected
        return example
    }

    private static let noTwins =
        "warning: no two targets of the route have the same model, and none has the contract {prefill: true}: "
        + "only the target that broke can complete an answer, by repeating it word for word; add a target with the same "
        + "model at another host, or that contract to one that is known to continue a given beginning"

    static let own = [
        doubtful(
            "try: [oa, lo], hold: 1s, on_cut: buffer",
            #"7:22: warning: "hold" has no effect: with on_cut: buffer nothing is sent before the answer is complete"#),
        doubtful(
            "try: [oa, lo], hold: 1s", defaults: "on_cut: buffer",
            #"7:22: warning: "hold" has no effect: with on_cut: buffer nothing is sent"#),
        doubtful("try: [oa, lo], hold: off, on_cut: buffer"),
        doubtful("try: [oa, lo], hold: 1s, on_cut: error", defaults: "on_cut: buffer"),
        doubtful("try: [oa], hedge: p95", #"7:18: warning: "hedge" has no effect: the route has one target"#),
        doubtful(
            "try: [{any: [oa]}], hedge: p95",
            "7:13: warning: a group of one target has nothing to choose from; add another one, or write its name alone",
            #"7:27: warning: "hedge" has no effect: the route has one target"#),
        doubtful(
            "try: [oa, lo], hedge: 5s, timeouts: {first_token: 5s}",
            #"7:22: warning: "hedge" has no effect: "first_token" is no longer, so that the first target has failed by"#
        ),
        doubtful("try: [oa, lo], hedge: 4s, timeouts: {first_token: 5s}"),
        doubtful("try: [oa, lo], hedge: p95, timeouts: {first_token: 5s}"),
        doubtful("try: [oa], hedge: off"),
        doubtful("try: [{any: [oa, lo]}], hedge: p95"),
        doubtful(
            "try: [oa, az], on_cut: {resume: [restart, prefill]}",
            "7:49: warning: no target of the route has the contract {prefill: true}: only a restart can happen"),
        doubtful(
            "try: [oa, lo], on_cut: {resume: {methods: [prefill]}}",
            "7:50: warning: no target of the route has the contract {prefill: true}: a cut stays an error"),
        doubtful(
            "try: [oa, lo], on_cut: {resume: {methods: [prefill], max_tokens: 50}}",
            "7:50: warning: no target of the route has the contract {prefill: true}: a cut stays an error",
            #"7:60: warning: "max_tokens" has no effect: it bounds a restart, and restart is not among the methods; "#
                + "leave it out, or add restart"),
        doubtful("try: [oa, lo], on_cut: resume", "7:22: " + noTwins),
        doubtful("try: [oa, lo], on_cut: {resume: [restart]}", "7:22: " + noTwins),
        // Said once: this is why the prefill cannot happen either.
        doubtful("try: [oa, lo], on_cut: {resume: [restart, prefill]}", "7:22: " + noTwins),
        doubtful(
            "try: [oa], on_cut: resume",
            "7:18: warning: the route has one target, and it lacks the contract {prefill: true}: only the target that "
                + "broke can complete an answer"),
        // An Azure deployment may be of any model.
        doubtful("try: [oa, az], on_cut: resume"),
    ]

    @Test("What stands in a route is judged for that route", arguments: own)
    func route(_ example: Case) throws { try example.check(in: Sandbox()) }

    static let shared = [
        doubtful(
            "try: [oa, lo]", defaults: "hold: 1s, on_cut: buffer",
            #"9:12: warning: "hold" has no effect: with on_cut: buffer"#),
        doubtful(
            "try: [oa]", defaults: "hedge: 2s",
            #"9:12: warning: "hedge" has no effect: every route with these defaults has one target"#),
        doubtful(
            "try: [oa, lo]", defaults: "on_cut: {resume: {methods: [prefill], max_tokens: 5}}",
            "9:40: warning: no target of any route with these defaults has the contract {prefill: true}: a cut stays",
            #"9:50: warning: "max_tokens" has no effect"#),
        doubtful(
            "try: [oa, lo]", defaults: "on_cut: resume",
            "9:12: warning: no two targets of any route with these defaults have the same model, and none has"),
        doubtful(
            "try: [oa]", defaults: "on_cut: {resume: [restart]}",
            "9:12: warning: no two targets of any route with these defaults have the same model, and none has"),
        // Useful for another route.
        doubtful("try: [oa]}\n  c: {try: [oa, az]", defaults: "hedge: 2s"),
        doubtful("try: [oa, lo]}\n  c: {try: [oa, az]", defaults: "on_cut: resume"),
        doubtful("try: [oa, lo], on_cut: error}\n  c: {try: [oa, lo]", defaults: "hold: 1s"),
        // Of no use to the route that says so, and to the other one it is.
        doubtful(
            "try: [oa, lo], on_cut: buffer}\n  c: {try: [oa, lo]", defaults: "hold: 1s",
            #"7:22: warning: the "hold" of defaults has no effect: with on_cut: buffer nothing is sent before the answer "#
                + "is complete; write hold: off here"),
    ]

    @Test("What stands in defaults is warned of there, if it is of no use to any route", arguments: shared)
    func defaults(_ example: Case) throws { try example.check(in: Sandbox()) }

    static let completions: [(String, String, String, Bool)] = [
        ("same model", "gpt-4.1", "gpt-4.1", true),
        ("an aggregator's spelling", "gpt-4.1", "OpenAI/gpt-4.1", true),
        ("another model", "gpt-4.1", "gpt-4o", false),
        ("the name asked for", "", "gpt-4.1", true),
        ("the name asked for, which is another", "", "gpt-4o", false),
    ]

    @Test("Targets with one model can complete each other's answers", arguments: completions)
    func twins(_ name: String, _ one: String, _ other: String, _ areTwins: Bool) throws {
        let complaints = try Sandbox(environment: ["KEY": "one", "OTHER": "two"]).complaints(
            """
            targets:
              a: {provider: openai\(one.isEmpty ? "" : ", model: \(one)"), api_key: "env:KEY"}
              b: {provider: openai-compatible, url: "https://h.example/v1", model: \(other), api_key: "env:OTHER"}
            routes: {gpt-4.1: {try: [a, b], on_cut: resume}}
            """)
        #expect(complaints.contains { $0.contains(" can complete an answer") } != areTwins, "\(complaints)")
    }

    @Test(
        "The lineage of an Azure deployment says whether it may have the model of another target",
        arguments: [("openai", true), ("gpt-4.1", true), ("mistral", false)])
    func lineage(_ lineage: String, _ mayBeTwin: Bool) throws {
        let complaints = try Sandbox(environment: ["KEY": "one", "OTHER": "two"]).complaints(
            """
            targets:
              a: {provider: openai, model: gpt-4.1, api_key: "env:KEY"}
              b: {provider: azure, resource: r, deployment: d, api_key: "env:OTHER", lineage: \(lineage)}
            routes: {gpt-4.1: {try: [a, b], on_cut: resume}}
            """)
        #expect(complaints.contains { $0.contains(" can complete an answer") } != mayBeTwin, "\(complaints)")
    }

    @Test(
        "Where a contract says that a target continues, a prefill is possible if it is listed",
        arguments: [
            ("resume", nil), ("{resume: [prefill]}", nil), ("{resume: [prefill, restart]}", nil),
            ("{resume: [restart]}", "and prefill is not among the methods: only the target that broke can"),
        ] as [(String, String?)])
    func prefill(_ onCut: String, _ expected: String?) throws {
        let complaints = try Sandbox().complaints(
            """
            targets:
              a: {provider: openai, model: gpt-4.1, api_key: "env:KEY"}
              b: {provider: openai-compatible, url: "http://10.0.0.5/v1", model: m, contract: {prefill: true}}
            routes: {m: {try: [a, b], on_cut: \(onCut)}}
            """)
        #expect(complaints.count == (expected == nil ? 0 : 1), "\(complaints)")
        if let expected { #expect(complaints.first?.contains(expected) == true, "\(complaints)") }
    }
}
