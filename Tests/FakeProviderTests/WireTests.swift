import Synchronization
import Testing

@testable import PlanBFakeProvider

/// What the socket carries is what the steps say, for every preset.
@Suite struct WireTests {
    /// Presets without an end have tests of their own; the others are asked for at a speed that suits a test.
    static let finite = Behaviour.presets.map(\.name)
        .filter { !["endless", "comments_only", "hang_on_accept", "close_on_accept", "reset_on_accept"].contains($0) }
        .map { ["slow_drip": "slow_drip(100000)", "latency": "latency(5,1)"][$0] ?? $0 }

    @Test(arguments: finite, [true, false])
    func everyPresetPutsItsStepsOnTheWire(preset: String, stream: Bool) async throws {
        let behaviour = try Behaviour.preset(preset)
        let provider = try await FakeProvider.start(behaviours: [behaviour])
        let client = try await RawClient.send(chatRequest(stream: stream), to: provider.port)
        #expect(await provider.wait { $0.totalRequests == 1 })
        let request = try #require(provider.requests.first)
        let steps = Core(FaultScript(), [], .init()).playback(request, behaviour).steps
        let isUnread = behaviour.cut?.at == .requestHead
        let expected = isUnread ? [] : PlaybackTests.bytes(steps)

        switch isUnread ? .cut(behaviour.cut?.how ?? .fin) : steps.last {
        case .end(keepAlive: false), .cut(.fin):
            #expect(await client.ended() == .fin)
            #expect(client.bytes == expected)
        case .cut(.rst):
            #expect(await client.ended() == .reset)
            #expect(expected.starts(with: client.bytes))
        case .end(keepAlive: true):
            await client.wait { $0.count >= expected.count }
            #expect(client.bytes == expected)
            // The connection serves the next request.
            try await client.send(chatRequest(stream: false, headers: "connection: close\r\n"))
            #expect(await client.ended() == .fin)
            #expect(client.text.hasSuffix(#""system_fingerprint":null}"#))
        default:
            await client.wait { $0.count >= expected.count }
            #expect(client.bytes == expected)
            #expect(client.end == nil)
        }
        await provider.shutdown()
    }

    private static let hour: Behaviour.Milliseconds = 3_600_000

    private static let pauses: [(String, @Sendable (inout Behaviour) -> Void)] = [
        ("head", { $0.delays.head = hour }), ("first event", { $0.delays.firstEvent = hour }),
        ("between events", { $0.delays.betweenEvents = hour }), ("end", { $0.delays.end = hour }),
        ("first token", { $0.latency = .init(firstToken: hour) }),
        ("per token", { $0.latency = .init(firstToken: 0, perToken: hour) }),
    ]

    @Test(arguments: pauses.map(\.0))
    func aPauseHoldsBackWhatComesAfterItAndNothingElse(name: String) async throws {
        let edit = try #require(Self.pauses.first { $0.0 == name }?.1)
        let behaviour = Behaviour().with(edit)
        let provider = try await FakeProvider.start(behaviours: [behaviour])
        let client = try await RawClient.send(chatRequest(), to: provider.port)
        #expect(await provider.wait { $0.totalRequests == 1 })
        let request = try #require(provider.requests.first)
        let steps = Core(FaultScript(), [], .init()).playback(request, behaviour).steps
        let expected = PlaybackTests.bytes(Array(steps.prefix { if case .wait = $0 { false } else { true } }))
        await client.wait { $0.count >= expected.count }
        // Others are served in the meantime, over the same event loop.
        let other = try await RawClient.send(chatRequest(), to: provider.port)
        #expect(await other.wait(for: "0\r\n\r\n").contains("[DONE]"))
        #expect(client.bytes == expected)
        #expect(client.end == nil)
        await provider.shutdown()
    }

    @Test func aPauseBeforeTheBodyOfTheRequestHoldsTheRequestBack() async throws {
        let provider = try await FakeProvider.start(behaviours: [Behaviour().with { $0.delays.requestBody = Self.hour }]
        )
        // The answer to "expect" tells that the head was read.
        let request = chatRequest(headers: "expect: 100-continue\r\n")
        let client = try await RawClient.send(request, to: provider.port)
        await client.wait(for: "\r\n\r\n")
        let other = try await RawClient.send(chatRequest(), to: provider.port)
        #expect(await other.wait(for: "0\r\n\r\n").contains("[DONE]"))
        #expect(client.text == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(provider.requests.map(\.connection) == [1])
        await provider.shutdown()
    }

    @Test func aPauseAtAcceptHoldsNewConnectionsBack() async throws {
        let provider = try await FakeProvider.start(Behaviour().with { $0.delays.accept = Self.hour })
        var held: [RawClient] = []
        for count in 1...2 {
            held.append(try await RawClient.send(chatRequest(), to: provider.port))
            #expect(await provider.wait { $0.totalConnections == count })
        }
        // The second one came later, so the first one is already held back.
        provider.set(.ok)
        let other = try await RawClient.send(chatRequest(), to: provider.port)
        #expect(await other.wait(for: "0\r\n\r\n").contains("[DONE]"))
        #expect(held.first?.bytes == [])
        #expect(held.first?.end == nil)
        await provider.shutdown()
    }

    @Test func aPauseThatEndsIsFollowedByTheRest() async throws {
        let behaviour = Behaviour().with {
            ($0.delays.accept, $0.delays.requestBody, $0.delays.head, $0.delays.end) = (1, 1, 1, 1)
            ($0.delays.firstEvent, $0.delays.betweenEvents, $0.bytesPerSecond) = (1, 1, 1_000_000)
        }
        let provider = try await FakeProvider.start(behaviour)
        let client = try await RawClient.connect(provider.port)
        for round in 1...2 {
            try await client.send(chatRequest())
            await client.wait { String(decoding: $0, as: UTF8.self).components(of: "\r\n0\r\n\r\n") == round }
        }
        #expect(client.text.components(of: "[DONE]") == 2)
        await provider.shutdown()
    }

    @Test func anEndlessStreamLeavesRoomForOthersAndEndsWithItsClient() async throws {
        let provider = try await FakeProvider.start(behaviours: [.endless.with { $0.chunks = .whole }])
        let client = try await RawClient.send(chatRequest(), to: provider.port)
        await client.wait { $0.count > 1_000_000 }
        let other = try await RawClient.send(chatRequest(), to: provider.port)
        #expect(await other.wait(for: "0\r\n\r\n").contains("[DONE]"))
        #expect(!client.text.contains("[DONE]"))
        try await client.close()
        #expect(await provider.wait { $0.cancelledRequests == 1 })
        await provider.shutdown()
    }

    @Test func aClientThatLeavesInTheMiddleOfItsUploadIsCounted() async throws {
        for preset in ["ok", "hang_after_request_head"] {
            let provider = try await FakeProvider.start(try .preset(preset))
            let head = "POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 1000000\r\n\r\n"
            let client = try await RawClient.send(head + String(repeating: "x", count: 100_000), to: provider.port)
            if preset != "ok" { #expect(await provider.wait { $0.totalRequests == 1 }) }
            try await client.close()
            #expect(await provider.wait { $0.cancelledRequests == 1 && $0.openConnections == 0 })
            await provider.shutdown()
        }
    }

    @Test func theObserverSeesHowEachRequestEnded() async throws {
        let seen = Recorder()
        var options = FakeProvider.Options()
        options.observer = { observation in
            let line = "\(observation.request.path) \(observation.request.behaviour) \(observation.outcome)\n"
            seen.change { $0.bytes += Array(line.utf8) }
        }
        let provider = try await FakeProvider.start(
            behaviours: [.ok, .resetBeforeHead, .hangBeforeHead], options: options)
        for count in 1...3 {
            let client = try await RawClient.send(chatRequest(headers: "connection: close\r\n"), to: provider.port)
            if count == 3 {
                _ = await provider.wait { $0.totalRequests == 3 }
                try await client.close()
            }
            _ = await client.ended()
        }
        #expect(await provider.wait { $0.cancelledRequests == 1 })
        await provider.shutdown()
        let path = "/v1/chat/completions"
        #expect(
            String(decoding: seen.state.withLock(\.bytes), as: UTF8.self) == """
                \(path) ok answered
                \(path) rst at head cut
                \(path) hang_before_head cancelled

                """)
    }
}
