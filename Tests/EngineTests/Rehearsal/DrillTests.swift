import NIOCore
import PlanBLedger
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBEngine

/// What drills do to the requests of users.
struct DrillTests {
    static func order(
        _ level: DrillLevel, share: Double = 1, fault: InjectedFault? = nil, failures: Int = 3, spend: Int? = nil,
        buffers: Bool = false
    ) -> DrillOrder {
        DrillOrder(
            id: "drill-1", level: level, route: "gpt-4.1", primary: "a", backup: "b", share: share, salt: 7,
            caps: .init(userFailures: failures, spend: spend), fault: fault, buffers: buffers)
    }

    @Test(arguments: [DrillLevel.live, .cutover])
    func theBackupAnswersAndTheLedgerSaysWhy(level: DrillLevel) async throws {
        let world = World()
        let watch = Watch(world.gateway)
        let number = try #require(world.gateway.drills.begin(Self.order(level)))
        let upstream = world.upstream(["a": [.whole], "b": [.whole, .whole]])
        let received = try await world.send(to: upstream)
        #expect(received.field("x-planb-target") == "b")
        #expect(upstream.requests.map(\.host) == ["b"])
        #expect(world.rows.requests.first?.tags == ["planb.drill=drill-1", "planb.arm=experiment"])
        let tally = try #require(world.gateway.drills.tally(of: number))
        #expect(tally.requests == 1 && tally.underWay == 0 && tally.failures == 0)
        let seen = try #require(watch.seen.first)
        #expect(seen.drilled.transcript?.text == "hi" && seen.drilled.target == "b" && seen.arm == .experiment)
        #expect(seen.request.askedFor?.prompt == "prompt-canary")
        world.gateway.drills.end(number, .planned, now: world.time.now())
        _ = try await world.send(to: upstream)
        #expect(upstream.requests.map(\.host) == ["b", "a"])
    }

    @Test func aBackupThatFailsBeforeItsFirstOutputIsReplacedByThePrimary() async throws {
        let world = World()
        let watch = Watch(world.gateway)
        let number = try #require(world.gateway.drills.begin(Self.order(.live)))
        let received = try await world.send(
            World.streamed, to: world.upstream(["a": [.goodStream], "b": [.status(401)]]))
        #expect(received.status == 200 && received.isFinished)
        #expect(received.field("x-planb-attempts") == "b:401,a:200")
        #expect(world.gateway.drills.tally(of: number)?.failures == 0)
        #expect(watch.seen.first?.attempts == ["b:401", "a:200"])
    }

    /// A made up failure concerns the drill, and nothing else: the primary is not asked, nor given up for the others.
    @Test(arguments: [InjectedFault.rateLimit, .unavailable, .credential, .stall])
    func aMadeUpFailureIsSurvivedAndHarmsNobody(fault: InjectedFault) async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(Self.order(.fault, fault: fault)))
        let upstream = world.upstream([
            "a": [], "b": Array(repeating: .goodStream, count: 20),
        ])
        for _ in 0..<20 {
            let received = try await world.send(World.streamed, to: upstream)
            #expect(received.status == 200 && received.isFinished && received.body.contains("[DONE]"))
        }
        #expect(Set(upstream.requests.map(\.host)) == ["b"])
        #expect(world.gateway.obstacle(to: "gpt-4.1") == nil)
        let detection = try #require(world.gateway.drills.detection(of: number))
        #expect(detection.injected > 0 && detection.answered == detection.injected && detection.failed == 0)
        if fault != .rateLimit { #expect(detection.timeToOpen != nil && detection.spared > 0) }
    }

    @Test func aMadeUpCutIsOnlyMadeWhereItCanBeMended() async throws {
        for (onCut, isMade) in [(OnCut.error, false), (.resume(.standard), true), (.buffer, true)] {
            let world = World(areTwins: true) { $0.onCut = onCut }
            let number = try #require(world.gateway.drills.begin(Self.order(.fault, fault: .truncation)))
            let acts = Array(repeating: ScriptedUpstream.Act.goodStream, count: 4)
            let received = try await world.send(World.streamed, to: world.upstream(["a": acts, "b": acts]))
            #expect(received.isFinished && received.body.contains("[DONE]"))
            #expect(world.gateway.drills.detection(of: number)?.injected == (isMade ? 1 : 0))
            #expect(world.gateway.drills.tally(of: number)?.failures == 0)
        }
    }

    @Test func aCutOfTheBackupCountsAndTheCapEndsTheDrill() async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(Self.order(.live, failures: 2)))
        let cut = ScriptedUpstream.Act.stream([.text(ScriptedUpstream.Act.content), .fail(AttemptFailure(.cut))])
        let upstream = world.upstream(["a": [.goodStream], "b": [cut, cut, .goodStream]])
        for _ in 0..<2 { #expect(try await world.send(World.streamed, to: upstream).isAborted) }
        #expect(world.gateway.drills.tally(of: number)?.end == .failures)
        #expect(try await world.send(World.streamed, to: upstream).field("x-planb-target") == "a")
    }

    @Test func whatIsHeldBackToItsEndCannotFailVisibly() async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(Self.order(.cutover, failures: 0, buffers: true)))
        let cut = ScriptedUpstream.Act.stream([.text(ScriptedUpstream.Act.content), .fail(AttemptFailure(.cut))])
        let received = try await world.send(World.streamed, to: world.upstream(["a": [.goodStream], "b": [cut]]))
        #expect(received.isFinished && received.field("x-planb-attempts") == "b:cut,a:200")
        #expect(world.gateway.drills.tally(of: number)?.failures == 0)
    }

    /// The backup fails because it is rehearsed, and the primary by itself: that is the end of the drill, and not its doing.
    @Test func whatNobodyAnswersIsNotTheDrillsFailure() async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(Self.order(.cutover, failures: 0, buffers: true)))
        let upstream = world.upstream(["a": [.status(503), .goodStream], "b": [.status(503)]])
        #expect(try await world.send(World.streamed, to: upstream).status == 503)
        #expect(upstream.requests.map(\.host) == ["b", "a"])
        let tally = try #require(world.gateway.drills.tally(of: number))
        #expect(tally.failures == 0 && tally.unanswered == 1 && tally.end == .unanswered)
        #expect(try await world.send(World.streamed, to: upstream).field("x-planb-target") == "a")
    }

    /// Who has little time can fail because the backup was asked first, however much is held back: without an allowance it
    /// takes no part.
    @Test(arguments: [(59_000, false), (60_000, true)])
    func whoHasLittleTimeCountsAsOneThatMayFail(milliseconds: Int, takesPart: Bool) async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(Self.order(.cutover, failures: 0, buffers: true)))
        let received = try await world.send(
            World.streamed, headers: ["x-planb-deadline: \(milliseconds)"],
            to: world.upstream(["a": [.goodStream], "b": [.goodStream]]))
        #expect(received.field("x-planb-target") == (takesPart ? "b" : "a"))
        #expect(world.gateway.drills.tally(of: number)?.passedOver == (takesPart ? 0 : 1))
    }

    @Test func withoutAnAllowanceNoStreamTakesPart() async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(Self.order(.live, failures: 0)))
        let received = try await world.send(World.streamed, to: world.upstream(["a": [.goodStream]]))
        #expect(received.field("x-planb-target") == "a")
        #expect(world.gateway.drills.tally(of: number)?.passedOver == 1)
    }

    @Test func whoDoesNotWantToTakePartDoesNot() async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(Self.order(.live)))
        let received = try await world.send(
            headers: ["x-planb-rehearse: off"], to: world.upstream(["a": [.whole]]))
        #expect(received.field("x-planb-target") == "a")
        #expect(world.gateway.drills.tally(of: number)?.requests == 0)
    }

    @Test func nothingTakesPartWhileSomethingIsNotWell() async throws {
        let world = World()
        let upstream = world.upstream([
            "a": [.whole, .whole], "b": [.status(401), .whole],
        ])
        let first = try #require(world.gateway.drills.begin(Self.order(.live)))
        _ = try await world.send(to: upstream)
        #expect(world.gateway.obstacle(to: "gpt-4.1")?.contains("b") == true)
        #expect(try await world.send(to: upstream).field("x-planb-target") == "a")
        #expect(world.gateway.drills.tally(of: first)?.passedOver == 1)
    }

    /// A copy is offered when the user has the answer, which no byte of it changes.
    @Test(arguments: [false, true])
    func aCopyChangesNothing(isStream: Bool) async throws {
        let acts: [String: [ScriptedUpstream.Act]] = ["a": [isStream ? .goodStream : .whole]]
        let body = isStream ? World.streamed : World.chat
        let plain = World()
        let expected = try await plain.send(body, to: plain.upstream(acts))
        let world = World()
        let watch = Watch(world.gateway)
        _ = try #require(world.gateway.drills.begin(Self.order(.shadow)))
        let received = try await world.send(body, to: world.upstream(acts))
        #expect(received.body == expected.body && received.fields == expected.fields)
        let seen = try #require(watch.seen.first)
        #expect(seen.arm == .copied && seen.drilled.transcript?.text == "hi")
        #expect(seen.request.reasonAgainstCopies == nil)
    }

    @Test(arguments: [
        #"{"model":"gpt-4.1","store":true,"messages":[{"role":"user","content":"x"}]}"#,
        #"{"model":"gpt-4.1","web_search_options":{},"messages":[{"role":"user","content":"x"}]}"#,
        #"{"model":"gpt-4.1","tools":[{"type":"web_search"}],"messages":[{"role":"user","content":"x"}]}"#,
    ])
    func whatHasEffectsBeyondItsAnswerIsNotCopied(body: String) async throws {
        let world = World()
        let watch = Watch(world.gateway)
        _ = world.gateway.drills.begin(Self.order(.shadow))
        _ = try await world.send(body, to: world.upstream(["a": [.whole]]))
        #expect(watch.seen.first?.request.reasonAgainstCopies != nil)
    }

    /// An answer that has to follow a schema counts as one that may fail until it was judged.
    @Test func anAnswerWithASchemaIsHeldUntilItIsJudged() async throws {
        let world = World()
        let watch = Watch(world.gateway)
        let number = try #require(world.gateway.drills.begin(Self.order(.live, failures: 1)))
        let body =
            #"{"model":"gpt-4.1","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}},"#
            + #""messages":[{"role":"user","content":"x"}]}"#
        let upstream = world.upstream(["a": [.whole, .whole], "b": [.whole]])
        _ = try await world.send(body, to: upstream)
        #expect(world.gateway.drills.tally(of: number)?.exposed == 1)
        #expect(try await world.send(body, to: upstream).field("x-planb-target") == "a")
        watch.seen.first?.release(isFailure: true)
        #expect(world.gateway.drills.tally(of: number)?.failures == 1)
        #expect(world.gateway.drills.tally(of: number)?.end == .failures)
    }

    // MARK: - Requests of the gateway's own

    @Test func aRehearsalAsksOneTargetAndChargesNobody() async throws {
        let world = World()
        let request = try RehearsalRequest(
            chat: #"{"messages":[{"role":"user","content":"What is two and two?"}]}"#, model: "gpt-4.1")
        let upstream = world.upstream(["b": [.whole, .status(401), .status(401)]])
        let answer = try #require(
            await world.gateway.rehearse(
                request, at: "b", of: "gpt-4.1", label: "g1", patience: .seconds(30), upstream))
        #expect(answer.outcome == .answered && answer.target == "b" && answer.transcript?.text == "hi")
        for _ in 0..<2 {
            let refused = await world.gateway.rehearse(
                request, at: "b", of: "gpt-4.1", label: "g1", patience: .seconds(30), upstream)
            #expect(refused?.outcome == .failed && refused?.status == 401 && refused?.transcript == nil)
        }
        #expect(upstream.requests.allSatisfy { $0.host == "b" })
        #expect(world.gateway.obstacle(to: "gpt-4.1") == nil && world.gateway.reasonToSpare("b") == nil)
        #expect(world.rows.requests.allSatisfy { $0.key == "rehearsal" && $0.tags == ["planb.drill=g1"] })
        #expect(
            await world.gateway.rehearse(
                request, at: "c", of: "gpt-4.1", label: "", patience: .seconds(1), upstream) == nil)
    }

    /// Who makes vectors need not be one of the route's, nor have what its answers need; nobody else is asked.
    @Test(arguments: [("b", true), ("c", false)])
    func vectorsAreAskedOfWhomTheRouteNames(target: String, isThere: Bool) async throws {
        let world = World { route in
            route.chain = [route.chain[0]]
            route.needs = [.tools]
            route.rehearsal.similarity = "b"
        }
        let other = try RehearsalRequest(judging: "x", model: "gpt-4.1")
        let request = try RehearsalRequest(embedding: ["one", "two \"2\""], model: "gpt-4.1", like: other)
        let upstream = world.upstream([
            "b": [
                .answer(
                    status: 200, contentType: "application/json",
                    pieces: [
                        .text(
                            #"{"object":"list","model":"m","data":[{"index":1,"embedding":[0,1]},"#
                                + #"{"index":0,"embedding":[0.5,-1e0]}],"usage":{"prompt_tokens":4,"total_tokens":4}}"#)
                    ])
            ]
        ])
        let answer = await world.gateway.rehearse(
            request, at: target, of: "gpt-4.1", label: "g1", patience: .seconds(30), upstream)
        #expect(answer?.vectors == (isThere ? [[0.5, -1], [0, 1]] : nil))
        #expect(upstream.requests.map(\.host) == (isThere ? ["b"] : []))
        if isThere { #expect(upstream.requests[0].body.contains(#""input":["one","two \"2\""]"#)) }
    }

    @Test(arguments: [
        "", "{}", #"{"data":[]}"#, #"{"data":[{"embedding":["a"]}]}"#, #"{"data":[{"index":7,"embedding":[1]}]}"#,
        #"{"data":[{"embedding":[1e400]}]}"#, #"{"data":[{"embedding":"AAAA"}]}"#,
    ])
    func whatIsNoVectorIsNone(body: String) { #expect(Vectors.read(ByteBuffer(string: body)) == nil) }

    @Test func aConversationGoesOnWhereItWas() throws {
        let request = try RehearsalRequest(
            chat: #"{"messages":[{"role":"user","content":"a"}],"temperature":0}"#, model: "m")
        let next = try #require(request.followUp("said \"this\""))
        let body = String(buffer: next.body)
        #expect(body.contains(#"{"role":"assistant","content":"said \"this\""}"#) && body.contains("\"temperature\":0"))
        #expect(next.askedFor != nil)
    }

    @Test(arguments: ["", "[]", "{", #"{"messages":1}"#])
    func whatIsNoRequestIsRefusedWithASentence(body: String) {
        #expect(throws: (any Error).self) { try RehearsalRequest(chat: body, model: "m") }
    }
}

/// Keeps what an observer is told.
final class Watch: DrillObserver {
    private let kept = Mutex<[DrillObservation]>([])

    init(_ gateway: Gateway) { gateway.drills.observer = self }

    var seen: [DrillObservation] { kept.withLock { $0 } }

    func observed(_ observation: DrillObservation) { kept.withLock { $0.append(observation) } }
}

extension ScriptedUpstream.Act {
    /// A whole answer that has come to its end.
    static let whole = ScriptedUpstream.Act.answer(
        status: 200, contentType: "application/json",
        pieces: [
            .text(
                #"{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","#
                    + #""content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#)
        ])
}
