import Foundation
import PlanBFakeProvider
import PlanBPolicy
import PlanBVocabulary
import Testing

/// Vectors over real sockets: clients of three dialects, providers of four.
struct EmbeddingTests {
    private static let spots: [DialectHouse.Spot] = [
        .init("openai", model: "text-embedding-3-small"), .init("mistral", model: "mistral-embed"),
        .init("gemini", model: "gemini-embedding-2"), .init("cohere", model: "embed-v4.0"),
    ]

    /// A way to ask for the vectors of two texts, and where the first number of the second one stands.
    enum Client: String, CaseIterable, CustomTestStringConvertible {
        case openAI, gemini, cohere

        var testDescription: String { rawValue }

        var request: Wire {
            let (path, body) =
                switch self {
                case .openAI: ("/v1/embeddings", #"{"model":"m","input":["a b","c"],"dimensions":4}"#)
                case .gemini:
                    (
                        "/v1beta/models/m:batchEmbedContents",
                        #"{"requests":[{"model":"models/m","content":{"parts":[{"text":"a b"}]},"outputDimensionality":4},"#
                            + #"{"model":"models/m","content":{"parts":[{"text":"c"}]},"outputDimensionality":4}]}"#
                    )
                case .cohere:
                    (
                        "/v2/embed",
                        #"{"model":"m","texts":["a b","c"],"input_type":"search_query","embedding_types":["float"],"#
                            + #""output_dimension":4}"#
                    )
                }
            return Wire(body.utf8).with { $0.target = path }
        }

        func second(_ answer: Answer) -> [Double] {
            switch self {
            case .openAI: ((answer.json("data") as? [[String: Any]])?.last?["embedding"] as? [Double]) ?? []
            case .gemini: ((answer.json("embeddings") as? [[String: Any]])?.last?["values"] as? [Double]) ?? []
            case .cohere: ((answer.json("embeddings.float") as? [[Double]])?.last) ?? []
            }
        }
    }

    @Test(arguments: Client.allCases, spots.map(\.provider))
    func everyClientGetsVectorsOfEveryProvider(client: Client, provider: String) async throws {
        let spot = try #require(Self.spots.first { $0.provider == provider })
        try await DialectHouse.run([spot]) { house in
            let answer = try #require(try await house.ask(client.request))
            #expect(answer.status == 200, "\(answer.text)")
            #expect(client.second(answer) == [2.0 / 64, 0, 0, 0])
            #expect(answer.header("x-planb-target") == provider)
            // Strict fakes refuse what the real providers would; the model is the target's own.
            let asked = house.asked(0)
            let named = asked?["model"] ?? (asked?["requests"] as? [[String: Any]])?.first?["model"]
            #expect((named as? String)?.hasSuffix(spot.model) == true)
        }
    }

    @Test(arguments: Client.allCases)
    func vectorsOfAnotherModelAreNoBackup(client: Client) async throws {
        let spots = [
            DialectHouse.Spot("openai", model: "text-embedding-3-small", .status(503)),
            .init("cohere", model: "embed-v4.0"),
        ]
        try await DialectHouse.run(spots) { house in
            let answer = try #require(try await house.ask(client.request))
            #expect(answer.status == 503)
            #expect(house.providers[1].requests.isEmpty)
            #expect(answer.text.contains("vectors of two models cannot be mixed"))
        }
    }

    @Test(arguments: Client.allCases)
    func aRouteMaySayThatTheyCanBeMixed(client: Client) async throws {
        let spots = [
            DialectHouse.Spot("openai", model: "text-embedding-3-small", .status(503)),
            .init("cohere", model: "embed-v4.0"),
        ]
        try await DialectHouse.run(spots, route: { $0.sharesVectorSpace = true }) { house in
            let answer = try #require(try await house.ask(client.request))
            #expect(answer.status == 200 && client.second(answer) == [2.0 / 64, 0, 0, 0])
            #expect(answer.header("x-planb-attempts") == "openai:503,cohere:200")
        }
    }

    @Test func theSameModelElsewhereIsABackup() async throws {
        let spots = [
            DialectHouse.Spot("openai", model: "m", .status(503)),
            .init("openai-compatible", model: "m"),
        ]
        try await DialectHouse.run(spots) { house in
            let answer = try #require(try await house.ask(Client.gemini.request))
            #expect(answer.status == 200 && Client.gemini.second(answer) == [2.0 / 64, 0, 0, 0])
        }
    }

    @Test func whatTheTargetCannotBeToldIsNamed() async throws {
        try await DialectHouse.run([.init("cohere", model: "embed-v4.0")]) { house in
            let tokens = try #require(try await house.post("/v1/embeddings", #"{"model":"m","input":[1,2]}"#))
            #expect(tokens.status == 400 && tokens.json("error.param") as? String == "input")
            let several = #"{"content":{"parts":[{"text":"a"},{"text":"b"}]}}"#
            let parts = try #require(try await house.post("/v1beta/models/m:embedContent", several))
            #expect(parts.status == 400 && parts.json("error.status") as? String == "INVALID_ARGUMENT")
            #expect(parts.text.contains("content.parts"))
            #expect(house.providers[0].requests.isEmpty)
        }
    }

    @Test func whatIsDroppedIsSaid() async throws {
        try await DialectHouse.run([.init("openai", model: "text-embedding-3-small")]) { house in
            let answer = try #require(try await house.ask(Client.cohere.request))
            #expect(answer.header("x-planb-dropped") == "input_type")
        }
    }

    @Test func anErrorOfTheProviderIsToldInTheClientsDialect() async throws {
        try await DialectHouse.run([.init("cohere", model: "embed-v4.0", .status(400))]) { house in
            let answer = try #require(try await house.ask(Client.openAI.request))
            #expect(answer.status == 400 && answer.json("error.message") != nil)
        }
    }

    @Test func oneVectorOfGooglesOwnGoesThroughUnchanged() async throws {
        try await DialectHouse.run([.init("gemini", model: "gemini-embedding-2")]) { house in
            let body = #"{"content":{"parts":[{"text":"a"}]}, "taskType":"CLUSTERING"}"#
            let answer = try #require(
                try await house.post("/v1beta/models/gemini-embedding-2:embedContent", body))
            #expect(answer.status == 200 && (answer.json("embedding.values") as? [Double])?.first == 1.0 / 64)
            #expect(house.providers[0].requests.last.map { String(decoding: $0.body, as: UTF8.self) } == body)
            #expect(house.providers[0].requests.last?.target == "/v1beta/models/gemini-embedding-2:embedContent")
        }
    }
}
