import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import Testing

@testable import PlanBTransport

/// Servers that tell others where to go, or how long to wait.
@Suite("Hostile advice", .serialized, .timeLimit(.minutes(2)))
struct HostileAdviceTests {
    @Test(
        "A redirect is not followed, wherever it leads", arguments: [300, 301, 302, 303, 304, 305, 307, 308, 399],
        [false, true])
    func redirects(_ status: Int, isStream: Bool) async throws {
        let elsewhere = try await FakeProvider.start(.ok)
        var wishes = Wishes()
        wishes.vendor = "elsewhere"
        wishes.model = "gpt-4.1"
        let redirect = Behaviour.redirect(status, to: "\(elsewhere.baseURL)/v1/chat/completions")
        wishes.primary = redirect
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: isStream)))
            #expect(answer.status == 200)
            #expect(answer.story == "primary:\(status),backup:200")
            #expect(answer.header("location") == nil)
            #expect(try await house.ailments().first?.hasSuffix(": open, redirect") == true)
            #expect(try await house.ask(Wire.chat(isStream: isStream))?.story == "backup:200")
            house.backup.set(redirect)
            let error = try #require(try await house.ask(Wire.chat(isStream: isStream)))
            #expect(error.status == 502)
            #expect(error.header("location") == nil)
            #expect(error.header("x-should-retry") == "false")
            #expect(!(error.head + error.text).contains(String(elsewhere.port)))
        }
        #expect(elsewhere.totalConnections == 0)
        await elsewhere.shutdown()
    }

    /// Lines that say nothing.
    static let noTimes: [[String]] =
        [
            "soon", "-1", "-0.5", "1e309", "-1e309", "nan", "inf", "", "99999999999999999999", "1,5", "1 s", "0x",
            "Thu, 32 Jan 2030 00:00:00 GMT", "Thu, 01 Foo 2030 00:00:00 GMT", "Thu, 01 Jan 99999 00:00:00 GMT",
            "tomorrow at noon", String(repeating: "9", count: 5000), "1\u{e9}",
        ].map { ["retry-after: \($0)"] } + [
            ["retry-after-ms: NaN"], ["retry-after-ms: -5"], ["retry-after-ms: 1e400"], ["retry-after-ms:"],
            ["x-ratelimit-reset-requests: NaN"], ["x-ratelimit-reset-tokens: 5parsecs"],
            ["x-ratelimit-reset-requests: 1e308h"], ["x-ratelimit-reset: -1"], ["x-ratelimit-reset: 99999999999"],
            ["x-ratelimit-reset-tokens: s"],
        ]

    @Test("A time to wait that is none is none", arguments: noTimes)
    func nonsense(_ lines: [String]) async throws {
        try await Self.run(429, lines) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat()))
            #expect(answer.status == 429)
            #expect(answer.story == "primary:429,backup:429")
            #expect(answer.header("retry-after").map { $0 == "1" } ?? true, "\(answer.header("retry-after") ?? "")")
            #expect(try await house.ailments().isEmpty)
        }
        try await Self.run(503, lines) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat()))
            #expect(answer.status == 503)
            #expect(answer.story == "primary:503,backup:503")
            #expect(answer.header("retry-after") == nil)
        }
    }

    @Test(
        "A time to wait is at most an hour, whoever asks for more",
        arguments: [
            "retry-after: 86400", "retry-after: 2e8", "retry-after: Fri, 31 Dec 9999 23:59:59 GMT",
            "retry-after-ms: 1e11", "x-ratelimit-reset-requests: 999h",
        ])
    func bounded(_ line: String) async throws {
        try await Self.run(429, [line]) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat()))
            #expect(answer.status == 429)
            #expect(answer.story == "primary:429,backup:429")
            #expect(answer.header("retry-after") == "3600")
            let later = try #require(try await house.ask(Wire.chat()))
            #expect(later.status == 429)
            #expect(later.header("retry-after").flatMap { Int($0) }.map { (3500...3600).contains($0) } == true)
            #expect(house.primary.counters.totalRequests == 1)
        }
    }

    @Test(
        "A time that is over is no reason to wait",
        arguments: ["retry-after: Thu, 01 Jan 1970 00:00:00 GMT", "retry-after: 0", "retry-after-ms: 0"])
    func past(_ line: String) async throws {
        try await Self.run(429, [line]) { (house) async throws in
            house.primary.set(.ok)
            house.primary.enqueue([Self.told(429, [line])])
            #expect(try await house.ask(Wire.chat())?.story == "primary:429,primary:200")
        }
    }

    @Test("Of two lines the first one counts, and the bytes of neither reach the client")
    func twice() async throws {
        try await Self.run(429, ["retry-after: 30", "retry-after: 7"]) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.header("retry-after") == "30")
        }
    }

    private static func told(_ status: Int, _ lines: [String]) -> Behaviour {
        Behaviour.status(status).with { $0.head.add = lines.map { Behaviour.HeaderLine(.init($0)) } }
    }

    /// Both targets answer so.
    private static func run(
        _ status: Int, _ lines: [String], _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        var wishes = Wishes()
        wishes.vendor = "elsewhere"
        wishes.model = "gpt-4.1"
        (wishes.primary, wishes.backup) = (told(status, lines), told(status, lines))
        try await TestGateway.run(wishes, body)
    }
}
