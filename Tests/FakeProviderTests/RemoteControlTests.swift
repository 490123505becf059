import PlanBFakeProvider
import Testing

@Suite struct RemoteControlTests {
    private static func provider(_ isOn: Bool = true) async throws -> FakeProvider {
        var options = FakeProvider.Options()
        options.remoteControl = isOn
        return try await FakeProvider.start(options: options)
    }

    private static func exchange(
        _ provider: FakeProvider, _ method: String, _ target: String, _ body: String = "", headers: String = ""
    ) async throws -> RawAnswer {
        let head =
            "\(method) \(target) HTTP/1.1\r\n\(headers)connection: close\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
        let client = try await RawClient.send(head + body, to: provider.port)
        _ = await client.ended()
        return try #require(RawAnswer(client.bytes))
    }

    @Test func behavioursAreChosenByRequestForTheNextOnesAndForAll() async throws {
        let provider = try await Self.provider()
        func status(headers: String = "") async throws -> Int? {
            try await Self.exchange(provider, "GET", "/v1/models", headers: headers).status
        }
        #expect(try await status(headers: "x-fake-behaviour: status(418)\r\n") == 418)
        #expect(try await Self.exchange(provider, "PUT", "/_fake/behaviour", "status(503)").status == 200)
        #expect(try await Self.exchange(provider, "POST", "/_fake/next", "status(401)\nok\n").status == 200)
        #expect(try await [status(), status(), status(), status()] == [401, 200, 503, 503])
        #expect(try await Self.exchange(provider, "DELETE", "/_fake/behaviour").status == 200)
        #expect(try await status() == 200)
        #expect(provider.requests.count == 6)
        await provider.shutdown()
    }

    @Test func whatArrivedIsShown() async throws {
        let provider = try await Self.provider()
        _ = try await Self.exchange(provider, "POST", "/v1/\"x\"?a=b", "{\"caf\u{e9}\": 1}", headers: "x-a: \\b\r\n")
        let shown = try await Self.exchange(provider, "GET", "/_fake/requests").text
        #expect(shown.contains(#""method":"POST","target":"/v1/\"x\"?a=b""#))
        #expect(shown.contains(#"["x-a","\\b"]"#))
        #expect(shown.contains("\"body\":\"{\\\"caf\u{e9}\\\": 1}\""))
        #expect(try await Self.exchange(provider, "GET", "/_fake/counters").text.contains(#""total_requests":1"#))
        await provider.shutdown()
    }

    @Test func aMistakeIsExplainedAndChangesNothing() async throws {
        let provider = try await Self.provider()
        let answer = try await Self.exchange(provider, "POST", "/_fake/next", "status(503)\nstatsu(1)")
        #expect(answer.status == 400)
        #expect(answer.text.contains("did you mean 'status'?"))
        #expect(try await Self.exchange(provider, "GET", "/v1/models").status == 200)
        #expect(try await Self.exchange(provider, "GET", "/_fake/other").status == 404)
        let counters = try await Self.exchange(provider, "GET", "/_fake/counters")
        #expect(counters.text.contains(#""total_requests":1,"answered_requests":1"#))
        await provider.shutdown()
    }

    @Test func itIsOffUnlessAskedFor() async throws {
        let provider = try await Self.provider(false)
        #expect(try await Self.exchange(provider, "GET", "/_fake/counters").text.contains("Invalid URL"))
        let answer = try await Self.exchange(
            provider, "GET", "/v1/models", headers: "x-fake-behaviour: status(503)\r\n")
        #expect(answer.status == 200)
        await provider.shutdown()
    }
}
