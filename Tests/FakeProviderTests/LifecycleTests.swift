import NIOPosix
import PlanBFakeProvider
import Testing

@Suite struct LifecycleTests {
    @Test func shutdownClosesEveryConnectionAndFreesThePort() async throws {
        let provider = try await FakeProvider.start(.hangMidStream(afterEvents: 1))
        let port = provider.port
        var clients: [RawClient] = []
        for _ in 0..<5 { clients.append(try await RawClient.send(chatRequest(), to: port)) }
        #expect(await provider.wait { $0.totalRequests == 5 })
        await provider.shutdown()
        await provider.shutdown()
        for client in clients { _ = await client.ended() }
        #expect(provider.openConnections == 0)
        // The provider ended these, not their clients.
        #expect(provider.cancelledRequests == 0)
        let next = try await FakeProvider.start(port: port)
        #expect(next.port == port)
        await next.shutdown()
    }

    @Test func aPortThatIsTakenIsAnError() async throws {
        let provider = try await FakeProvider.start(.ok)
        await #expect(throws: (any Error).self) { _ = try await FakeProvider.start(port: provider.port) }
        await provider.shutdown()
    }

    @Test func aProviderCanLiveOnTheEventLoopsOfATest() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let provider = try await FakeProvider.start(group: group)
        try await RawClient.send(chatRequest(), to: provider.port).wait(for: "0\r\n\r\n")
        await provider.shutdown()
        // The group still works.
        let other = try await FakeProvider.start(group: group)
        try await RawClient.send(chatRequest(), to: other.port).wait(for: "0\r\n\r\n")
        await other.shutdown()
    }

    @Test func aProviderThatIsDroppedClosesItsConnections() async throws {
        var provider: FakeProvider? = try await FakeProvider.start(.hangBeforeHead)
        let client = try await RawClient.send(chatRequest(), to: provider?.port ?? 0)
        _ = await provider?.wait { $0.totalRequests == 1 }
        provider = nil
        _ = await client.ended()
    }

    @Test func waitingEndsWhenTheProviderDoes() async throws {
        let provider = try await FakeProvider.start(.ok)
        async let waiting = provider.wait { $0.totalRequests == 1 }
        await provider.shutdown()
        #expect(await waiting == false)
        #expect(await provider.wait { $0.totalRequests == 0 })
    }

    @Test func waitingEndsWhenItsTaskIsCancelled() async throws {
        let provider = try await FakeProvider.start(.ok)
        let task = Task { await provider.wait { $0.totalRequests == 1 } }
        task.cancel()
        #expect(await task.value == false)
        await provider.shutdown()
    }

    @Test func aFleetStartsEveryProviderAndEveryBrokenPort() async throws {
        var broken = FaultScript()
        broken.listener = .refuses
        let script = FleetScript(providers: ["a": FaultScript(), "b": FaultScript(.status(503)), "c": broken])
        let fleet = try await FakeFleet.start(script, firstPort: 0)
        #expect(fleet.providers.keys.sorted() == ["a", "b"])
        #expect(fleet.listeners["c"]?.manner == .refuses)
        for (name, status) in [("a", 200), ("b", 503)] {
            let client = try await RawClient.send(
                chatRequest(stream: false, headers: "connection: close\r\n"), to: fleet.providers[name]?.port ?? 0)
            _ = await client.ended()
            #expect(RawAnswer(client.bytes)?.status == status)
        }
        await fleet.shutdown()
    }
}
