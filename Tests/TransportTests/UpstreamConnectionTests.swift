import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

@Suite("Connections to providers", .timeLimit(.minutes(2)))
struct UpstreamConnectionTests {
    @Test("One connection serves requests one after the other, of whatever client")
    func reuse() async throws {
        try await TestGateway.run { (house) async throws in
            for isStream in [false, true, false, true] {
                #expect(try await house.ask(Wire.chat(isStream: isStream))?.status == 200)
            }
            #expect(house.primary.totalConnections == 1)
            #expect(house.primary.requests.map(\.connection) == [0, 0, 0, 0])
        }
    }

    @Test(
        "A kept connection that dies at the next request is tried once more on a fresh one, and is no failure",
        arguments: [Behaviour.resetBeforeHead, .closeBeforeHead, .breakOff(at: .requestHead, how: .fin)])
    func staleConnection(_ death: Behaviour) async throws {
        try await TestGateway.run { (house) async throws in
            house.primary.enqueue([.ok, death])
            #expect(try await house.ask(Wire.chat())?.status == 200)
            let second = try #require(try await house.ask(Wire.chat()))
            #expect(second.header("x-planb-attempts") == "primary:200")
            #expect(house.primary.totalConnections == 2)
            #expect(house.primary.counters.totalRequests == 3)
            #expect(house.attempts.count == 2)
        }
    }

    @Test("A connection that dies without a byte of answer is replaced by a fresh one, once")
    func freshConnection() async throws {
        try await TestGateway.run { (house) async throws in
            house.primary.enqueue([.ok, .resetBeforeHead, .resetBeforeHead])
            #expect(try await house.ask(Wire.chat())?.status == 200)
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:reset,backup:200")
            #expect(house.primary.counters.totalRequests == 3)
            house.primary.enqueue([.resetBeforeHead])
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:reset,primary:200")
            #expect(house.primary.counters.totalRequests == 5)
        }
    }

    @Test("A kept connection that dies in its answer is not tried again: the provider may have done the work")
    func diesInTheHead() async throws {
        try await TestGateway.run { (house) async throws in
            house.primary.enqueue([.ok, .breakOff(at: .midHead, how: .fin)])
            #expect(try await house.ask(Wire.chat())?.status == 200)
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:reset,backup:200")
            #expect(house.primary.counters.totalRequests == 2)
        }
    }

    @Test("A connection that the provider closed while it idled is not used")
    func closedWhileIdle() async throws {
        try await TestGateway.run { (house) async throws in
            house.primary.enqueue([.closeAfterAnswer])
            #expect(try await house.ask(Wire.chat())?.status == 200)
            #expect(await house.primary.wait { $0.openConnections == 0 })
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:200")
            #expect(house.primary.counters.totalRequests == 2)
        }
    }

    @Test(
        "A connection is not kept after an answer that announces its end, and after one that failed",
        arguments: [Behaviour.connectionClose, .http10, .framing(.untilClose), .status(503), .status(400)])
    func notKept(_ behaviour: Behaviour) async throws {
        try await TestGateway.run { (house) async throws in
            house.primary.enqueue([behaviour])
            _ = try await house.ask(Wire.chat())
            #expect(await house.primary.wait { $0.openConnections == 0 })
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:200")
            #expect(house.primary.totalConnections == 2)
        }
    }

    @Test("A connection that is old enough is not used again")
    func retires() async throws {
        var wishes = Wishes()
        wishes.times.pooledLifetime = .milliseconds(1)
        try await TestGateway.run(wishes) { (house) async throws in
            for _ in 0..<3 {
                house.primary.enqueue([Behaviour.ok.with { $0.delays.head = 5 }])
                #expect(try await house.ask(Wire.chat())?.status == 200)
            }
            #expect(house.primary.totalConnections == 3)
            #expect(await house.primary.wait { $0.openConnections == 0 })
        }
    }

    @Test("A connection that idles for long enough is closed")
    func idles() async throws {
        var wishes = Wishes()
        wishes.times.pooledIdle = .milliseconds(30)
        try await TestGateway.run(wishes) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.status == 200)
            #expect(await house.primary.wait { $0.openConnections == 0 })
            #expect(try await house.ask(Wire.chat())?.status == 200)
            #expect(house.primary.totalConnections == 2)
        }
    }

    @Test("What a provider says on an idle connection is not the answer to the next request")
    func unaskedAnswer() async throws {
        try await TestServer.run { connection in
            _ = try await connection.request()
            try await connection.answer(connection.number == 0 ? "first" : "second")
            guard connection.number == 0 else { return _ = try await connection.request() }
            await connection.server.signal.wait()
            try await connection.answer("nobody asked")
            connection.server.signal.raise()
            _ = try await connection.request()
            try await connection.answer("on the spoilt connection")
        } _: { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes) { (house) async throws in
                #expect(try await house.ask(Wire.chat())?.text.contains("first") == true)
                server.signal.raise()
                // The bytes are in the gateway's socket once they were sent; a round trip lets its loop read them.
                #expect(await house.eventually { server.sent.load(ordering: .relaxed) > 400 })
                for _ in 0..<3 { #expect(try await house.ask(Wire.get("/livez"))?.status == 200) }
                #expect(try await house.ask(Wire.chat())?.text.contains("second") == true)
            }
        }
    }

    @Test("Informational answers are passed over", arguments: [100, 102, 103])
    func informational(_ status: Int) async throws {
        var wishes = Wishes()
        wishes.primary = .informational(status)
        try await TestGateway.run(wishes) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:200")
        }
    }

    @Test(
        "A head that is no head of HTTP is a malformed answer",
        arguments: [
            Behaviour.oversizedHeader(bytes: 100_000), .headerFlood(1000), .headerInjection, .bareLineFeeds,
            .statusLine("HTTP/1.1 OK"), .statusLine("ICY 200 OK"), .informational(101),
            .framing(.chunkedWithContentLength),
        ])
    func brokenHeads(_ behaviour: Behaviour) async throws {
        var wishes = Wishes()
        wishes.primary = behaviour
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat()))
            #expect(answer.header("x-planb-attempts") == "primary:malformed,backup:200")
            #expect(answer.header("set-cookie") == nil)
        }
    }

    @Test(
        "An answer that does not come to its end is cut, and another target answers",
        arguments: [
            Behaviour.breakOff(at: .bytes(20), how: .fin), .breakOff(at: .bytes(20), how: .rst),
            .framing(.contentLengthOff(10)), .framing(.badChunkSize("ZZ")),
        ])
    func cuts(_ behaviour: Behaviour) async throws {
        var wishes = Wishes()
        wishes.primary = behaviour.with {
            if $0.framing == .contentLengthOff(10) { $0.cut = .init(at: .end, how: .fin) }
        }
        try await TestGateway.run(wishes) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:cut,backup:200")
        }
    }

    @Test(
        "A port where nobody listens, and one that breaks connections, each has its word",
        arguments: [
            (BrokenListener.Manner.refuses, "refused"), (.resets, "reset"), (.closes, "reset"),
            (.neverAnswers, "answer"),
            (.connectHangs, "connect"), (.blackHole, "answer"),
        ])
    func brokenPorts(_ manner: BrokenListener.Manner, _ word: String) async throws {
        let broken = try await BrokenListener.start(manner)
        var wishes = Wishes()
        wishes.origin = Origin(host: "127.0.0.1", port: broken.port, isTLS: false)
        if word == "connect" { wishes.timeouts.connect = .milliseconds(1000) }
        if word == "answer" { wishes.timeouts.answer = .milliseconds(1500) }
        try await TestGateway.run(wishes) { (house) async throws in
            let story = try await house.ask(Wire.chat())?.header("x-planb-attempts")
            // A reset that overtakes the report of the connection looks like a refusal, to every client.
            let words = manner == .resets ? [word, "refused"] : [word]
            let isRepeated = word == "reset"
            let stories = words.flatMap { first in
                words.map {
                    "primary:\(first)," + (isRepeated && first == "reset" ? "primary:\($0)," : "") + "backup:200"
                }
            }
            #expect(stories.contains { story == $0 }, "\(story ?? "no answer")")
        }
        await broken.shutdown()
    }
}
