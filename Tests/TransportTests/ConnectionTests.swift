import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("Connections of clients", .timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test("Requests that come in one write are answered in their order")
    func pipelining() async throws {
        try await TestGateway.run { (house) async throws in
            let client = try await house.connect()
            let second = Wire.chat().with { $0.target = "/v1/embeddings" }.with {
                $0.body = Array(#"{"model":"gpt-4.1","input":"a"}"#.utf8)
                $0.length = String($0.body.count)
            }
            try await client.send(Wire.chat().bytes + second.bytes + Wire.get("/livez").bytes)
            let answers = [try await client.answer(), try await client.answer(), try await client.answer()]
            #expect(answers.map { $0?.status } == [200, 200, 200])
            #expect(answers[0]?.json("object") as? String == "chat.completion")
            #expect(answers[1]?.json("object") as? String == "list")
            #expect(answers[2]?.json("status") as? String == "alive")
            await client.close()
        }
    }

    @Test("What follows a body that was declared too short is not half of a request, and not forwarded")
    func lengthTooShort() async throws {
        var wishes = Wishes()
        wishes.times.head = .milliseconds(100)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat().with { $0.length = "10" }.bytes)
            #expect(try await client.answer()?.json("error.code") as? String == "invalid_json")
            #expect(try await client.answer()?.json("error.code") as? String == "malformed_request")
            try await client.ended()
            #expect(house.forwarded == 0)
        }
    }

    @Test("A request behind a refused one with an unread body is not served")
    func noRequestBehindAnUnreadBody() async throws {
        try await TestGateway.run { (house) async throws in
            let client = try await house.connect()
            let refused = Wire.chat(fields: ["origin: https://evil.example"])
            try await client.send(refused.bytes + Wire.chat().bytes)
            #expect(try await client.answer()?.status == 403)
            try await client.ended()
            #expect(try await client.answer() == nil)
            #expect(house.forwarded == 0)
        }
    }

    @Test("100 Continue is sent when the body is waited for, and only then")
    func expectation() async throws {
        try await TestGateway.run { (house) async throws in
            let client = try await house.connect()
            let wire = Wire.chat(fields: ["expect: 100-continue"])
            try await client.send(wire.head)
            try await client.received("HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send(wire.body)
            let answer = try await client.answer()
            #expect(answer?.interim == [100])
            #expect(answer?.status == 200)

            try await client.send(wire.with { $0.fields.append("content-encoding: gzip") }.head)
            let refused = try await client.answer()
            #expect(refused?.interim == [])
            #expect(refused?.status == 415)
            try await client.ended()
        }
    }

    @Test("A head is answered without a body")
    func head() async throws {
        try await TestGateway.run { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.get("/v1/models").with { $0.method = "HEAD" }.bytes)
            #expect(try await client.answer(toHead: true)?.status == 200)
            try await client.send(Wire.get("/livez").bytes)
            #expect(try await client.answer()?.text == #"{"status":"alive"}"#)
            await client.close()
        }
    }

    @Test("A head that does not arrive in time gets 408, and the connection ends")
    func slowHead() async throws {
        var wishes = Wishes()
        wishes.times.head = .milliseconds(50)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send("GET /livez HTTP/1.1\r\nhost: local")
            let answer = try await client.answer()
            #expect(answer?.status == 408)
            #expect((answer?.json("error.message") as? String)?.contains("did not arrive in time") == true)
            try await client.ended()
        }
    }

    @Test("A silent connection ends without an answer")
    func idle() async throws {
        var wishes = Wishes()
        wishes.times.idle = .milliseconds(700)
        try await TestGateway.run(wishes) { (house) async throws in
            let fresh = try await house.connect()
            try await fresh.ended()
            #expect(fresh.bytes.isEmpty)
            let used = try await house.connect()
            try await used.send(Wire.get("/livez").bytes)
            #expect(try await used.answer()?.status == 200)
            try await used.ended()
        }
    }

    @Test("A body that pauses for too long gets 408")
    func slowBody() async throws {
        var wishes = Wishes()
        wishes.times.body = .milliseconds(50)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat().bytes.dropLast(3))
            let answer = try await client.answer()
            #expect(answer?.status == 408)
            #expect(answer?.json("error.code") as? String == "body_too_slow")
            #expect(answer?.header("x-should-retry") == "true")
            try await client.ended()
        }
    }

    @Test("A body that trickles in for ever gets 408, however regularly a byte comes")
    func tricklingBody() async throws {
        var wishes = Wishes()
        wishes.times.body = .milliseconds(200)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat().with { $0.length = "100000" }.head)
            let answer = try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    while !Task.isCancelled {
                        try? await client.send("x")
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                defer { tasks.cancelAll() }
                return try await client.answer()
            }
            #expect(answer?.status == 408)
            #expect(answer?.json("error.code") as? String == "body_too_slow")
        }
    }

    @Test("An HTTP/1.0 client gets a stream that ends with the connection, also after a keep-alive")
    func keepAliveForHTTP10() async throws {
        var wishes = Wishes()
        wishes.keepalive = .milliseconds(20)
        wishes.primary = .latency(firstToken: 200, perToken: 0)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            let wire = Wire.chat(isStream: true, fields: ["connection: keep-alive"])
            try await client.send(wire.with { $0.version = "HTTP/1.0" }.bytes)
            let answer = try #require(try await client.answer())
            #expect(answer.header("connection") == "close")
            #expect(answer.header("transfer-encoding") == nil)
            #expect(answer.text.hasPrefix(": keep-alive\n\n"))
            #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
            try await client.ended()
            #expect(!client.wasReset)
        }
    }

    @Test("A stream that is late gets its head and comments, and then the answer of the target that came through")
    func keepAlive() async throws {
        var wishes = Wishes()
        wishes.keepalive = .milliseconds(20)
        wishes.primary = Behaviour.status(503).with { $0.delays.head = 150 }
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
            #expect(answer.status == 200)
            #expect(answer.isComplete)
            #expect(answer.text.hasPrefix(": keep-alive\n\n"))
            #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
            #expect(house.attempts.map(\.outcome) == ["503", "200"])
        }
    }
}
