import Foundation
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Testing

/// Counts of tokens, orders of documents and lists of models over real sockets.
struct CallTests {
    private static let counts: [(String, String, String)] = [
        ("/v1/messages/count_tokens", #"{"model":"m","messages":[{"role":"user","content":"a b c"}]}"#, "input_tokens"),
        ("/v1beta/models/m:countTokens", #"{"contents":[{"role":"user","parts":[{"text":"a b c"}]}]}"#, "totalTokens"),
        ("/v1/responses/input_tokens", #"{"model":"m","input":"a b c"}"#, "input_tokens"),
        (
            "/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict",
            #"{"anthropic_version":"vertex-2023-10-16","model":"m","messages":[{"role":"user","content":"a b c"}]}"#,
            "input_tokens"
        ),
    ]

    @Test(
        arguments: counts, [("anthropic", "claude-sonnet-5-5"), ("gemini", "gemini-3.8-flash"), ("openai", "gpt-4.1")])
    func tokensAreCountedByTheTargetsOwnCounting(
        request: (String, String, String), target: (String, String)
    ) async throws {
        try await DialectHouse.run([.init(target.0, model: target.1)]) { house in
            let fields = request.0.hasPrefix("/v1/messages") ? ["anthropic-version: 2023-06-01"] : []
            let answer = try #require(try await house.post(request.0, request.1, fields: fields))
            #expect(answer.status == 200, "\(answer.text)")
            #expect((answer.json(request.2) as? Int ?? 0) > 0)
            let path = house.providers[0].requests.last?.target
            let expected = [
                "gemini": "\(target.1):countTokens", "anthropic": "/v1/messages/count_tokens",
                "openai": "/v1/responses/input_tokens",
            ]
            #expect(path?.hasSuffix(expected[target.0] ?? "?") == true)
        }
    }

    @Test(arguments: counts)
    func noTargetThatCountsIsNoGuess(request: (String, String, String)) async throws {
        try await DialectHouse.run([.init("cohere", model: "command-a-03-2025")]) { house in
            let answer = try #require(
                try await house.post(request.0, request.1, fields: ["anthropic-version: 2023-06-01"]))
            #expect(answer.status == 400 && answer.header("x-should-retry") == "false")
            #expect(answer.text.contains("token_count"))
            #expect(house.providers[0].requests.isEmpty)
        }
    }

    @Test func theNextTargetThatCountsIsAsked() async throws {
        let spots: [DialectHouse.Spot] = [
            .init("cohere", model: "command-a-03-2025"), .init("anthropic", model: "claude-sonnet-5-5", .status(529)),
            .init("gemini", model: "gemini-3.8-flash"),
        ]
        try await DialectHouse.run(spots) { house in
            let answer = try #require(
                try await house.post(Self.counts[0].0, Self.counts[0].1, fields: ["anthropic-version: 2023-06-01"]))
            #expect(answer.status == 200 && answer.header("x-planb-target") == "gemini")
        }
    }

    @Test(arguments: ["/v2/rerank", "/v1/rerank", "/rerank"])
    func documentsArePutInOrder(path: String) async throws {
        let spots: [DialectHouse.Spot] = [
            .init("cohere", model: "rerank-v3.5", name: "first", .status(500)),
            .init("cohere", model: "rerank-v3.5", name: "second"),
        ]
        try await DialectHouse.run(spots) { house in
            let body = #"{"model":"m","query":"blue whale","documents":["a red fox","the blue whale"],"top_n":1}"#
            let answer = try #require(try await house.post(path, body))
            #expect(answer.status == 200, "\(answer.text)")
            #expect((answer.json("results") as? [[String: Any]])?.first?["index"] as? Int == 1)
            #expect(answer.header("x-planb-target") == "second")
            #expect(house.providers[1].requests.last?.target == "/v2/rerank")
            #expect(house.asked(1)?["model"] as? String == "rerank-v3.5")
        }
    }

    @Test(arguments: ["vllm", "llama.cpp", "openai-compatible"])
    func aServerOfOnesOwnIsABackup(provider: String) async throws {
        let spots: [DialectHouse.Spot] = [
            .init("cohere", model: "rerank-v3.5", .status(503)), .init(provider, model: "bge-reranker"),
        ]
        try await DialectHouse.run(spots) { house in
            let body = #"{"model":"m","query":"blue whale","documents":["a red fox","the blue whale"],"top_n":1}"#
            let answer = try #require(try await house.post("/v2/rerank", body))
            #expect(answer.status == 200, "\(answer.text)")
            #expect((answer.json("results") as? [[String: Any]])?.first?["index"] as? Int == 1)
            #expect(answer.header("x-planb-target") == provider)
            #expect(house.providers[1].requests.last?.target == "/v1/rerank")
            #expect(
                house.ledger.entries.contains { entry in
                    if case .request(let request) = entry { request.usage?.input == 8 } else { false }
                })
        }
    }

    @Test func anErrorOfOrderingIsCoheres() async throws {
        try await DialectHouse.run([.init("cohere", model: "rerank-v3.5")]) { house in
            let answer = try #require(try await house.post("/v2/rerank", #"{"model":"m","query":"q"}"#))
            #expect(answer.status == 400 && (answer.json("message") as? String)?.contains("documents") == true)
        }
    }

    @Test func modelsAreListedForEveryKindOfClient() async throws {
        try await DialectHouse.run([.init("gemini", model: "gemini-3.8-flash")], model: "a") { house in
            let plain = try #require(try await house.ask(Wire.get("/v1/models")))
            #expect((plain.json("data") as? [[String: Any]])?.first?["owned_by"] as? String == "planb")
            let anthropic = try #require(
                try await house.ask(Wire.get("/v1/models?limit=1", fields: ["anthropic-version: 2023-06-01"])))
            #expect(anthropic.json("first_id") as? String == "a" && anthropic.json("has_more") as? Bool == false)
            for (path, fields) in [("/v1beta/models", []), ("/v1/models?pageSize=3", ["x-goog-api-key: k"])] {
                let google = try #require(try await house.ask(Wire.get(path, fields: fields)))
                #expect((google.json("models") as? [[String: Any]])?.first?["name"] as? String == "models/a")
            }
            let one = try #require(try await house.ask(Wire.get("/v1beta/models/a")))
            #expect(one.json("name") as? String == "models/a")
            let none = try #require(try await house.ask(Wire.get("/v1beta/models/b")))
            #expect(none.status == 404 && none.json("error.status") as? String == "NOT_FOUND")
            let missing = try #require(
                try await house.ask(Wire.get("/v1/models/b", fields: ["anthropic-version: 2023-06-01"])))
            #expect(missing.status == 404 && missing.json("error.type") as? String == "not_found_error")
        }
    }
}
