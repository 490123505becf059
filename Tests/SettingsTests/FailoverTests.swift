import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// What a route says about failures.
struct FailoverTests {
    private func route(_ fields: String, defaults: String = "") throws -> Route {
        let shared = defaults.isEmpty ? "" : "\ndefaults: {\(defaults)}"
        let loaded = try Sandbox().load(RouteTests.targets + "  a: {try: [oa, lo], \(fields)}" + shared)
        return try #require(loaded.snapshot.routes.route(for: "a"))
    }

    static let cutForms: [(String, OnCut)] = [
        ("error", .error), ("buffer", .buffer), ("resume", .resume(.standard)),
        ("{resume: [restart]}", .resume(ResumeRule(methods: [.restart], maximumRepeatedTokens: 400))),
        (
            "{resume: [prefill, restart]}",
            .resume(ResumeRule(methods: [.prefill, .restart], maximumRepeatedTokens: 400))
        ),
        ("{resume: {max_tokens: 50}}", .resume(ResumeRule(methods: [.restart, .prefill], maximumRepeatedTokens: 50))),
        (
            "{resume: {methods: [restart], max_tokens: 100000}}",
            .resume(ResumeRule(methods: [.restart], maximumRepeatedTokens: 100_000))
        ),
    ]

    @Test("on_cut takes a word, methods, or methods and a limit", arguments: cutForms)
    func onCut(_ text: String, _ expected: OnCut) throws {
        #expect(try route("on_cut: \(text)").onCut == expected)
        #expect(try route("needs: []", defaults: "on_cut: \(text)").onCut == expected)
    }

    @Test(
        "hedge takes off, a percentile or a time",
        arguments: [
            ("off", .off), ("p50", .percentile(0.5)), ("p95", .percentile(0.95)), ("p99.9", .percentile(0.999)),
            ("\"p99.0\"", .percentile(0.99)), ("1500ms", .after(.milliseconds(1500))), ("2s", .after(.seconds(2))),
        ] as [(String, Hedge)])
    func hedge(_ text: String, _ expected: Hedge) throws {
        let hedge = try route("hedge: \(text)").hedge
        #expect(hedge == expected)
        #expect(try HedgeText.parse(HedgeText.text(hedge)) == hedge)
    }

    @Test("Without a word about failures, the defaults; a route goes before defaults")
    func precedence() throws {
        let plain = try route("needs: []")
        #expect(plain.onCut == .error && plain.hold == .zero && plain.hedge == .off)
        #expect(plain.patience == .seconds(2) && !plain.emptyFailsOver && !plain.refusalsFailOver)
        let shared = "on_cut: resume, hold: 5s, hedge: p90, patience: 60s, empty: fail_over, refusals: fail_over"
        let inherited = try route("needs: []", defaults: shared)
        #expect(inherited.onCut == .resume(.standard) && inherited.hold == .seconds(5))
        #expect(inherited.hedge == .percentile(0.9) && inherited.patience == .seconds(60))
        #expect(inherited.emptyFailsOver && inherited.refusalsFailOver)
        let own = try route(
            "on_cut: error, hold: off, hedge: off, patience: 0ms, empty: answer, refusals: surface", defaults: shared)
        #expect(own.onCut == .error && own.hold == .zero && own.hedge == .off && own.patience == .zero)
        #expect(!own.emptyFailsOver && !own.refusalsFailOver)
    }

    @Test("A contract may say how large a request may be")
    func body() throws {
        let loaded = try Sandbox().load(
            "targets: {a: {provider: openai, api_key: \"env:KEY\", contract: {body: 20MiB}}}\nroutes: {m: {try: [a]}}")
        #expect(loaded.snapshot.targets.first?.contract.body == 20 << 20)
    }

    private static func bad(_ fields: String, _ expected: String...) -> Case {
        var example = Case(fields, RouteTests.targets + "  a: {try: [oa, lo], \(fields)}")
        example.expected = expected
        return example
    }

    static let cases = [
        bad("on_cut: resum", #"7:30: error: "on_cut" cannot be "resum"; did you mean "resume"?"#),
        bad("on_cut: [restart]", #"7:30: error: "on_cut" must be a word or a mapping, and this is a list"#),
        bad("on_cut: {}", #"7:30: error: on_cut needs "resume""#),
        bad("on_cut: {resume: restart}", #"7:39: error: "resume" must be a list or a mapping, and this is a single"#),
        bad("on_cut: {resume: []}", #"7:39: error: "resume" is empty"#),
        bad("on_cut: {resume: [restrat]}", #"7:40: error: "resume" cannot be "restrat"; did you mean "restart"?"#),
        bad("on_cut: {resume: [ask]}", #"7:40: error: "resume: ask" is not in this build; the methods of this build"#),
        bad("on_cut: {resume: [restart, restart]}", "7:49: error: the method restart is given twice"),
        bad("on_cut: {resume: {max_token: 4}}", #"7:40: error: unknown key "max_token" in resume; did you mean "max_"#),
        bad("on_cut: {resume: {max_tokens: 0}}", #"7:52: error: "max_tokens" must be a whole number from 1 to 100000"#),
        bad("on_cut: {resume: {max_cost: 1}}", #"7:40: error: "max_cost" is not in this build"#),
        bad("on_cut: {restart: true}", #"7:30: error: on_cut needs "resume""#, #"7:31: error: unknown key "restart""#),
        bad("hold: 5001ms", #"7:28: error: "hold": must be at most 5s"#),
        bad("hold: 250", #"7:28: error: "hold": a length of time needs a unit; write 250ms, or another of ms, s, m"#),
        bad("hold: 2", #"7:28: error: "hold": a length of time needs a unit; write 2s, or another of ms, s, m"#),
        bad("hold: on", #"7:28: error: "hold": expected a length of time up to 5s, such as 250ms, or off"#),
        bad("patience: 61s", #"7:32: error: "patience": must be at most 1m"#),
        bad(
            "patience: off",
            #"7:32: error: "patience": expected a length of time up to 1m, such as 250ms; 0ms is none at all"#),
        bad("timeouts: {idle: off}", #"7:39: error: "idle": expected a length of time such as 30s; leave it out, and"#),
        bad("timeouts: {idle: 2min}", #"7:39: error: "idle": the units of time are ms, s, m, h and d; write 2m"#),
        bad("timeouts: {idle: 2 S}", #"7:39: error: "idle": the units of time are ms, s, m, h and d; write 2s"#),
        bad("timeouts: {idle: 2w}", #"7:39: error: "idle": the units of time are ms, s, m, h and d"#),
        bad("timeouts: {idle: 1.5m}", #"7:39: error: "idle": a length of time is a whole number with a unit; take a"#),
        bad("keepalive: on", #"7:33: error: "keepalive": expected a length of time such as 15s, or off"#),
        bad("hedge: p49", #"7:29: error: "hedge": a percentile is p50 to p99.9, with one decimal at most"#),
        bad("hedge: p100", #"7:29: error: "hedge": a percentile is p50 to p99.9"#),
        bad("hedge: p99.99", #"7:29: error: "hedge": a percentile is p50 to p99.9"#),
        bad("hedge: \"p9.9\"", #"7:29: error: "hedge": a percentile is p50 to p99.9"#),
        bad("hedge: \"p٩٩\"", #"7:29: error: "hedge": a percentile is p50 to p99.9"#),
        bad("hedge: fast", #"7:29: error: "hedge": expected off, a percentile such as p95, or a length of time such"#),
        bad("hedge: 0s", #"7:29: error: "hedge": must be more than no time at all"#),
        bad(
            "hedge: 95%",
            #"7:29: error: "hedge": expected off, a percentile such as p95, or a length of time such as 2s; write p95"#),
        bad(
            "hedge: 95",
            #"7:29: error: "hedge": expected off, a percentile such as p95, or a length of time such as 2s; write p95 or 95s"#
        ),
        bad("hedge: 3", #"7:29: error: "hedge": a length of time needs a unit; write 3s"#),
        bad("empty: failover", #"7:29: error: "empty" cannot be "failover"; did you mean "fail_over"?"#),
        bad("refusals: answer", #"7:32: error: "refusals" cannot be "answer"; expected one of "fail_over", "surface""#),
    ]

    @Test("Refused with position and what was expected", arguments: cases)
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("Sizes of a contract have units")
    func sizes() throws {
        let complaints = try Sandbox().complaints(
            "targets: {a: {provider: openai, api_key: \"env:KEY\", contract: {body: 20}}}\nroutes: {m: {try: [a]}}")
        #expect(
            complaints == [
                "planb.yaml:1:70: error: \"body\": a size needs a unit; write 20MiB, or another of KiB, MiB, GiB"
            ])
    }

    @Test(
        "Lengths of time are written in the largest unit that is exact",
        arguments: [
            (0, "0ms"), (1, "1ms"), (1500, "1500ms"), (2000, "2s"), (90_000, "90s"), (120_000, "2m"),
            (7_200_000, "120m"),
        ])
    func durations(_ milliseconds: Int, _ text: String) throws {
        #expect(DurationText.text(.milliseconds(milliseconds)) == text)
        #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
    }
}
