import Foundation
import PlanBEngine
import PlanBFakeProvider
import PlanBPolicy
import PlanBVocabulary
import Testing

/// The forms in which clients speak their dialects: of Azure and of Vertex AI, arrays for streams, keys, wrong doors.
struct ClientFormTests {
    private static let hello = #""messages":[{"role":"user","content":"a b c"}]"#

    // MARK: Azure

    @Test(arguments: [
        ("chat/completions", #"{\#(hello)}"#, "choices"), ("completions", #"{"prompt":"a b"}"#, "choices"),
        ("embeddings", #"{"input":"a"}"#, "data"), ("images/generations", #"{"prompt":"a"}"#, "data"),
    ])
    func everyDeploymentPathIsServed(path: String, body: String, member: String) async throws {
        try await DialectHouse.run([.init("openai", model: "gpt-4.1")]) { house in
            let answer = try #require(
                try await house.post("/openai/deployments/prod/\(path)?api-version=2024-10-21", body))
            #expect(answer.status == 200 && answer.json(member) != nil, "\(answer.text)")
            #expect(house.providers[0].requests.last?.target == "/v1/\(path)")
            #expect(house.asked(0)?["model"] as? String == "gpt-4.1")
        }
    }

    @Test func aFormWithoutAModelGetsThatOfTheDeployment() async throws {
        let form = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFF\r\n--b--\r\n"
        try await DialectHouse.run([.init("openai", model: "whisper-1")]) { house in
            let request = Wire(form.utf8).with {
                $0.target = "/openai/deployments/d/audio/transcriptions?api-version=2024-10-21"
                $0.fields[1] = "content-type: multipart/form-data; boundary=b"
            }
            let answer = try #require(try await house.ask(request))
            #expect(answer.status == 200, "\(answer.text)")
            let sent = house.providers[0].requests.last.map { String(decoding: $0.body, as: UTF8.self) }
            #expect(sent?.contains("name=\"model\"\r\n\r\nwhisper-1\r\n--b\r\n") == true)
        }
    }

    // MARK: Vertex AI

    private static let cloud = "/v1/projects/p/locations/l/publishers"

    @Test(arguments: [("generateContent", false), ("streamGenerateContent?alt=sse", true)])
    func googlesModelsAreFoundAtTheirPath(method: String, isStream: Bool) async throws {
        try await DialectHouse.run([.init("gemini", model: "gemini-3.8-flash")]) { house in
            let body = #"{"contents":[{"role":"user","parts":[{"text":"a"}]}]}"#
            let answer = try #require(try await house.post("\(Self.cloud)/google/models/m:\(method)", body))
            #expect(answer.status == 200 && answer.text.contains("finishReason"))
            #expect(
                answer.header("content-type")?.hasPrefix(isStream ? "text/event-stream" : "application/json") == true)
        }
    }

    @Test(arguments: [
        ("rawPredict", "", false), ("rawPredict", #","stream":true"#, true), ("streamRawPredict", "", true),
        ("streamRawPredict", #","stream":true"#, true),
    ])
    func anthropicsModelsAreFoundAtTheirPath(method: String, more: String, isStream: Bool) async throws {
        let body =
            #"{"anthropic_version":"vertex-2023-10-16","anthropic_beta":["a","b"],"max_tokens":50,\#(Self.hello)\#(more)}"#
        for (provider, model) in [("anthropic", "claude-sonnet-5-5"), ("openai", "gpt-4.1")] {
            try await DialectHouse.run([.init(provider, model: model)]) { house in
                let answer = try #require(
                    try await house.post("\(Self.cloud)/anthropic/models/claude@1:\(method)", body))
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer.text.contains(isStream ? "event: message_stop" : #""stop_reason""#))
                let sent = house.providers[0].requests.last
                let asked = house.asked(0)
                #expect(asked?["model"] as? String == model && asked?["anthropic_version"] == nil)
                guard provider == "anthropic" else { return #expect(sent?.header("anthropic-version") == nil) }
                #expect(sent?.header("anthropic-version") == "2023-06-01" && sent?.header("anthropic-beta") == "a,b")
            }
        }
    }

    // MARK: Streams as arrays

    private static let contents = #"{"contents":[{"role":"user","parts":[{"text":"a b c"}]}]}"#

    @Test(arguments: [("gemini", "gemini-3.8-flash"), ("openai", "gpt-4.1"), ("anthropic", "claude-sonnet-5-5")])
    func aStreamWithoutEventsIsOneArray(provider: String, model: String) async throws {
        try await DialectHouse.run([.init(provider, model: model)]) { house in
            let answer = try #require(try await house.post("/v1beta/models/m:streamGenerateContent", Self.contents))
            #expect(answer.status == 200 && answer.header("content-type") == "application/json")
            let elements = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: Any]], "\(answer.text)")
            #expect(elements.count > 1)
            let last = (elements.last?["candidates"] as? [[String: Any]])?.first
            #expect(last?["finishReason"] as? String == "STOP")
            let text = elements.flatMap { element -> [String] in
                let content = (element["candidates"] as? [[String: Any]])?.first?["content"] as? [String: Any]
                return (content?["parts"] as? [[String: Any]])?.compactMap { $0["text"] as? String } ?? []
            }
            #expect(text.joined() == Behaviour.ok.answer.text)
        }
    }

    @Test(arguments: [("gemini", "gemini-3.8-flash"), ("openai", "gpt-4.1")])
    func anArrayThatBreaksOffEndsWithTheError(provider: String, model: String) async throws {
        let spot = DialectHouse.Spot(provider, model: model, .dieMidStream(afterEvents: 3))
        try await DialectHouse.run([spot]) { house in
            let answer = try #require(try await house.post("/v1beta/models/m:streamGenerateContent", Self.contents))
            let elements = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: Any]], "\(answer.text)")
            #expect(elements.count > 1 && elements.last?["error"] != nil)
            // The end of the body is never told, so that nobody takes it for complete.
            #expect(!answer.isComplete)
        }
    }

    @Test func anArrayThatNobodyGivesIsAnErrorInAnArray() async throws {
        try await DialectHouse.run([.init("gemini", model: "gemini-3.8-flash", .status(503))]) { house in
            let answer = try #require(try await house.post("/v1beta/models/m:streamGenerateContent", Self.contents))
            let elements = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: Any]]
            #expect(answer.status == 503 && (elements?.first?["error"] as? [String: Any])?["status"] != nil)
        }
    }

    // MARK: Keys and doors

    static let doors: [(path: String, body: String)] = [
        ("/v1/chat/completions", #"{"model":"m",\#(hello)}"#), ("/v1/responses", #"{"model":"m","input":"a"}"#),
        ("/v1/messages", #"{"model":"m","max_tokens":9,\#(hello)}"#),
        ("/v2/chat", #"{"model":"m","stream":false,\#(hello)}"#),
        ("/v1beta/models/m:generateContent", contents),
        ("/v2/embed", #"{"model":"m","texts":["a"],"input_type":"search_query"}"#),
        ("/model/m/converse", #"{"messages":[{"role":"user","content":[{"text":"a"}]}]}"#),
    ]

    @Test(arguments: doors)
    func everyFormOfTheKeyOpensEveryDoor(path: String, body: String) async throws {
        let (text, key) = CredentialTests.good
        let keys = KeyRing(pepper: CredentialTests.pepper, keys: [key])
        let spots = [DialectHouse.Spot("openai", model: "gpt-4.1"), .init("cohere", model: "embed-v4.0")]
        try await DialectHouse.run(spots, route: { $0.sharesVectorSpace = true }, mode: .production, keys: keys) {
            house in
            let forms = [
                ["authorization: Bearer \(text)"], ["x-api-key: \(text)"], ["api-key: \(text)"],
                ["x-goog-api-key: \(text)"], ["x-planb-key: \(text)"],
                ["x-planb-key: \(text)", "authorization: Bearer sk-of-somebody"],
            ]
            for fields in forms {
                let answer = try #require(try await house.post(path, body, fields: fields))
                #expect(answer.status == 200, "\(fields): \(answer.text)")
            }
            let inQuery = try #require(try await house.post("\(path)?key=\(text)", body))
            #expect(inQuery.status == 200)
            // No key of ours leaves, in whatever form it came.
            for request in house.providers.flatMap(\.requests) {
                #expect(!request.target.contains(text) && !String(decoding: request.head, as: UTF8.self).contains(text))
            }
            let two = try #require(
                try await house.post(path, body, fields: ["authorization: Bearer \(text)", "x-api-key: other"]))
            #expect(two.status == 400 && two.text.contains("Two different credentials"))
            let none = try #require(try await house.post(path, body))
            #expect([401, 403].contains(none.status) && none.text.contains("API key"))
        }
    }

    @Test(arguments: doors)
    func aWebSocketIsTurnedAwayAtOnce(path: String, body: String) async throws {
        try await DialectHouse.run([.init("openai", model: "gpt-4.1")]) { house in
            let answer = try #require(
                try await house.ask(Wire.get(path, fields: ["connection: upgrade", "upgrade: websocket"])))
            #expect(answer.status == 426 && house.providers[0].requests.isEmpty)
        }
    }

    @Test(arguments: [
        ("/v1/chat/completions", #"{"model":"m","input":"a"}"#, "/v1/responses"),
        ("/v1/chat/completions", #"{"model":"m","contents":[]}"#, ":generateContent"),
        ("/v1/chat/completions", #"{"model":"m","system":"s","max_tokens":1,\#(hello)}"#, "/v1/messages"),
        ("/v1/responses", #"{"model":"m",\#(hello)}"#, "/v1/chat/completions"),
    ])
    func aBodyAtTheWrongDoorIsToldTheRightOne(path: String, body: String, hint: String) async throws {
        try await DialectHouse.run([.init("openai", model: "gpt-4.1")]) { house in
            let answer = try #require(try await house.post(path, body))
            #expect(answer.status == 400 && (answer.json("error.message") as? String)?.contains(hint) == true)
        }
    }

    @Test func vendorHeadersGoToTheirVendorOnly() async throws {
        let spots = [
            DialectHouse.Spot("anthropic", model: "claude-sonnet-5-5", .status(503)), .init("openai", model: "gpt-4.1"),
        ]
        try await DialectHouse.run(spots) { house in
            let fields = [
                "anthropic-version: 2023-06-01", "anthropic-beta: context-1m", "openai-organization: o",
                "openai-beta: x=1", "anthropic-workspace-id: w",
            ]
            let answer = try #require(
                try await house.post("/v1/messages", #"{"model":"m","max_tokens":9,\#(Self.hello)}"#, fields: fields))
            #expect(answer.status == 200 && answer.header("x-planb-target") == "openai")
            let (first, second) = (house.providers[0].requests.last, house.providers[1].requests.last)
            #expect(first?.header("anthropic-beta") == "context-1m" && first?.header("anthropic-workspace-id") == "w")
            #expect(first?.header("openai-beta") == nil && first?.header("openai-organization") == nil)
            #expect(second?.header("openai-organization") == "o" && second?.header("openai-beta") == "x=1")
            #expect(second?.header("anthropic-beta") == nil && second?.header("anthropic-version") == nil)
            // What the header switched on was not asked of the second.
            #expect(answer.header("x-planb-dropped")?.contains("anthropic-beta") == true)
        }
    }

    // MARK: Passing through

    @Test(arguments: [
        ("GET", "/v1/files", [] as [String], 0, "/v1/files"),
        ("GET", "/v1/files?limit=2", ["anthropic-version: 2023-06-01"], 1, "/v1/files?limit=2"),
        ("POST", "/v1/messages/batches", [], 1, "/v1/messages/batches"),
        ("GET", "/v1beta/cachedContents", [], 2, "/v1beta/cachedContents"),
        ("GET", "/v2/datasets", [], 3, "/v2/datasets"),
    ])
    func otherPathsGoToTheTargetOfTheirDialect(
        method: String, path: String, fields: [String], index: Int, expected: String
    ) async throws {
        let spots = [
            DialectHouse.Spot("openai", model: "m"), .init("anthropic", model: "m"), .init("gemini", model: "m"),
            .init("cohere", model: "m"),
        ]
        let all: [DialectID: Int] = [.openAI: 0, .anthropic: 1, .gemini: 2, .cohere: 3]
        try await DialectHouse.run(spots, passthrough: all) { house in
            var request = Wire.get(path, fields: fields)
            request.method = method
            if method == "POST" { request.length = "0" }
            _ = try await house.ask(request)
            let seen = house.providers.map { $0.requests.map(\.target) }
            #expect(seen == (0..<4).map { $0 == index ? [expected] : [] })
        }
        try await DialectHouse.run(spots) { house in
            let answer = try #require(try await house.ask(Wire.get(path, fields: fields)))
            #expect(answer.status == 404 && answer.text.contains("passthrough: {"))
        }
    }
}
