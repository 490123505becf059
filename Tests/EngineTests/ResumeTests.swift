import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import Testing

/// A route with `on_cut: resume` over the targets of a world.
struct ResumeTests {
    private func world(_ methods: [ResumeRule.Method], rules: Rules = .standard, empty: Bool = false) -> World {
        World(rules: rules, areTwins: true) { route in
            route.onCut = .resume(ResumeRule(methods: methods, maximumRepeatedTokens: 400))
            route.emptyFailsOver = empty
        }
    }

    private static func role(id: String) -> String {
        #"data: {"id":"\#(id)","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"# + "\n\n"
    }

    private static func say(_ text: String, id: String) -> String {
        #"data: {"id":"\#(id)","choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"# + "\n\n"
    }

    private static let cut: [ScriptedUpstream.Piece] = [
        .text(role(id: "a")), .text(say("Hello ", id: "a")), .text(say("wor", id: "a")),
        .fail(AttemptFailure(.cut)),
    ]

    private static func answer(_ pieces: String...) -> [ScriptedUpstream.Piece] {
        [.text(ScriptedUpstream.Act.role)] + pieces.map { .text(say($0, id: "b")) }
            + [.text(ScriptedUpstream.Act.stop), .text("data: [DONE]\n\n")]
    }

    @Test func aRepeatedAnswerCompletesABrokenOneAndTheLastEventSaysWhere() async throws {
        let world = world([.restart])
        let upstream = world.upstream(["a": [.stream(Self.cut)], "b": [.stream(Self.answer("Hello wo", "rld", "!"))]])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished && !received.isAborted)
        #expect(contents(received.body) == "Hello world!")
        #expect(received.body.split(separator: "\"role\"").count == 2, "one role")
        #expect(received.body.hasSuffix("data: [DONE]\n\n"))
        #expect(received.body.contains(#""resumed":{"offset":9,"from":"a","to":"b","method":"restart"}"#))
        #expect(!received.body.contains(#""id":"b""#))
    }

    @Test func anAnswerThatDiffersIsNeverSeenAndThePrefillTakesOver() async throws {
        let world = world([.restart, .prefill])
        let upstream = world.upstream([
            "a": [.stream(Self.cut), .fail(AttemptFailure(.refused)), .fail(AttemptFailure(.refused))],
            "b": [.stream(Self.answer("Good day")), .stream(Self.answer("ld"))],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished)
        #expect(contents(received.body) == "Hello world")
        #expect(received.body.contains(#""method":"prefill""#))
        #expect(upstream.requests.last?.body.contains(#",{"role":"assistant","content":"Hello wor"}]"#) == true)
    }

    @Test func whenNobodyRepeatsItTheStreamEndsInAnErrorEvent() async throws {
        let world = world([.restart])
        let other = ScriptedUpstream.Act.stream(Self.answer("Good day"))
        let upstream = world.upstream(["a": [.stream(Self.cut), other], "b": [other]])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isAborted)
        #expect(contents(received.body) == "Hello wor")
        #expect(received.body.contains("stream_interrupted") && !received.body.contains("[DONE]"))
        #expect(!received.body.contains("Good"))
    }

    @Test func aLegThatBreaksMayBeCompletedInItsTurn() async throws {
        let world = world([.restart])
        let upstream = world.upstream([
            "a": [.stream(Self.cut), .stream(Self.answer("Hello world!"))],
            "b": [
                .stream([
                    .text(Self.say("Hello wor", id: "b")), .text(Self.say("l", id: "b")), .text(Self.say("d", id: "b")),
                    .fail(AttemptFailure(.cut)),
                ])
            ],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished)
        #expect(contents(received.body) == "Hello world!")
        #expect(received.body.contains(#""offset":10,"from":"b","to":"a","method":"restart","seams":2"#))
    }

    @Test func aLegThatFailsTogetherWithItsFirstOutputLosesNoTextOfTheNext() async throws {
        let world = world([.restart])
        let both = Self.say("Hello wor", id: "b") + Self.say("ld", id: "b") + Self.say("!", id: "b") + "data: {\n\n"
        let upstream = world.upstream([
            "a": [.stream(Self.cut), .stream(Self.answer("Hello world!"))], "b": [.stream([.text(both)])],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished)
        #expect(contents(received.body) == "Hello world!")
    }

    @Test func theSimulatorsBrokenRuleMixesTwoAnswers() async throws {
        var rules = Rules.standard
        rules.comparesRestarts = false
        let world = world([.restart], rules: rules)
        let upstream = world.upstream(["a": [.stream(Self.cut)], "b": [.stream(Self.answer("Good day, sir"))]])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(contents(received.body) == "Hello wor sir")
    }

    @Test(arguments: [true, false])
    func anEmptyAnswerFailsOverWhereTheRouteSaysSo(empty: Bool) async throws {
        let world = world([.restart], empty: empty)
        let nothing: [ScriptedUpstream.Piece] = [.text(ScriptedUpstream.Act.role), .text(ScriptedUpstream.Act.stop)]
        let upstream = world.upstream([
            "a": [.stream(nothing), .stream(nothing)], "b": [.stream(Self.answer("Hi"))],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished)
        #expect(received.field("x-planb-target") == (empty ? "b" : "a"))
    }

    /// The text of all chunks; the texts of these tests have no escapes.
    private func contents(_ body: String) -> String {
        body.split(separator: #""content":""#).dropFirst().map { $0.prefix { $0 != "\"" } }.joined()
    }
}
