import PlanBFakeProvider
import Testing

/// Where and how answers break off, seen from the other end of the socket.
@Suite struct CutTests {
    static let places: [Behaviour.Cut.Place] = [
        .requestHead, .head, .midHead, .afterHead, .events(0), .events(3), .events(999), .midEvent(2), .bytes(100),
        .midCharacter, .beforeEnd, .end,
    ]

    /// The answer without a cut.
    private static func whole(_ request: String) async throws -> [UInt8] {
        let provider = try await FakeProvider.start(.ok)
        let client = try await RawClient.send(request, to: provider.port)
        await client.wait(for: "0\r\n\r\n")
        await provider.shutdown()
        return client.bytes
    }

    @Test(arguments: places, [Behaviour.Cut.Manner.fin, .rst])
    func theConnectionEndsAsToldAndTheBytesBeforeItAreThoseOfTheWholeAnswer(
        place: Behaviour.Cut.Place, manner: Behaviour.Cut.Manner
    ) async throws {
        let whole = try await Self.whole(chatRequest())
        let provider = try await FakeProvider.start(.breakOff(at: place, how: manner))
        let client = try await RawClient.send(chatRequest(), to: provider.port)
        #expect(await client.ended() == (manner == .fin ? .fin : .reset))
        #expect(whole.starts(with: client.bytes))
        #expect((client.bytes == whole) == (place == .end))
        #expect(await provider.wait { $0.cutRequests == 1 && $0.openConnections == 0 })
        #expect(provider.cancelledRequests == 0)
        await provider.shutdown()
    }

    @Test(arguments: places)
    func aStallSendsTheSameBytesAndLeavesTheConnectionOpen(place: Behaviour.Cut.Place) async throws {
        let cut = try await FakeProvider.start(.breakOff(at: place, how: .fin))
        let reference = try await RawClient.send(chatRequest(), to: cut.port)
        _ = await reference.ended()
        await cut.shutdown()

        let provider = try await FakeProvider.start(behaviours: [.breakOff(at: place, how: .stall)])
        let client = try await RawClient.send(chatRequest(), to: provider.port)
        let expected = reference.bytes
        await client.wait { $0.count >= expected.count }
        // A whole exchange over another connection of the same event loop: whatever was to come would have come.
        _ = await provider.wait { $0.totalRequests == 1 }
        try await RawClient.send(chatRequest(), to: provider.port).wait(for: "0\r\n\r\n")
        #expect(client.bytes == expected)
        #expect(client.end == nil)
        #expect(provider.cancelledRequests == 0)
        try await client.close()
        #expect(await provider.wait { $0.cancelledRequests == 1 })
        await provider.shutdown()
    }

    @Test func afterSoManyEventsExactlySoManyEventsHaveCome() async throws {
        for count in 0...5 {
            let provider = try await FakeProvider.start(.closeMidStream(afterEvents: count))
            let client = try await RawClient.send(chatRequest(), to: provider.port)
            _ = await client.ended()
            let chunks = try #require(RawAnswer(client.bytes)?.chunks)
            #expect(chunks.data.count == count)
            #expect(!chunks.isComplete)
            #expect(chunks.data.allSatisfy { $0.suffix(2) == [10, 10] })
            await provider.shutdown()
        }
    }

    @Test func aCharacterIsCutAfterItsFirstByte() async throws {
        let provider = try await FakeProvider.start(.breakOff(at: .midCharacter, how: .fin))
        let client = try await RawClient.send(chatRequest(), to: provider.port)
        _ = await client.ended()
        // The first byte of "á".
        #expect(client.bytes.last == 0xC3)
        #expect(client.bytes.dropLast().allSatisfy { $0 < 0x80 })
        await provider.shutdown()
    }

    @Test func anAnswerInOnePieceIsCutInTheMiddle() async throws {
        let provider = try await FakeProvider.start(.closeMidStream(afterEvents: 3))
        let client = try await RawClient.send(chatRequest(stream: false), to: provider.port)
        _ = await client.ended()
        let answer = try #require(RawAnswer(client.bytes))
        #expect(answer.header("content-length").flatMap { Int($0) }.map { $0 / 2 } == answer.rest.count)
        await provider.shutdown()
    }

    @Test(arguments: [("close_on_accept", RawClient.End.fin), ("reset_on_accept", .reset)])
    func aCutAtAcceptNeedsNoRequest(preset: String, end: RawClient.End) async throws {
        let provider = try await FakeProvider.start(behaviours: [.preset(preset)])
        do {
            let client = try await RawClient.connect(provider.port)
            #expect(await client.ended() == end)
            #expect(client.bytes.isEmpty)
        } catch {
            // An RST can win against the end of the handshake.
            #expect(end == .reset)
        }
        // It was used up, and nothing was received.
        try await RawClient.send(chatRequest(), to: provider.port).wait(for: "0\r\n\r\n")
        #expect(provider.requests.map(\.index) == [0])
        await provider.shutdown()
    }

    @Test func aCutAtAcceptAlsoMeetsTheNextRequestOfAnOpenConnection() async throws {
        let provider = try await FakeProvider.start(.ok)
        let client = try await RawClient.send(chatRequest(), to: provider.port)
        await client.wait(for: "0\r\n\r\n")
        let before = client.bytes.count
        provider.enqueue([try .preset("reset_on_accept")])
        try await client.send(chatRequest())
        #expect(await client.ended() == .reset)
        #expect(client.bytes.count == before)
        #expect(provider.counters.totalRequests == 1)
        await provider.shutdown()
    }

    @Test func aFINAfterTheRequestHeadIsCleanAlthoughTheBodyIsUnread() async throws {
        let provider = try await FakeProvider.start(.breakOff(at: .requestHead, how: .fin))
        let client = try await RawClient.connect(provider.port)
        let body = String(repeating: "x", count: 300_000)
        try await client.send("POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 300000\r\n\r\n\(body)")
        #expect(await client.ended() == .fin)
        #expect(provider.requests.map(\.isComplete) == [false])
        await provider.shutdown()
    }
}
