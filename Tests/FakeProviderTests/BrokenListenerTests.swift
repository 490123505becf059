import NIOCore
import NIOPosix
import PlanBFakeProvider
import Testing

@Suite struct BrokenListenerTests {
    @Test func aRefusedConnectionIsRefusedByTheKernel() async throws {
        let listener = try await BrokenListener.start(.refuses)
        await #expect(throws: NIOConnectionError.self) { _ = try await RawClient.connect(listener.port) }
        // The port is held, so that no other test can get it.
        await #expect(throws: IOError.self) { _ = try await FakeProvider.start(port: listener.port) }
        await listener.shutdown()
    }

    @Test func aPortThatWasRefusedCanBeListenedOnAtOnce() async throws {
        var taken = 0
        for _ in 0..<5 {
            let listener = try await BrokenListener.start(.refuses)
            await listener.shutdown()
            // Now and then somebody else is quicker, among all the tests that run at the same time.
            do { try await FakeProvider.start(port: listener.port).shutdown() } catch { taken += 1 }
        }
        #expect(taken < 3)
    }

    @Test func aResetIsAnRSTAndACloseIsAFIN() async throws {
        for (manner, end) in [(BrokenListener.Manner.resets, RawClient.End.reset), (.closes, .fin)] {
            let listener = try await BrokenListener.start(manner)
            do {
                let client = try await RawClient.connect(listener.port)
                #expect(await client.ended() == end)
                #expect(client.bytes.isEmpty)
            } catch {
                // An RST can win against the end of the handshake.
                #expect(end == .reset)
            }
            await listener.shutdown()
        }
    }

    @Test func oneThatNeverAnswersAcceptsAndReads() async throws {
        let listener = try await BrokenListener.start(.neverAnswers)
        let client = try await RawClient.connect(listener.port)
        // More than the buffers of the kernel hold: it can only go through if it is read.
        try await client.send(String(repeating: "x", count: 20_000_000))
        #expect(listener.connections == 1)
        #expect(client.bytes.isEmpty && client.end == nil)
        await listener.shutdown()
        _ = await client.ended()
    }

    @Test func aBlackHoleIsConnectedToAndNeverAccepts() async throws {
        let listener = try await BrokenListener.start(.blackHole)
        let client = try await RawClient.send(chatRequest(), to: listener.port)
        #expect(listener.connections == 0)
        #expect(client.bytes.isEmpty && client.end == nil)
        await listener.shutdown()
    }

    @Test func aConnectionThatHangsIsNeitherMadeNorRefused() async throws {
        let listener = try await BrokenListener.start(.connectHangs)
        await #expect(throws: ChannelError.connectTimeout(.milliseconds(150))) {
            _ = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(.milliseconds(150)).connect(host: "127.0.0.1", port: listener.port).get()
        }
        await listener.shutdown()
    }
}
