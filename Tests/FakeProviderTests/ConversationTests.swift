import PlanBFakeProvider
import Testing

/// Requests and answers on connections that work.
@Suite struct ConversationTests {
    @Test func aConnectionServesOneRequestAfterTheOther() async throws {
        let provider = try await FakeProvider.start(.ok)
        let client = try await RawClient.connect(provider.port)
        for round in 1...3 {
            try await client.send(chatRequest(stream: false))
            await client.wait {
                String(decoding: $0, as: UTF8.self).components(of: "\"system_fingerprint\":null}") == round
            }
        }
        #expect(provider.requests.map(\.connection) == [0, 0, 0])
        #expect(provider.requests.map(\.index) == [0, 1, 2])
        #expect(provider.totalConnections == 1)
        await provider.shutdown()
    }

    @Test func requestsThatComeTogetherAreAnsweredInTheirOrder() async throws {
        let provider = try await FakeProvider.start(behaviours: (0..<40).map { .text("number \($0);") })
        let all = String(repeating: chatRequest(stream: false), count: 40)
        let client = try await RawClient.send(all, to: provider.port)
        await client.wait { String(decoding: $0, as: UTF8.self).components(of: "\"system_fingerprint\":null}") == 40 }
        let text = client.text
        let places = (0..<40).compactMap { text.range(ofText: "number \($0);") }
        #expect(places.count == 40)
        #expect(places == places.sorted())
        await provider.shutdown()
    }

    @Test func aRequestIsRecordedAsItCame() async throws {
        let provider = try await FakeProvider.start(.ok)
        let head =
            "POST /v1/embeddings?x=1 HTTP/1.1\r\nHost: a\r\nX-Twice: 1\r\nauthorization:  Bearer k \r\nx-twice: 2\r\n"
        let chunked = "transfer-encoding: chunked\r\n\r\n4;ext=1\r\n{\"in\r\n7\r\nput\":1}\r\n0\r\ntrailer: x\r\n\r\n"
        let client = try await RawClient.send(head + chunked, to: provider.port)
        await client.wait(for: "}\n")
        let request = try #require(provider.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/v1/embeddings?x=1")
        #expect(request.path == "/v1/embeddings")
        #expect(request.version == "HTTP/1.1")
        #expect(
            request.headers.map { "\($0.name)=\($0.value)" } == [
                "Host=a", "X-Twice=1", "authorization=Bearer k", "x-twice=2", "transfer-encoding=chunked",
            ])
        #expect(request.values("X-TWICE") == ["1", "2"])
        #expect(request.text == #"{"input":1}"#)
        #expect(request.isComplete)
        #expect(request.head.starts(with: Array(head.utf8)))
        await provider.shutdown()
    }

    @Test func aClientThatAsksToContinueIsToldTo() async throws {
        let provider = try await FakeProvider.start(.ok)
        let body = #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#
        let head =
            "POST /v1/chat/completions HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
        let client = try await RawClient.send(head, to: provider.port)
        #expect(await client.wait(for: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try await client.send(body)
        #expect(await client.wait(for: "null}").contains("HTTP/1.1 200 OK"))
        await provider.shutdown()
    }

    @Test func anOldClientGetsNoChunksAndTheEndOfTheConnection() async throws {
        let provider = try await FakeProvider.start(.ok)
        let request = chatRequest().replacing("HTTP/1.1", with: "HTTP/1.0")
        let client = try await RawClient.send(request, to: provider.port)
        #expect(await client.ended() == .fin)
        let answer = try #require(RawAnswer(client.bytes))
        #expect(answer.header("transfer-encoding") == nil)
        #expect(answer.header("connection") == "close")
        #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
        await provider.shutdown()
    }

    @Test func aHeadRequestHasNoBody() async throws {
        let provider = try await FakeProvider.start(.ok)
        let client = try await RawClient.send(
            "HEAD /v1/models HTTP/1.1\r\nconnection: close\r\n\r\n", to: provider.port)
        #expect(await client.ended() == .fin)
        let answer = try #require(RawAnswer(client.bytes))
        #expect(answer.rest.isEmpty)
        #expect(answer.header("content-length") != "0")
        await provider.shutdown()
    }

    @Test(arguments: [
        ("GARBAGE\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\ncontent-length: 99999999999999999999\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n", 400),
        ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffff\r\n", 413),
        ("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n", 400),
    ])
    func whatIsNotARequestIsRejectedAndTheConnectionEnds(text: String, status: Int) async throws {
        let provider = try await FakeProvider.start(.ok)
        let client = try await RawClient.send(text, to: provider.port)
        #expect(await client.ended() == .fin)
        #expect(RawAnswer(client.bytes)?.status == status)
        await provider.shutdown()
    }

    @Test func aWrongKeyIsRefusedAndTheRightOneIsNot() async throws {
        var script = FaultScript()
        script.expects = ["Authorization": "Bearer sk-good-0000000000001234"]
        let provider = try await FakeProvider.start(script: script)
        for (line, status, text) in [
            ("authorization: Bearer sk-good-0000000000001234\r\n", 200, "chat.completion"),
            ("authorization: Bearer sk-evil-0000000000009876\r\n", 401, "provided: sk-e***9876."),
            ("", 401, "You didn't provide an API key"),
        ] {
            let request = chatRequest(stream: false, headers: line + "connection: close\r\n")
            let client = try await RawClient.send(request, to: provider.port)
            _ = await client.ended()
            #expect(RawAnswer(client.bytes)?.status == status)
            #expect(client.text.contains(text))
        }
        await provider.shutdown()
    }

    @Test func manyConnectionsAtOnceAreAllServedAndAllCounted() async throws {
        let provider = try await FakeProvider.start(.wholeWrites)
        let port = provider.port
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let client = try await RawClient.connect(port)
                    for _ in 0..<5 { try await client.send(chatRequest()) }
                    await client.wait { String(decoding: $0, as: UTF8.self).components(of: "[DONE]") == 5 }
                    try await client.close()
                    return true
                }
            }
            for try await _ in group {}
        }
        #expect(await provider.wait { $0.openConnections == 0 })
        let counters = provider.counters
        #expect(counters.totalConnections == 200)
        #expect(counters.totalRequests == 1000)
        #expect(counters.answeredRequests == 1000)
        #expect(counters.cancelledRequests == 0)
        #expect(Set(provider.requests.map(\.index)) == Set(0..<1000))
        await provider.shutdown()
    }

    @Test func onlyTheLastRequestsAreKept() async throws {
        var options = FakeProvider.Options()
        options.keptRequests = 3
        let provider = try await FakeProvider.start(options: options)
        let client = try await RawClient.connect(provider.port)
        try await client.send(String(repeating: "GET /v1/models/gpt-4.1 HTTP/1.1\r\n\r\n", count: 20))
        _ = await provider.wait { $0.answeredRequests == 20 }
        #expect(provider.requests.map(\.index) == [17, 18, 19])
        await provider.shutdown()
    }
}

extension String {
    /// How often `part` occurs.
    func components(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
    /// Where `part` begins.
    func range(ofText part: String) -> String.Index? { ranges(of: part).first?.lowerBound }
}
