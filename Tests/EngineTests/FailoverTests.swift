import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

struct FailoverTests {
    /// What the first target does each time it is asked, and how it stands in `x-planb-attempts`.
    static let failures: [(ScriptedUpstream.Act, String)] = [
        (.fail(AttemptFailure(.dns)), "dns"), (.fail(AttemptFailure(.refused)), "refused"),
        (.fail(AttemptFailure(.connect)), "connect"), (.fail(AttemptFailure(.tls)), "tls"),
        (.fail(AttemptFailure(.reset)), "reset"), (.status(500), "500"), (.status(502), "502"), (.status(503), "503"),
        (.status(429), "429"), (.status(401), "401"), (.status(403), "403"), (.status(404), "404"),
        (.status(301), "301"), (.status(307), "307"), (.status(502, "text/html", "<html>"), "502"),
        (.status(400, "text/html", "<html>"), "400"), (.status(200, "text/html", "<html>"), "malformed"),
        (.status(200, "application/json", "not json"), "malformed"),
        (.status(200, "application/json", #"{"choices":[]}"#), "empty"),
        (.status(200, "application/json", #"{"error":{"code":503}}"#), "503"),
    ]

    @Test(arguments: failures.indices)
    func whateverTheFirstTargetDoesTheSecondAnswers(index: Int) async throws {
        let (act, outcome) = Self.failures[index]
        let world = World()
        let upstream = world.upstream(["a": [act, act], "b": [.good]])
        let received = try await world.send(to: upstream)
        #expect(received.status == 200)
        #expect(received.field("x-planb-target") == "b")
        let isRepeated = ["dns", "reset", "500", "empty"].contains(outcome)
        #expect(received.field("x-planb-attempts") == (isRepeated ? "a:\(outcome)," : "") + "a:\(outcome),b:200")
        #expect(received.body.contains("\"hi\""))
        #expect(received.isFinished && !received.isAborted)
        #expect(world.rows.requests.count == 1 && world.rows.attempts.count == (isRepeated ? 3 : 2))
        #expect(world.rows.requests.first?.usage?.input == 3)
    }

    @Test(arguments: [
        [ScriptedUpstream.Piece.text("data: {\"error\":{\"code\":503}}\n\n")],
        [.text(ScriptedUpstream.Act.role), .text("data: {\"error\":{\"message\":\"x\"}}\n\n")],
        [.text(ScriptedUpstream.Act.role)], [.text("data: nonsense\n\n")], [], [.text("data: [DONE]\n\n")],
        [.text(ScriptedUpstream.Act.role), .fail(AttemptFailure(.cut))],
        [.wait(.seconds(25)), .text(ScriptedUpstream.Act.content)],
        [.text(": ping\n\n"), .text(ScriptedUpstream.Act.role), .wait(.seconds(25))],
    ])
    func aStreamThatFailsBeforeItsFirstOutputIsInvisible(pieces: [ScriptedUpstream.Piece]) async throws {
        let world = World()
        let upstream = world.upstream(["a": [.stream(pieces)], "b": [.goodStream]])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.field("x-planb-target") == "b")
        #expect(received.body.hasSuffix("data: [DONE]\n\n"))
        #expect(received.body.split(separator: "assistant").count == 2, "one role, from one answer")
        #expect(received.isFinished)
    }

    @Test(arguments: [
        [ScriptedUpstream.Piece.fail(AttemptFailure(.cut))], [], [.wait(.seconds(31))],
        [.text("data: {\"error\":{\"code\":500}}\n\n")], [.text("data: {broken\n\n")],
    ])
    func afterOutputAFailureIsAnErrorEventAndAnAbort(rest: [ScriptedUpstream.Piece]) async throws {
        let world = World()
        let pieces: [ScriptedUpstream.Piece] = [.text(ScriptedUpstream.Act.content)]
        let upstream = world.upstream(["a": [.stream(pieces + rest)], "b": [.goodStream]])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isAborted && !received.isFinished)
        #expect(received.body.contains("stream_interrupted"))
        #expect(!received.body.contains("[DONE]"))
        #expect(upstream.requests.count == 1)
        #expect(world.rows.requests.first?.outcome == .cut)
    }

    @Test func aFinalAnswerIsHandedOnAsItIs() async throws {
        let world = World()
        let body = #"{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}"#
        let upstream = world.upstream(["a": [.status(400, "application/json", body)], "b": [.good]])
        let received = try await world.send(to: upstream)
        #expect(received.status == 400)
        #expect(received.body == body)
        #expect(received.field("x-should-retry") == "false")
        #expect(upstream.requests.count == 1)
    }

    @Test(arguments: Array(300..<600))
    func aProvidersCredentialErrorPageOrRedirectNeverReachesTheClient(status: Int) async throws {
        let world = World()
        let act = ScriptedUpstream.Act.status(status, "text/html", "<html>canary-page</html>")
        let received = try await world.send(to: world.upstream(["a": [act], "b": [act]]))
        #expect(!(300..<400).contains(received.status) && received.status != 401 && received.status != 403)
        #expect(!received.body.contains("canary-page"))
    }

    @Test func threeMinutesOfThoughtAreNoFailureWhereTheClocksAllowThem() async throws {
        var timeouts = Timeouts()
        timeouts.firstToken = .minutes(4)
        let world = World(timeouts: timeouts)
        let pieces: [ScriptedUpstream.Piece] = [.text(ScriptedUpstream.Act.role), .wait(.minutes(3))]
        let rest: [ScriptedUpstream.Piece] = [.text(ScriptedUpstream.Act.content), .text(ScriptedUpstream.Act.stop)]
        let streamed = try await world.send(World.streamed, to: world.upstream(["a": [.stream(pieces + rest)]]))
        #expect(streamed.field("x-planb-attempts") == "a:200")
        let whole: ScriptedUpstream.Act = .answer(
            status: 200, contentType: "application/json",
            pieces: [.wait(.minutes(3)), .text(#"{"choices":[{"finish_reason":"stop"}]}"#)])
        let answered = try await world.send(to: world.upstream(["a": [whole]]))
        #expect(answered.field("x-planb-attempts") == "a:200")
    }

    @Test func afterAKeepAliveFailoverGoesOnAndTheLastEventTellsTheStory() async throws {
        let world = World()
        let upstream = world.upstream(["a": [.status(503)], "b": [.goodStream]])
        let received = try await world.send(World.streamed, beatsAtOnce: true, to: upstream)
        #expect(received.isFinished)
        #expect(received.body.hasPrefix(": keep-alive\n\n"))
        #expect(received.body.contains(#""planb":{"request_id""#))
        #expect(received.body.contains(#""target":"a","outcome":"503""#))
    }

    @Test func afterAKeepAliveTheFailureOfAllIsAnEventAndAnAbort() async throws {
        let world = World()
        let upstream = world.upstream(["a": [.status(503)], "b": [.status(503)]])
        let received = try await world.send(World.streamed, beatsAtOnce: true, to: upstream)
        #expect(received.isAborted && !received.body.contains("[DONE]"))
        #expect(received.body.contains("upstream_unavailable"))
    }

    @Test func aClientThatIsGoneIsNotServedAndIsSettledOnce() async throws {
        let world = World()
        let upstream = world.upstream(["a": [.fail(AttemptFailure(.clientGone))], "b": [.good]])
        _ = try await world.send(to: upstream)
        #expect(upstream.requests.count == 1)
        #expect(world.rows.requests.map(\.outcome) == [.abandoned])
    }

    @Test func theCredentialGoesToTheTargetAndNowhereElse() async throws {
        let world = World()
        let upstream = world.upstream(["a": [.status(401)], "b": [.status(503)]])
        let received = try await world.send(
            headers: ["authorization: Bearer sk-client-canary", "x-stainless-lang: python", "openai-project: p"],
            to: upstream)
        for request in upstream.requests {
            #expect(request.head.contains("authorization: Bearer sk-canary-secret\r\n"))
            #expect(!request.head.contains("client-canary") && !request.head.contains("stainless"))
            #expect(!request.head.contains("openai-project"), "meant for another vendor")
            #expect(request.body.contains("\"model\":\"model-\(request.host)\""))
        }
        let said = received.fields + received.body + world.rows.attempts.map(\.detail).joined()
        #expect(!said.contains("canary"))
        #expect(received.status == 503)
    }
}
