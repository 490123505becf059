import PlanBEngine
import PlanBLedger
import PlanBTesting
import PlanBVocabulary
import Testing

/// Where requests belong in traces, and who is told.
struct TracingTests {
    private static let parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private static let all = TraceSampler(.always, followsParent: true)

    @Test("Without tracing a request has the place that its client says, and none without it")
    func off() async throws {
        let world = World()
        _ = try await world.send(to: world.upstream(["a": [.good]]))
        _ = try await world.send(headers: [Self.parent], to: world.upstream(["a": [.good]]))
        let places = world.rows.requests.map(\.trace)
        #expect(places.count == 2 && places[0] == nil)
        #expect(places[1]?.trace.text == "0af7651916cd43dd8448eb211c80319c")
        #expect(places[1]?.span == 0xb7ad_6b71_6920_3331 && places[1]?.isSampled == true)
    }

    @Test("With tracing every request has a span of its own, in the client's trace or in a new one")
    func on() async throws {
        let world = World(sampler: Self.all)
        for headers in [[], [], [Self.parent], [Self.parent + "x"]] {
            _ = try await world.send(headers: headers, to: world.upstream(["a": [.good]]))
        }
        let places = world.rows.requests.compactMap(\.trace)
        #expect(places.count == 4 && Set(places.map(\.span)).count == 4 && Set(places.map(\.trace)).count == 4)
        #expect(places.map(\.parent) == [nil, nil, 0xb7ad_6b71_6920_3331, nil])
        #expect(places[2].trace.text == "0af7651916cd43dd8448eb211c80319c")
        #expect(places.allSatisfy { $0.isSampled && $0.span != 0 })
    }

    @Test("Nobody upstream is told, unless the configuration says so")
    func silent() async throws {
        let world = World(sampler: Self.all)
        let upstream = world.upstream(["a": [.good]])
        _ = try await world.send(headers: [Self.parent, "tracestate: v=1"], to: upstream)
        #expect(upstream.requests.count == 1)
        #expect(!upstream.requests.contains { $0.head.lowercased().contains("trace") })
    }

    @Test("Each target is told the span of its own attempt")
    func forwarded() async throws {
        let world = World(sampler: Self.all, forwardsTrace: true)
        let upstream = world.upstream(["a": [.status(503)], "b": [.good]])
        _ = try await world.send(headers: [Self.parent, "tracestate: v=1 , w=2"], to: upstream)
        let place = try #require(world.rows.requests.first?.trace)
        #expect(world.rows.attempts.map(\.number) == [1, 2])
        for (index, request) in upstream.requests.enumerated() {
            let header = place.header(from: place.span(ofAttempt: index + 1))
            #expect(request.head.contains("\r\ntraceparent: \(header)\r\ntracestate: v=1,w=2\r\n"))
        }
        #expect(upstream.requests.count == 2)
    }

    @Test("Without tracing the client's span is handed on as it came")
    func handedOn() async throws {
        let world = World(forwardsTrace: true)
        let upstream = world.upstream(["a": [.status(503)], "b": [.good]])
        _ = try await world.send(headers: [Self.parent], to: upstream)
        #expect(upstream.requests.count == 2)
        #expect(upstream.requests.allSatisfy { $0.head.contains("\r\n\(Self.parent)\r\n") })
        let silent = world.upstream(["a": [.good]])
        _ = try await world.send(to: silent)
        #expect(silent.requests.count == 1 && !silent.requests[0].head.contains("traceparent"))
    }

    @Test("A fixed header of the configuration is not sent twice")
    func fixed() async throws {
        let world = World(headers: [("TraceParent", "fixed")], sampler: Self.all, forwardsTrace: true)
        let upstream = world.upstream(["a": [.good]])
        _ = try await world.send(headers: [Self.parent], to: upstream)
        #expect(upstream.requests.count == 1)
        #expect(upstream.requests[0].head.lowercased().components(of: "traceparent") == 1)
    }
}

extension String {
    fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
