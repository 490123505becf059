import PlanBEngine
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

/// For how much of a route's traffic no backup counts.
struct RouteWeekTests {
    private static let pinned = #"{"model":"gpt-4.1","input":"b","previous_response_id":"resp_0123456789"}"#
    private static let free = #"{"model":"gpt-4.1","input":"b","store":false}"#

    @Test func whatRefersToStateIsCountedAndWhatDoesNotIsNot() async throws {
        let world = World()
        for (body, path, count) in [(World.chat, "/v1/chat/completions", 3), (Self.free, "/v1/responses", 2)] {
            for _ in 0..<count {
                _ = try await world.send(body, path: path, to: world.upstream(["a": [.good], "b": [.good]]))
            }
        }
        for act in [ScriptedUpstream.Act.good, .status(503)] {
            _ = try await world.send(Self.pinned, path: "/v1/responses", to: world.upstream(["a": [act], "b": [act]]))
        }
        let now = world.time.epochMilliseconds()
        let week = try #require(world.gateway.weeks["gpt-4.1"]?.week(at: now))
        #expect(week == RouteWeek(requests: 7, stateful: 2, hours: 1))
    }

    @Test func aRouteWithoutABackupIsNotCounted() async throws {
        let world = World { $0.chain = Array($0.chain.prefix(1)) }
        _ = try await world.send(to: world.upstream(["a": [.good]]))
        #expect(world.gateway.weeks.isEmpty)
    }

    @Test func whatWasCountedBeforeIsAdded() async throws {
        let world = World()
        _ = try await world.send(to: world.upstream(["a": [.good]]))
        let now = world.time.epochMilliseconds()
        var before = StateMeter()
        for _ in 0..<4 { before.note(isStateful: true, at: now - 3_600_000) }
        world.gateway.restore(weeks: ["gpt-4.1": before])
        #expect(world.gateway.weeks["gpt-4.1"]?.week(at: now) == RouteWeek(requests: 5, stateful: 4, hours: 2))
    }
}
