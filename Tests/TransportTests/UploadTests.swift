import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

@Suite("Uploads", .timeLimit(.minutes(2)))
struct UploadTests {
    private static func wishes(_ port: Int? = nil) -> Wishes {
        var wishes = Wishes()
        wishes.limits = ListenerSettings.Limits(body: 64 << 10, upload: 4 << 20, buffered: 8 << 20)
        if let port { wishes.origin = Origin(host: "127.0.0.1", port: port, isTLS: false) }
        return wishes
    }

    /// A recording of this many bytes, as a form with the model in front.
    private static func form(_ size: Int) -> Wire {
        let head =
            "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\ngpt-4.1\r\n"
            + "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
        let page = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        var file: [UInt8] = []
        while file.count < size { file += page.prefix(size - file.count) }
        return Wire(Array(head.utf8) + file + Array("\r\n--b--\r\n".utf8)).with {
            $0.target = "/v1/audio/transcriptions"
            $0.fields[1] = "content-type: multipart/form-data; boundary=b"
        }
    }

    @Test("An upload beyond the body limit reaches one target as it was sent, with a length and in chunks")
    func streams() async throws {
        try await TestGateway.run(Self.wishes()) { (house) async throws in
            let wire = Self.form(2 << 20)
            #expect(try await house.ask(wire)?.status == 200)
            #expect(try await house.ask(wire.inChunks(of: 50_000))?.status == 200)
            #expect(house.primary.requests.map(\.body) == [wire.body, wire.body])
        }
    }

    @Test("An upload is handed on while it arrives, and not held")
    func isNotHeld() async throws {
        try await TestServer.run { connection in
            _ = try await connection.request()
            try await connection.send(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{\"text\":\"a\"}")
        } _: { (server) async throws in
            try await TestGateway.run(Self.wishes(server.port)) { (house) async throws in
                let wire = Self.form(2 << 20)
                let client = try await house.connect()
                let first = wire.head.utf8.count + (1 << 20)
                try await client.send(Array(wire.bytes.prefix(first)))
                #expect(await house.eventually { server.received.load(ordering: .relaxed) > 1 << 20 })
                try await client.send(Array(wire.bytes.dropFirst(first)))
                #expect(try await client.answer()?.text == #"{"text":"a"}"#)
                await client.close()
            }
        }
    }

    @Test("An upload has no second target")
    func noFailover() async throws {
        var wishes = Self.wishes()
        wishes.primary = .status(503)
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Self.form(1 << 20)))
            #expect(answer.status == 503)
            #expect(house.backup.counters.totalRequests == 0)
        }
    }

    @Test("What is beyond a limit gets 413 with the limit's name, and reaches nobody complete")
    func tooLarge() async throws {
        try await TestGateway.run(Self.wishes()) { (house) async throws in
            let json = Wire.chat(",\"x\":\"\(String(repeating: "a", count: 128 << 10))\"")
            for bytes in [json.bytes, json.inChunks(of: 1000)] {
                let answer = try #require(try await house.ask(bytes))
                #expect(answer.status == 413)
                #expect((answer.json("error.message") as? String)?.contains("limits: {body: ") == true)
            }
            let declared = try await house.connect()
            try await declared.send(Self.form(5 << 20).head)
            let answer = try #require(try await declared.answer())
            #expect(answer.status == 413)
            #expect((answer.json("error.message") as? String)?.contains("limits: {upload: 4MiB}") == true)
            try await declared.ended()
            #expect(house.forwarded == 0)
        }
    }

    @Test("An upload in chunks that grows beyond the limit gets 413 too")
    func tooLargeInChunks() async throws {
        try await TestGateway.run(Self.wishes()) { (house) async throws in
            let client = try await house.connect()
            client.pour(Self.form(6 << 20).inChunks(of: 50_000))
            let answer = try #require(try await client.answer())
            #expect(answer.status == 413)
            #expect((answer.json("error.message") as? String)?.contains("limits: {upload: 4MiB}") == true)
            await client.close()
            #expect(await house.primary.wait { $0.openConnections == 0 })
            #expect(house.primary.counters.answeredRequests == 0)
            #expect(try await house.ask(Wire.chat())?.status == 200)
        }
    }

    @Test("An upload whose chunks are broken gets 400, and its provider no end of it")
    func brokenChunks() async throws {
        try await TestGateway.run(Self.wishes()) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Self.form(1 << 20).inChunks(of: 50_000).dropLast(5) + Array("zz\r\n".utf8))
            #expect(try await client.answer()?.status == 400)
            try await client.ended()
            #expect(house.primary.counters.answeredRequests == 0)
        }
    }

    @Test("A connection on which a provider answered before it had the upload is not used again")
    func earlyAnswer() async throws {
        try await TestServer.run { connection in
            _ = try await connection.receive(through: "\r\n\r\n")
            try await connection.send(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{\"text\":\"a\"}")
            // Whatever comes now is the rest of the upload, for all this server can know.
            while try await connection.receive() != nil {}
        } _: { (server) async throws in
            try await TestGateway.run(Self.wishes(server.port)) { (house) async throws in
                let wire = Self.form(2 << 20)
                let client = try await house.connect()
                try await client.send(Array(wire.bytes.prefix(200_000)))
                #expect(await house.eventually { server.sent.load(ordering: .relaxed) > 0 })
                // Round trips let the gateway's loop read the answer; it looks at it when the client goes on.
                for _ in 0..<3 { #expect(try await house.ask(Wire.get("/livez"))?.status == 200) }
                try await client.send(Array(wire.bytes[200_000..<300_000]))
                #expect(try await client.answer()?.status == 200)
                await client.close()
                #expect(await house.eventually { server.ended.load(ordering: .relaxed) == 1 })
            }
        }
    }

    @Test("A drain ends an upload that its provider does not read")
    func drainOfABlockedUpload() async throws {
        var wishes = Self.wishes()
        wishes.limits.upload = 256 << 20
        wishes.primary = .hangAfterRequestHead
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            // More than all kernel buffers on the way hold.
            client.pour(Self.form(64 << 20).bytes)
            #expect(await house.primary.wait { $0.totalRequests == 1 })
            try await Task.sleep(for: .milliseconds(300))
            house.listener.stopAccepting()
            house.listener.interrupt()
            #expect(try await client.answer()?.status == 503)
            #expect(house.outcomes.map(\.outcome) == [.failed])
        }
    }
}
