import PlanBEngine
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

/// What may be sent to a target, on the path of a request.
struct AdmissionTests {
    private static let pepper = Secret([1])

    /// A key of this priority, and its text.
    private static func key(_ number: UInt64, _ priority: Priority) throws -> (key: VirtualKey, text: String) {
        let made = try #require(KeyText.make(entropy: [number, 2, 3, 4, 5]))
        var key = VirtualKey(
            id: made.id, mac: KeyRing.mac(of: Array(made.text.utf8), pepper: pepper), name: "\(priority)")
        key.priority = priority
        return (key, made.text)
    }

    @Test("Beyond its quota another target is asked; a key of low priority is refused, the others are not")
    func quota() async throws {
        let (normal, low) = (try Self.key(1, .interactive), try Self.key(2, .batch))
        let world = World(
            mode: .production, keys: KeyRing(pepper: Self.pepper, keys: [normal.key, low.key]),
            quota: RateLimits(requests: Rate(perMinute: 1)))
        func ask(_ key: String) async throws -> Received {
            try await world.send(
                headers: ["authorization: Bearer \(key)"], to: world.upstream(["a": [.good], "b": [.good]]))
        }
        for target in ["a", "b", "a"] {
            let received = try await ask(normal.text)
            #expect(received.status == 200 && received.field("x-planb-target") == target)
        }
        let refused = try await ask(low.text)
        #expect(refused.status == 429 && refused.field("retry-after") == "60", "\(refused.body)")
        #expect(refused.body.contains("a was not asked: it keeps what may be sent to it for requests that go before"))
        #expect(world.rows.attempts.count == 3)
        world.time.advance(.seconds(60))
        #expect(try await ask(low.text).field("x-planb-target") == "a")
    }

    @Test("An attempt that failed gives back what it took")
    func failures() async throws {
        let low = try Self.key(2, .batch)
        let world = World(
            mode: .production, keys: KeyRing(pepper: Self.pepper, keys: [low.key]),
            quota: RateLimits(requests: Rate(perMinute: 1), concurrent: 1))
        func ask(_ act: ScriptedUpstream.Act) async throws -> Received {
            try await world.send(
                headers: ["authorization: Bearer \(low.text)"], to: world.upstream(["a": [act], "b": [act]]))
        }
        for _ in 0..<3 {
            #expect(try await ask(.status(429)).status == 429)
            // Longer than a refusal without a hint is taken to last, shorter than a minute's rate.
            world.time.advance(.seconds(5))
        }
        #expect(world.rows.attempts.count == 6)
        #expect(try await ask(.good).status == 200)
    }

    @Test("What is known of a target's capacity is what the configuration says and its answers took")
    func capacity() async throws {
        let world = World(
            quota: RateLimits(requests: Rate(perMinute: 50), tokens: Rate(perMinute: 700), concurrent: 3))
        #expect(world.gateway.capacity(of: "a")?.secondsPerAnswer == nil)
        _ = try await world.send(to: world.upstream(["a": [.good]]))
        let known = try #require(world.gateway.capacity(of: "a"))
        #expect(known.quota == QuotaReading(requests: 50, tokens: 700) && known.concurrency == 3)
        #expect(known.secondsPerAnswer != nil && known.ramp == .absent)
        #expect(world.gateway.capacity(of: "nobody") == nil)
        // It is what the route itself asks for.
        #expect(world.gateway.demand(on: known.quotaName, besides: "gpt-4.1") == nil)
        #expect(world.gateway.demand(on: known.quotaName, besides: "other")?.requests == 1)
        #expect(world.gateway.demand(on: "nothing", besides: "other") == nil)
    }
}
