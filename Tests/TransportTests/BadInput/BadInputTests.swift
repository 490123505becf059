import PlanBEngine
import PlanBFakeProvider
import Testing

/// Every kind of nonsense that a client can send, each to a gateway of its own, then a good request to the same one.
@Suite("Bad input", .serialized, .timeLimit(.minutes(5)))
struct BadInputTests {
    @Test(
        "gets its exact answer, reaches no provider that it must not reach, and leaves the gateway well",
        arguments: BadInput.table)
    func badInput(_ bad: BadInput) async throws {
        try await TestGateway.run { (house) async throws in try await check(bad, house) }
    }

    @Test("The table is as long as it claims, and its names are distinct")
    func count() {
        #expect(BadInput.table.count >= 300)
        let names = Dictionary(grouping: BadInput.table, by: \.name)
        #expect(names.filter { $0.value.count > 1 }.keys.sorted() == [])
    }

    func check(_ bad: BadInput, _ house: TestGateway, good wire: Wire = .chat()) async throws {
        let client = try await house.connect()
        client.pour(bad.bytes())
        if case .nothing = bad.expected {
            // The gateway has the bytes before it sees the end: both come over the same connection, in order.
            try? await client.send([])
            await client.close()
        } else {
            let answer = try #require(try await client.answer(), "\(bad.name): the connection ended without an answer")
            expect(answer, bad, house)
            if bad.closes {
                #expect(answer.header("connection") == "close")
                try await client.ended()
            }
            await client.close()
        }
        let before = house.forwarded
        let good = try #require(try await house.ask(wire))
        #expect(good.status == 200)
        #expect(house.forwarded == before + 1)
        if case .nothing = bad.expected { #expect(before == 0) }
    }

    private func expect(_ answer: Answer, _ bad: BadInput, _ house: TestGateway) {
        let said = "\(bad.name): \(answer.status) \(answer.text.prefix(300))"
        switch bad.expected {
        case .refused(let status, let code, let naming):
            #expect(answer.status == status, "\(said)")
            #expect(answer.json("error.code") as? String == code, "\(said)")
            #expect((answer.json("error.message") as? String)?.contains(naming) == true, "\(said)")
            expectShape(of: answer, said)
            #expect(house.forwarded == 0, "\(said)")
        case .answered:
            #expect(answer.status == 200, "\(said)")
            #expect(answer.isComplete || answer.header("connection") == "close", "\(said)")
            #expect(house.forwarded == 1, "\(said)")
        case .forwarded(let text):
            #expect(house.primary.requests.count == 1, "\(said)")
            #expect(house.primary.requests.first?.text.contains(text) == true, "\(said)")
            #expect(house.backup.counters.totalRequests == 0 || answer.status == 200, "\(said)")
        case .nothing: break
        }
    }

    /// What the SDKs of OpenAI read from an error.
    private func expectShape(of answer: Answer, _ said: String) {
        #expect(answer.isComplete, "\(said)")
        #expect(answer.header("content-type") == "application/json")
        let error = answer.json("error") as? [String: Any]
        #expect(Set((error ?? [:]).keys) == ["message", "type", "param", "code"], "\(said)")
        #expect(
            error?["type"] as? String == (answer.status == 403 ? "permission_error" : type(of: answer.status)),
            "\(said)")
        #expect(answer.json("planb.request_id") as? String == answer.header("x-request-id"), "\(said)")
        #expect(answer.header("x-should-retry") == "false", "\(said)")
    }

    private func type(of status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 400..<500: "invalid_request_error"
        default: "server_error"
        }
    }
}
