import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

/// Which requests of users are recorded: those that everybody who has a say in it agrees to.
struct RecordingTests {
    /// A key whose text its gateway knows.
    private static let key = KeyText.make(id: "Abcdefg1", entropy: [1, 2, 3, 4]) ?? ""

    private static func world(route: Bool, key mayRecord: Bool?, rehearsal: RehearsalConsent = .live) -> World {
        let pepper = Secret("pepper")
        var keys = KeyRing.empty
        if let mayRecord {
            var key = VirtualKey(
                id: "Abcdefg1", mac: KeyRing.mac(of: Array(Self.key.utf8), pepper: pepper), name: "k")
            key.mayRecord = mayRecord
            key.rehearsal = rehearsal
            keys = KeyRing(pepper: pepper, keys: [key])
        }
        return World(mode: mayRecord == nil ? .demo : .production, keys: keys) { $0.rehearsal.mayRecord = route }
    }

    @Test(
        arguments: [
            (true, true, nil, true), (true, nil, nil, true), (true, true, "off", false), (true, true, "OFF", false),
            (true, nil, "off", false), (true, false, nil, false), (false, true, nil, false), (false, nil, nil, false),
        ] as [(Bool, Bool?, String?, Bool)])
    func nothingIsRecordedThatSomebodyDoesNotAgreeTo(
        route: Bool, key: Bool?, header: String?, isRecorded: Bool
    ) async throws {
        let world = Self.world(route: route, key: key)
        let watch = Watch(world.gateway)
        let until = world.time.now() + .minutes(10)
        let number = try #require(world.gateway.drills.begin(.recording("r-1", route: "gpt-4.1", until: until)))
        let upstream = world.upstream(["a": [.whole], "b": []])
        var headers = key == nil ? [] : ["authorization: Bearer \(Self.key)"]
        if let header { headers.append("x-planb-rehearse: \(header)") }
        let received = try await world.send(headers: headers, to: upstream)
        #expect(received.status == 200 && received.field("x-planb-target") == "a")
        // One request was asked, and one only, whether it was recorded or not.
        #expect(upstream.requests.map(\.host) == ["a"])
        #expect(watch.seen.count == (isRecorded ? 1 : 0))
        #expect(world.rows.requests.first?.tags == (isRecorded ? ["planb.recording=r-1"] : []))
        let tally = try #require(world.gateway.drills.tally(of: number))
        #expect(tally.requests == (isRecorded ? 1 : 0) && tally.passedOver == (isRecorded ? 0 : 1))
        #expect(tally.underWay == 0 && tally.spend == 0)
    }

    @Test func whoTakesPartInNoDrillMayStillBeRecorded() async throws {
        let world = Self.world(route: true, key: true, rehearsal: .none)
        let watch = Watch(world.gateway)
        let until = world.time.now() + .minutes(10)
        _ = try #require(world.gateway.drills.begin(.recording("r-1", route: "gpt-4.1", until: until)))
        _ = try #require(world.gateway.drills.begin(DrillTests.order(.shadow)))
        _ = try await world.send(
            headers: ["authorization: Bearer \(Self.key)"], to: world.upstream(["a": [.whole], "b": []]))
        #expect(watch.seen.map(\.order.id) == ["r-1"])
    }

    @Test func whatIsInADrillIsNotRecordedAndDrillsAreNotDisturbed() async throws {
        let world = Self.world(route: true, key: nil)
        let watch = Watch(world.gateway)
        let until = world.time.now() + .minutes(10)
        _ = try #require(world.gateway.drills.begin(.recording("r-1", route: "gpt-4.1", until: until)))
        #expect(world.gateway.drills.begin(.recording("r-2", route: "gpt-4.1", until: until)) == nil)
        _ = try #require(world.gateway.drills.begin(DrillTests.order(.shadow)))
        let live = try #require(world.gateway.drills.begin(DrillTests.order(.live)))
        _ = try await world.send(to: world.upstream(["a": [], "b": [.whole]]))
        world.gateway.drills.end(live, .planned, now: world.time.now())
        _ = try await world.send(to: world.upstream(["a": [.whole], "b": []]))
        #expect(watch.seen.map(\.order.level) == [.live, .shadow])
        #expect(watch.seen.allSatisfy { !$0.order.isRecording })
    }

    @Test func nothingIsRecordedWhenItsTimeIsUp() async throws {
        let world = Self.world(route: true, key: nil)
        let watch = Watch(world.gateway)
        _ = try #require(
            world.gateway.drills.begin(.recording("r-1", route: "gpt-4.1", until: world.time.now())))
        _ = try await world.send(to: world.upstream(["a": [.whole], "b": []]))
        #expect(watch.seen.isEmpty)
    }
}
