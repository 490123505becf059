import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("Waits and races, over sockets", .serialized, .timeLimit(.minutes(2)))
struct MatrixRaceTests {
    // MARK: Waits

    @Test(
        "A short wait that a provider asks for is waited out, and the same target answers",
        arguments: [
            Behaviour.rateLimited(milliseconds: 1000), .rateLimited(retryAfter: "0.2"),
            .rateLimited(reset: "200ms"), .overloaded(retryAfter: "0.2"),
        ])
    func shortWait(_ behaviour: Behaviour) async throws {
        try await TestGateway.run { (house) async throws in
            house.primary.enqueue([behaviour])
            let word = behaviour.error?.status ?? 0
            #expect(try await house.ask(Wire.chat(isStream: true))?.story == "primary:\(word),primary:200")
            #expect(house.primary.counters.totalRequests == 2)
            #expect(house.backup.totalConnections == 0)
        }
    }

    @Test("A longer wait is not waited out: another target answers at once, and the first is left alone")
    func longWait() async throws {
        try await TestGateway.run { (house) async throws in
            house.primary.enqueue([.rateLimited(retryAfter: "30")])
            #expect(try await house.ask(Wire.chat())?.story == "primary:429,backup:200")
            for _ in 0..<3 { #expect(try await house.ask(Wire.chat())?.story == "backup:200") }
            #expect(house.primary.counters.totalRequests == 1)
        }
    }

    @Test("A target that asks for short waits again and again is tried three times in all")
    func waitsAreCounted() async throws {
        var wishes = Wishes()
        wishes.primary = .rateLimited(milliseconds: 20)
        try await TestGateway.run(wishes) { (house) async throws in
            let story = try await house.ask(Wire.chat())?.story
            #expect(story == "primary:429,primary:429,primary:429,backup:200")
        }
    }

    @Test("With nobody else to ask, a rate limit without a time is worth a moment's patience (M9)")
    func alone() async throws {
        var wishes = Wishes()
        wishes.isAlone = true
        try await TestGateway.run(wishes) { (house) async throws in
            house.primary.enqueue([.status(429)])
            #expect(try await house.ask(Wire.chat())?.story == "primary:429,primary:200")
        }
    }

    // MARK: Races

    @Test("A slow first target is beaten by the second, which is asked meanwhile; the loser is told to stop")
    func beaten() async throws {
        var wishes = Self.hedged
        wishes.primary = .hangBeforeHead
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
            #expect(answer.story == "primary:superseded,backup:200")
            #expect(answer.streamedText == Behaviour.Answer.defaultText)
            #expect(await house.primary.wait { $0.cancelledRequests == 1 && $0.openConnections == 0 })
            #expect(Set(house.attempts.map(\.reason)) == ["first", "hedge"])
            #expect(try await house.ailments().isEmpty)
        }
    }

    @Test("The first target may still win, and then it is the second that is told to stop")
    func firstWins() async throws {
        var wishes = Self.hedged
        wishes.primary = Behaviour.ok.with { $0.delays.head = 500 }
        wishes.backup = .hangAfterHead
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
            #expect(answer.story == "backup:superseded,primary:200")
            #expect(answer.isWholeStream)
            #expect(await house.backup.wait { $0.cancelledRequests == 1 && $0.openConnections == 0 })
        }
    }

    @Test(
        "Only output wins: neither an error event, nor a status, nor a head, nor a role does",
        arguments: [
            (MatrixRow.told("server_is_overloaded"), "503"), (.status(500), "500"), (.gzip, "malformed"),
            (.resetBeforeHead, "reset"),
        ])
    func onlyOutputWins(_ backup: Behaviour, _ word: String) async throws {
        try await Self.expectFirstWins(over: backup, word)
    }

    @Test("The end of a stream without output does not win either")
    func endDoesNotWin() async throws {
        try await Self.expectFirstWins(over: .truncated(afterEvents: 1), "cut")
    }

    private static func expectFirstWins(over backup: Behaviour, _ word: String) async throws {
        var wishes = hedged
        wishes.primary = Behaviour.ok.with { $0.delays.head = 500 }
        wishes.backup = backup
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
            #expect(answer.story == "backup:\(word),primary:200")
            #expect(answer.streamedText == Behaviour.Answer.defaultText)
            #expect(house.primary.counters.cancelledRequests == 0)
            #expect(!answer.text.contains(MatrixRow.canary))
        }
    }

    @Test("A second target that is not there does not hurt the first")
    func refusedHedge() async throws {
        let broken = try await BrokenListener.start(.refuses)
        var wishes = Self.hedged
        wishes.primary = Behaviour.ok.with { $0.delays.head = 400 }
        wishes.backupOrigin = Origin(host: "127.0.0.1", port: broken.port, isTLS: false)
        try await TestGateway.run(wishes) { (house) async throws in
            #expect(try await house.ask(Wire.chat(isStream: true))?.story == "backup:refused,primary:200")
        }
        await broken.shutdown()
    }

    @Test("When both fail, the client hears of both")
    func bothFail() async throws {
        var wishes = Self.hedged
        wishes.primary = Behaviour.status(503).with { $0.delays.head = 400 }
        wishes.backup = .status(503)
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
            #expect(answer.status == 503)
            #expect(answer.story == "backup:503,primary:503")
        }
    }

    @Test("A first target that answers or fails in time is not raced, and nor is an answer in one piece")
    func noRace() async throws {
        try await TestGateway.run(Self.hedged) { (house) async throws in
            #expect(try await house.ask(Wire.chat(isStream: true))?.story == "primary:200")
            house.primary.enqueue([Behaviour.ok.with { $0.delays.head = 300 }])
            #expect(try await house.ask(Wire.chat())?.story == "primary:200")
            house.primary.enqueue([.status(503)])
            #expect(try await house.ask(Wire.chat(isStream: true))?.story == "primary:503,backup:200")
            #expect(!house.attempts.map(\.reason).contains("hedge"))
        }
    }

    @Test("A client that leaves during a race cancels both, and neither is charged")
    func departure() async throws {
        var wishes = Self.hedged
        wishes.primary = .hangBeforeHead
        wishes.backup = .hangAfterHead
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat(isStream: true).bytes)
            #expect(await house.primary.wait { $0.totalRequests == 1 })
            #expect(await house.backup.wait { $0.totalRequests == 1 })
            await client.close()
            #expect(await house.primary.wait { $0.cancelledRequests == 1 && $0.openConnections == 0 })
            #expect(await house.backup.wait { $0.cancelledRequests == 1 && $0.openConnections == 0 })
            #expect(await house.eventually { house.outcomes.map(\.outcome) == [.abandoned] })
            #expect(try await house.ailments().isEmpty)
        }
    }

    private static var hedged: Wishes {
        var wishes = Wishes()
        wishes.vendor = "elsewhere"
        wishes.model = "gpt-4.1"
        wishes.timeouts.firstToken = .seconds(5)
        wishes.route = { $0.hedge = .after(.milliseconds(100)) }
        return wishes
    }
}
