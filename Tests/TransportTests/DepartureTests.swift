import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

@Suite("Departures and drains", .timeLimit(.minutes(2)))
struct DepartureTests {
    @Test(
        "A client that leaves takes its upstream request with it",
        arguments: [
            Behaviour.hangBeforeHead, .hangAfterHead, .hangMidStream(afterEvents: 3),
            .endless.with { $0.delays.betweenEvents = 5 },
        ])
    func clientLeaves(_ behaviour: Behaviour) async throws {
        var wishes = Wishes()
        wishes.primary = behaviour
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat(isStream: true).bytes)
            #expect(await house.primary.wait { $0.totalRequests == 1 })
            if behaviour.stream.endless { try await client.received("data: ") }
            await client.close()
            #expect(await house.primary.wait { $0.cancelledRequests == 1 && $0.openConnections == 0 })
            #expect(await house.eventually { house.outcomes.map(\.outcome) == [.abandoned] })
            #expect(house.backup.counters.totalRequests == 0)
        }
    }

    @Test("A drain ends idle connections, refuses new ones, and lets a stream finish")
    func drain() async throws {
        var wishes = Wishes()
        wishes.primary = Behaviour.ok.with { $0.delays.betweenEvents = 20 }
        try await TestGateway.run(wishes) { (house) async throws in
            let idle = try await house.connect()
            try await idle.send(Wire.get("/livez").bytes)
            #expect(try await idle.answer()?.status == 200)
            let busy = try await house.connect()
            try await busy.send(Wire.chat(isStream: true).bytes)
            try await busy.received("data: ")
            house.listener.stopAccepting()
            try await idle.ended()
            let answer = try #require(try await busy.answer())
            #expect(answer.isComplete)
            #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
            try await busy.ended()
            #expect(!busy.wasReset)
            await #expect(throws: (any Error).self) { _ = try await house.connect() }
            #expect(house.outcomes.map(\.outcome) == [.answered])
        }
    }

    @Test("An answer that begins during a drain says that the connection ends")
    func drainBeforeTheHead() async throws {
        try await TestServer.run { connection in
            _ = try await connection.request()
            await connection.server.signal.wait()
            try await connection.answer()
        } _: { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes) { (house) async throws in
                let idle = try await house.connect()
                try await idle.send(Wire.get("/livez").bytes)
                #expect(try await idle.answer()?.status == 200)
                let client = try await house.connect()
                try await client.send(Wire.chat().bytes)
                #expect(await house.eventually { server.received.load(ordering: .relaxed) > 0 })
                house.listener.stopAccepting()
                try await idle.ended()
                server.signal.raise()
                let answer = try #require(try await client.answer())
                #expect(answer.status == 200)
                #expect(answer.header("connection") == "close")
                try await client.ended()
            }
        }
    }

    @Test("What outlives the drain ends with an error event and without a clean end")
    func interruptMidStream() async throws {
        var wishes = Wishes()
        wishes.primary = .hangMidStream(afterEvents: 3)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat(isStream: true).bytes)
            try await client.received("data: ")
            house.listener.stopAccepting()
            house.listener.interrupt()
            let answer = try #require(try await client.answer())
            #expect(!answer.isComplete)
            #expect(answer.text.contains("\"code\":\"stream_interrupted\""))
            #expect(!answer.text.contains("[DONE]"))
            #expect(await house.primary.wait { $0.cancelledRequests == 1 })
            #expect(house.outcomes.map(\.outcome) == [.cut])
        }
    }

    @Test("What outlives the drain before its first byte gets 503")
    func interruptBeforeTheHead() async throws {
        var wishes = Wishes()
        wishes.primary = .hangBeforeHead
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat().bytes)
            #expect(await house.primary.wait { $0.totalRequests == 1 })
            house.listener.stopAccepting()
            house.listener.interrupt()
            let answer = try #require(try await client.answer())
            #expect(answer.status == 503)
            #expect(answer.json("error.code") as? String == "upstream_unavailable")
            #expect(house.backup.counters.totalRequests == 0)
            try await client.ended()
        }
    }

    @Test("The last resort ends connections whatever they do")
    func closeAll() async throws {
        var wishes = Wishes()
        wishes.primary = .hangBeforeHead
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat().bytes)
            #expect(await house.primary.wait { $0.totalRequests == 1 })
            house.listener.closeAll()
            try await client.ended()
            #expect(await house.primary.wait { $0.cancelledRequests == 1 })
        }
    }
}
