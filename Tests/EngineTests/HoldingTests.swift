import PlanBEngine
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

struct HoldingTests {
    private static let half: [ScriptedUpstream.Piece] = [
        .text(ScriptedUpstream.Act.role), .text(ScriptedUpstream.Act.content),
    ]

    @Test(arguments: [
        ([ScriptedUpstream.Piece.fail(AttemptFailure(.cut))], true),
        ([.wait(.milliseconds(200)), .fail(AttemptFailure(.cut))], true),
        ([.wait(.milliseconds(300)), .fail(AttemptFailure(.cut))], false), ([.text("data: {broken\n\n")], true),
    ])
    func aCutWithinTheHoldIsInvisible(rest: [ScriptedUpstream.Piece], isHidden: Bool) async throws {
        let world = World { $0.hold = .milliseconds(250) }
        let upstream = world.upstream(["a": [.stream(Self.half + rest)], "b": [.goodStream]])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished == isHidden && received.isAborted != isHidden)
        #expect(received.field("x-planb-target") == (isHidden ? "b" : "a"))
        #expect(received.body.split(separator: "\"hi\"").count == 2, "the text of one answer")
    }

    @Test(arguments: [[], [ScriptedUpstream.Piece.wait(.minutes(1))], [.fail(AttemptFailure(.cut))]])
    func whatIsBufferedCannotBeCut(rest: [ScriptedUpstream.Piece]) async throws {
        let world = World { $0.onCut = .buffer }
        let upstream = world.upstream(["a": [.stream(Self.half + rest)], "b": [.goodStream]])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished && received.field("x-planb-target") == "b")
        #expect(received.body.split(separator: "\"hi\"").count == 2, "the text of one answer")
        #expect(received.body.hasSuffix("data: [DONE]\n\n"))
    }

    @Test func whatIsHeldIsHandedOverWhenTheTimeIsUp() async throws {
        let world = World { $0.hold = .milliseconds(250) }
        let rest: [ScriptedUpstream.Piece] = [.wait(.seconds(5)), .text(ScriptedUpstream.Act.stop)]
        let received = try await world.send(World.streamed, to: world.upstream(["a": [.stream(Self.half + rest)]]))
        #expect(received.isFinished && received.field("x-planb-attempts") == "a:200")
    }
}
