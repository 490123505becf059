import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import Testing

@testable import PlanBEngine

/// What is counted of requests, attempts and streams.
struct MetricsTests {
    private static let usage = #"{"model":"m","choices":[{"index":0,"message":{"content":"hi"}}],"usage":"#

    private static func counted(_ input: Int, _ output: Int) -> ScriptedUpstream.Act {
        .status(200, "application/json", usage + #"{"prompt_tokens":\#(input),"completion_tokens":\#(output)}}"#)
    }

    @Test("The gateway's own time is what is left when nobody is waited for")
    func own() async throws {
        let world = World()
        let slow: [ScriptedUpstream.Piece] = [
            .wait(.seconds(3)), .text(ScriptedUpstream.Act.role), .wait(.seconds(4)),
            .text(ScriptedUpstream.Act.content), .wait(.seconds(5)), .text(ScriptedUpstream.Act.content),
            .wait(.milliseconds(20)), .text(ScriptedUpstream.Act.stop), .text("data: [DONE]\n\n"),
        ]
        let received = try await world.send(
            World.streamed, to: world.upstream(["a": [.status(503)], "b": [.stream(slow)]]))
        #expect(received.status == 200)
        let reading = world.gateway.metrics.reading
        // Virtual time passes only where somebody is waited for.
        #expect(reading.own.sum == 0 && reading.own.counts[0] == 1 && reading.own.total == 1)
        let route = try #require(reading.routes.first)
        #expect(route.name == "gpt-4.1" && route.durations.sum == 12_020_000_000)
        #expect(route.firstOutput.map { reading.targets[$0.target].name } == ["b"])
        #expect(route.firstOutput.first?.times.sum == 7_000_000_000)
    }

    @Test("Time that nobody is waited for is the gateway's own, waits side by side count once")
    func waits() {
        let clock = WaitClock()
        func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }
        clock.begin(at(1))
        clock.begin(at(2))
        clock.end(at(4))
        clock.end(at(5))
        clock.begin(at(7))
        clock.end(at(8))
        #expect(clock.waited == .seconds(5) && clock.latest == at(8))
    }

    @Test("A failover is counted with where it went, and when")
    func failovers() async throws {
        let world = World()
        _ = try await world.send(to: world.upstream(["a": [.status(503)], "b": [.good]]))
        let reading = world.gateway.metrics.reading
        let entry = try #require(reading.routes.first?.failovers.entries.first)
        #expect(reading.targets[entry.key.from].name == "a" && reading.targets[entry.key.to].name == "b")
        #expect(entry.key.reason == .overloaded && entry.key.stage == .beforeOutput && entry.count == 1)
        let attempts = reading.targets.map { ($0.name, $0.attempts.entries.map(\.key)) }
        #expect(attempts.map(\.0) == ["a", "b"] && attempts.map(\.1) == [["503"], ["200"]])
    }

    @Test("A stream that breaks is counted with how far it came and what the route does then")
    func interruptions() async throws {
        let world = World()
        _ = try await world.send(
            World.streamed,
            to: world.upstream(["a": [.stream([.text(ScriptedUpstream.Act.content), .fail(AttemptFailure(.cut))])]]))
        let entries = world.gateway.metrics.reading.routes.first?.interruptions.entries ?? []
        #expect(entries.map(\.key) == [.init(stage: .answer, policy: "error")] && entries.map(\.count) == [1])
    }

    @Test("The gaps between pieces of output, and the longest of each stream")
    func gaps() async throws {
        let world = World()
        let content = ScriptedUpstream.Act.content
        let pieces: [ScriptedUpstream.Piece] = [
            .text(content), .wait(.milliseconds(10)), .text(content), .wait(.milliseconds(11)), .text(content),
            .wait(.seconds(2)), .text(content), .text(ScriptedUpstream.Act.stop), .text("data: [DONE]\n\n"),
        ]
        _ = try await world.send(World.streamed, to: world.upstream(["a": [.stream(pieces)]]))
        let reading = world.gateway.metrics.reading
        let call = try #require(reading.calls.first)
        #expect(call.chunkGaps.sum == 2_021_000_000 && call.firstChunks.total == 1)
        // 10 ms is in the first bucket, whose bound it is; 11 ms in the second, 2 s in that up to 2.56 s.
        let gaps = call.chunkGaps.counts
        #expect(gaps[0] >= 1 && gaps[1] == 1 && gaps[8] == 1 && gaps[2..<8].allSatisfy { $0 == 0 })
        #expect(reading.idle.total == 1 && reading.idle.sum == 2_000_000_000)
    }

    @Test("Tokens are those that the provider counted; estimates are counted apart")
    func tokens() async throws {
        let world = World()
        _ = try await world.send(to: world.upstream(["a": [Self.counted(100, 17)]]))
        let cut: [ScriptedUpstream.Piece] = [.text(ScriptedUpstream.Act.content), .fail(AttemptFailure(.cut))]
        _ = try await world.send(World.streamed, to: world.upstream(["a": [.stream(cut)]]))
        let reading = world.gateway.metrics.reading
        let call = try #require(reading.calls.first)
        #expect(reading.calls.count == 1)
        #expect(call.provider == "openai-compatible" && call.operation == "chat" && call.model == "model-a")
        #expect(call.inputTokens.sum == 100 && call.outputTokens.sum == 17 && call.inputTokens.total == 1)
        #expect(call.durations.map(\.failure) == [nil, .cut])
        let target = try #require(reading.targets.first)
        #expect([target.metered, target.estimated, target.unpriced] == [2, 1, 2])
    }

    @Test(
        "A model is named only if the configuration names it",
        arguments: [("gpt-4.1", false, "model-a"), ("anything-at-all", true, "other")])
    func models(asked: String, takesAnyName: Bool, label: String) async throws {
        let world = World(takesAnyName: takesAnyName)
        let body = World.chat.replacing("gpt-4.1", with: asked)
        _ = try await world.send(body, to: world.upstream(["a": [.good]]))
        #expect(world.gateway.metrics.reading.calls.map(\.model) == [label])
    }

    @Test("What a provider says of its rate limits is looked at once a second")
    func quotas() async throws {
        let world = World(providers: ["openai", "openai"])
        func says(_ left: Int) -> ScriptedUpstream.Act {
            .status(
                200, "application/json\r\nx-ratelimit-limit-requests: 60\r\nx-ratelimit-remaining-requests: \(left)",
                Self.usage + #"{"prompt_tokens":1,"completion_tokens":1}}"#)
        }
        func left() -> Int? { world.gateway.metrics.reading.targets.first?.quota?.reading.requestsLeft }
        let upstream = world.upstream(["a": [says(59), says(58), says(57)]])
        _ = try await world.send(to: upstream)
        #expect(left() == 59)
        world.time.advance(.milliseconds(999))
        _ = try await world.send(to: upstream)
        #expect(left() == 59)
        world.time.advance(.milliseconds(1))
        _ = try await world.send(to: upstream)
        #expect(left() == 57)
    }

    @Test("A bound belongs to the bucket below it", arguments: Histogram.Scale.allCases)
    func buckets(scale: Histogram.Scale) {
        let bounds = scale.bounds
        #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count)
        for (place, bound) in bounds.enumerated() {
            for (value, expected) in [(bound, place), (bound + 1, place + 1)] {
                var histogram = Histogram(scale)
                histogram.record(value)
                #expect(histogram.counts.firstIndex(of: 1) == expected, "\(value)")
                #expect(histogram.sum == value && histogram.total == 1)
            }
        }
        var histogram = Histogram(scale)
        for value: Int64 in [-5, .max, .max] { histogram.record(value) }
        #expect(histogram.sum == .max && histogram.counts[0] == 1 && histogram.counts.last == 2)
    }

    @Test("The buckets are those of OpenTelemetry, and longer ones")
    func conventions() {
        let seconds = Histogram.Scale.answers.bounds.map { Double($0) / 1e9 }
        let expected = [
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68,
            655.36,
        ]
        #expect(seconds == expected)
        let tokens: [Int64] = [
            1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
        ]
        #expect(Histogram.Scale.tokens.bounds == tokens)
        #expect(Histogram.Scale.own.bounds.first == 50_000 && Histogram.Scale.own.bounds.last == 100_000_000)
    }

    @Test("The last recorded trace of each bucket is an exemplar; one that nobody keeps is none")
    func exemplars() {
        let metrics = Metrics()
        func entry(_ trace: TraceContext?, _ span: Instant.Span) -> RequestEntry {
            RequestEntry(
                id: "r", time: 1000, key: "k", route: "m", operation: .chat, model: "m", target: "a",
                outcome: .answered, status: 200, attempts: 1, commitAfter: span, duration: span, usage: nil,
                generation: 1, trace: trace)
        }
        func trace(_ number: UInt64, isSampled: Bool = true) -> TraceContext {
            TraceContext(trace: TraceID(high: 0, low: number), span: 1, parent: nil, isSampled: isSampled)
        }
        for (trace, span) in [
            (trace(1), Instant.Span.milliseconds(15)), (trace(2), .milliseconds(20)),
            (trace(3, isSampled: false), .milliseconds(20)), (nil, .milliseconds(20)), (trace(4), .seconds(1)),
        ] as [(TraceContext?, Instant.Span)] {
            metrics.count(entry(trace, span), target: "a", own: .zero)
        }
        let kept = metrics.reading.routes.first?.durations.exemplars.compactMap { $0 } ?? []
        #expect(kept.map(\.trace.low) == [2, 4] && kept.map(\.value) == [20_000_000, 1_000_000_000])
        #expect(kept.map(\.time) == [1020, 2000])
        #expect(metrics.reading.own.exemplars.compactMap { $0?.trace.low } == [4])
    }

    @Test("How targets stand: well, standing back, given up")
    func targets() async throws {
        let world = World()
        func states() -> [TargetState] { world.gateway.targetReport.map(\.state) }
        #expect(states() == [.well, .well])
        let refused = ScriptedUpstream.Act.fail(AttemptFailure(.refused))
        // Before it is given up, it is asked less and less.
        for _ in 0..<30 { _ = try await world.send(to: world.upstream(["a": [refused], "b": [.good]])) }
        #expect(states() == [.open, .well])
        let readings = world.gateway.targetReport
        #expect(readings.map(\.name) == ["a", "b"] && readings.map(\.reading.weight) == [0, 1])
        _ = try await world.send(to: world.upstream(["b": [.status(429)]]))
        #expect(states() == [.open, .cooling])
    }
}
