import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

@Suite("Back-pressure and size", .timeLimit(.minutes(3)))
struct BackPressureTests {
    private static let event =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(String(repeating: "a", count: 4000))\"}}]}\n\n"

    /// A provider that streams without end, as fast as it is let.
    private static func pour(_ connection: inout TestServer.Connection) async throws {
        _ = try await connection.request()
        try await connection.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        while true { try await connection.send(event) }
    }

    /// What the kernel holds on the two connections between provider and client is far less than this.
    private static let bound = 64 << 20

    @Test("A client that reads nothing stops its provider, and slows nobody else down")
    func clientReadsNothing() async throws {
        try await TestServer.run(serve: Self.pour) { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes) { (house) async throws in
                let client = try await house.connect(isReading: false)
                try await client.send(Wire.chat(isStream: true).bytes)
                let other = try await house.connect()
                var sent = -1
                // As long as the provider gets rid of bytes, the others go on asking.
                while sent != server.sent.load(ordering: .relaxed), sent < Self.bound {
                    sent = server.sent.load(ordering: .relaxed)
                    for _ in 0..<50 {
                        try await other.send(Wire.get("/livez").bytes)
                        #expect(try await other.answer()?.status == 200)
                    }
                    try await Task.sleep(for: .milliseconds(100))
                }
                #expect(sent < Self.bound)
                try await client.startReading()
                try await client.received(bytes: sent + (1 << 20))
                await client.close()
                #expect(await house.eventually { server.ended.load(ordering: .relaxed) == 1 })
                #expect(await house.eventually { house.outcomes.map(\.outcome) == [.abandoned] })
            }
        }
    }

    @Test("A client that takes nothing for long enough is given up, and its provider is free")
    func clientStalls() async throws {
        try await TestServer.run(serve: Self.pour) { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            wishes.times.stall = .milliseconds(200)
            try await TestGateway.run(wishes) { (house) async throws in
                let client = try await house.connect(isReading: false)
                try await client.send(Wire.chat(isStream: true).bytes)
                #expect(await house.eventually { house.outcomes.map(\.outcome) == [.abandoned] })
                #expect(await house.eventually { server.ended.load(ordering: .relaxed) == 1 })
                await client.close()
            }
        }
    }

    @Test("A body of 20 MB arrives as it was sent")
    func largeBody() async throws {
        try await TestGateway.run { (house) async throws in
            let wire = Wire.chat(",\"x\":\"\(String(repeating: "abcdefgh", count: 20 << 17))\"")
            for bytes in [wire.bytes, wire.inChunks(of: 100_000)] {
                #expect(try await house.ask(bytes)?.status == 200)
            }
            #expect(house.primary.requests.map(\.body) == [wire.body, wire.body])
        }
    }

    @Test(
        "An answer of 20 MB arrives as it was sent, to a quick client and to a slow one",
        arguments: [false, true])
    func largeAnswer(isSlow: Bool) async throws {
        let content = String(repeating: "abcdefgh", count: 20 << 17)
        let body =
            #"{"id":"a","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","#
            + "\"content\":\"\(content)\"},\"finish_reason\":\"stop\"}]}"
        var wishes = Wishes()
        wishes.primary = Behaviour.ok.with { $0.plainBody = .init(body) }
        // A client may be slower than these without being silent.
        wishes.times.body = .milliseconds(100)
        wishes.times.farewell = .milliseconds(100)
        wishes.times.idle = .milliseconds(100)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect(isReading: !isSlow)
            try await client.send(Wire.chat(fields: ["connection: close"]).bytes)
            #expect(await house.eventually { house.outcomes.map(\.outcome) == [.answered] })
            if isSlow {
                try await Task.sleep(for: .milliseconds(600))
                try await client.startReading()
            }
            let answer = try #require(try await client.answer())
            #expect(answer.isComplete)
            #expect(answer.body == Array(body.utf8))
            try await client.ended()
        }
    }

    @Test("A stream of 20 MB arrives complete")
    func largeStream() async throws {
        try await TestServer.run { connection in
            _ = try await connection.request()
            try await connection.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
            for _ in 0..<5000 { try await connection.send(Self.event) }
            try await connection.send(
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
        } _: { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes) { (house) async throws in
                let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
                let isComplete = answer.isComplete
                #expect(isComplete, "\(house.attempts.map(\.detail)) \(server.sent.load(ordering: .relaxed))")
                #expect(answer.body.count > 5000 * Self.event.utf8.count)
                #expect(String(decoding: answer.body.suffix(14), as: UTF8.self) == "data: [DONE]\n\n")
            }
        }
    }
}
