import Testing

@testable import PlanBSettings

/// Which time limits are said never to run out.
struct TimeoutRulesTests {
    private static func route(_ timeouts: String, defaults: String = "", _ expected: String...) -> Case {
        var example = Case(
            timeouts + (defaults.isEmpty ? "" : " under " + defaults),
            RouteTests.targets + "  a: {try: [oa, az, vl, lo], timeouts: {\(timeouts)}}"
                + (defaults.isEmpty ? "" : "\ndefaults: {timeouts: {\(defaults)}}"))
        example.expected = expected
        return example
    }

    static let cases = [
        route(
            "idle: 11m, total: 10m",
            #"7:41: warning: "idle" (11m) never runs out: "total" is 10m; write a shorter "idle" or a longer "total""#),
        route("answer: 10m, total: 10m", #"7:41: warning: "answer" (10m) never runs out: "total" is 10m"#),
        route("answer: 9m, total: 10m"),
        route(
            "idle: 11m", defaults: "total: 10m",
            #"7:41: warning: "idle" (11m) never runs out: "total" of defaults is 10m"#
        ),
        route(
            "total: 10m", defaults: "idle: 11m",
            #"7:41: warning: "idle" of defaults (11m) never runs out: "total" is 10m"#
        ),
        route(
            "connect: 1s", defaults: "idle: 11m, total: 10m",
            #"8:23: warning: "idle" (11m) never runs out: "total" is 10m"#),
        route("idle: 1m", defaults: "idle: 11m, total: 10m"),
        // Nobody wrote a total.
        route(
            "idle: 11m",
            #"7:41: warning: "idle" (11m) never runs out: "total" is not written, and is at most 10m for these models; "#
                + #"write a longer "total" as well"#),
        route(
            "connect: 1s", defaults: "idle: 11m", #"8:23: warning: "idle" (11m) never runs out: "total" is not written"#
        ),
        route("idle: 9m"),
        // Nobody wrote a limit for the attempts.
        route(
            "total: 10s",
            #"7:41: warning: "total" (10s) ends a request before limits that are not written can run out "#
                + #"("first_token" 20s, "idle" 30s, "answer" 5m): after a target that falls silent no other is asked; "#
                + #"write "first_token", "idle", "answer" shorter than "total""#),
        route("total: 15s, first_token: 5s"),
        route("total: 2m"),
        route("total: 10s, first_token: 3s, idle: 5s, answer: 5s"),
        route("total: 10m"),
        route(
            "connect: 1s", defaults: "total: 15s",
            #"8:23: warning: "total" (15s) ends a request before limits that are not written can run out "#
                + #"("first_token" 20s, "#),
    ]

    @Test("Warned of where the limit stands, with the one that is shorter", arguments: cases)
    func warned(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("A limit of defaults is useful if it is to one route")
    func useful() throws {
        let complaints = try Sandbox().complaints(
            RouteTests.targets + "  a: {try: [oa, az, vl, lo]}\n  b: {try: [oa, az, vl, lo], timeouts: {total: 20m}}\n"
                + "defaults: {timeouts: {idle: 11m}}")
        #expect(complaints == [])
    }

    @Test("A total of defaults is warned of once")
    func once() throws {
        // The second route has other derived limits, and would be told something else; the third has nobody else to ask.
        let complaints = try Sandbox().complaints(
            """
            targets:
              a: {provider: llama.cpp, url: "http://127.0.0.1:1/v1", model: m}
              b: {provider: llama.cpp, url: "http://127.0.0.1:2/v1", model: m}
              c: {provider: llama.cpp, url: "http://127.0.0.1:3/v1", model: deepseek-r1}
              d: {provider: llama.cpp, url: "http://127.0.0.1:4/v1", model: deepseek-r1}
            routes: {one: {try: [a, b]}, other: {try: [c, d]}, alone: {try: [c]}}
            defaults: {timeouts: {total: 15s, answer: 10s, idle: 10s}}
            """)
        #expect(
            complaints.filter { $0.contains(" ends a request ") }.map { $0.prefix(42) }
                == ["planb.yaml:7:23: warning: \"total\" (15s) en"], "\(complaints)")
    }

    @Test("With one target a short total costs no failover")
    func alone() throws {
        let complaints = try Sandbox().complaints(valid.replacing("try: [a]", with: "try: [a], timeouts: {total: 1m}"))
        #expect(complaints == [])
    }

    @Test(
        "What is derived depends on how long the models may think",
        arguments: [
            ("m", "openai, model: gpt-4.1", false), ("m", "openai, model: o3-pro", true),
            // At high effort they get as long.
            ("m", "openai, model: o3", true), ("m", "openai, model: mine, contract: {reasoning: true}", true),
            ("m", "openai, model: o3, contract: {reasoning: false}", false),
            // Sent the name that is asked for.
            ("o3-pro", "openai", true), ("gpt-4.1", "openai", false), ("\"*\"", "openai", true),
        ])
    func thinking(_ route: String, _ target: String, _ mayThinkLong: Bool) throws {
        let complaints = try Sandbox().complaints(
            "targets: {a: {api_key: \"env:KEY\", provider: \(target)}}\n"
                + "routes: {\(route): {try: [a], timeouts: {answer: 20m}}}")
        #expect(
            complaints.map {
                $0.contains("\"answer\" (20m) never runs out: \"total\" is not written, and is at most 10m")
            }
                == (mayThinkLong ? [] : [true]), "\(complaints)")
    }

    @Test(
        "A short first_token is doubtful for a model that is silent while it thinks",
        arguments: [
            ("openai, model: o3", "3s", true), ("openai, model: o3", "20s", false),
            ("openai, model: gpt-4.1", "3s", false),
            ("azure, resource: r, deployment: d, contract: {reasoning: true}", "19s", true),
            // It streams what it thinks.
            ("openai-compatible, url: \"https://h.example/v1\", model: deepseek-r1", "3s", false),
        ])
    func silence(_ target: String, _ limit: String, _ isDoubtful: Bool) throws {
        func complaints(_ rest: String) throws -> [String] {
            try Sandbox().complaints("targets: {a: {api_key: \"env:KEY\", provider: \(target)}}\n" + rest)
        }
        let message =
            "warning: \"first_token\" (\(limit)) gives a up while its model thinks; leave it out for models that "
            + "reason: minutes are derived for them"
        #expect(
            try complaints("routes: {m: {try: [a], timeouts: {first_token: \(limit)}}}")
                == (isDoubtful ? ["planb.yaml:2:35: " + message] : []))
        #expect(
            try complaints("routes: {m: {try: [a]}, n: {try: [a]}}\ndefaults: {timeouts: {first_token: \(limit)}}")
                == (isDoubtful ? ["planb.yaml:3:23: " + message] : []))
    }
}
