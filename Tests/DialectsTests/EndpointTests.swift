import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct EndpointTests {
    private static let model = "gemini-3.8-flash"

    @Test(
        arguments: [
            ("POST", "/v1/messages", nil, Endpoint.conversation(.anthropic, PathFacts())),
            ("POST", "/v1/messages/count_tokens", nil, .call(.tokenCount, .anthropic, PathFacts())),
            ("POST", "/v1/messages/batches", nil, .other(.anthropic, "/v1/messages/batches")),
            ("GET", "/v1/messages", nil, .other(.anthropic, "/v1/messages")),
            ("GET", "/v1/models", .anthropic, .models(.anthropic)), ("GET", "/v1/models", nil, .openAI(.models)),
            ("GET", "/v1/models", .gemini, .models(.gemini)),
            ("GET", "/v1/models/a/b", .gemini, .model(.gemini, "a/b")),
            ("GET", "/v1/models/claude", .anthropic, .model(.anthropic, "claude")),
            ("GET", "/v1beta/models", nil, .models(.gemini)), ("GET", "/v1beta/models/m", nil, .model(.gemini, "m")),
            ("GET", "/v1/files", .anthropic, .other(.anthropic, "/v1/files")),
            ("POST", "/upload/v1beta/files", nil, .other(.gemini, "/upload/v1beta/files")),
            ("POST", "/v1beta/cachedContents", nil, .other(.gemini, "/v1beta/cachedContents")),
            ("POST", "/v2/chat", nil, .conversation(.cohere, PathFacts())),
            ("POST", "/v2/embed", nil, .call(.embedding, .cohere, PathFacts())),
            ("POST", "/v2/rerank", nil, .call(.rerank, .cohere, PathFacts())),
            ("POST", "/v1/rerank", nil, .call(.rerank, .cohere, PathFacts())),
            ("POST", "/rerank", nil, .call(.rerank, .cohere, PathFacts())),
            ("POST", "/v2/datasets", nil, .other(.cohere, "/v2/datasets")),
            ("GET", "/v1/responses/r", nil, .stored(id: "r", path: "/responses/r")),
            ("POST", "/v1/responses/input_tokens", nil, .call(.tokenCount, .responses, PathFacts())),
            (
                "POST", "/v1beta/models/m:embedContent", nil,
                .call(.embedding, .gemini, PathFacts(model: "m"))
            ),
            (
                "POST", "/v1/models/m:batchEmbedContents", .gemini,
                .call(.embedding, .gemini, PathFacts(model: "m", variant: .batch))
            ),
            ("POST", "/v1beta/models/m:countTokens", nil, .call(.tokenCount, .gemini, PathFacts(model: "m"))),
            (
                "POST", "/v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent", nil,
                .conversation(.gemini, PathFacts(model: "m", isStream: true))
            ),
            (
                "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/c@1:rawPredict", nil,
                .conversation(.anthropic, PathFacts(model: "c@1", variant: .cloud))
            ),
            (
                "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/c:streamRawPredict", nil,
                .conversation(.anthropic, PathFacts(model: "c", isStream: true, variant: .cloud))
            ),
            (
                "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict", nil,
                .call(.tokenCount, .anthropic, PathFacts(variant: .cloud))
            ),
            ("POST", "/v1/chat/completions", .anthropic, .openAI(.operation(.chat, deployment: nil))),
        ] as [(String, String, DialectID?, Endpoint)])
    func everyPathIsOneThing(method: String, path: String, client: DialectID?, expected: Endpoint) {
        #expect(Endpoint.match(method: method, path: path, client: client) == expected)
    }

    @Test(
        arguments: [
            ("/v1/messages/count_tokens", nil, DialectID.anthropic), ("/v1/models", .anthropic, .anthropic),
            ("/v1/models", nil, .openAI), ("/v1/chat/completions", .anthropic, .openAI),
            ("/v1/responses", nil, .responses),
            ("/v1/responses/r", nil, .responses), ("/v1beta/models/m:embedContent", nil, .gemini),
            ("/v1/rerank", nil, .cohere), ("/v1/files", .anthropic, .anthropic), ("/nothing", nil, .openAI),
        ] as [(String, DialectID?, DialectID)])
    func errorsAreToldInTheDialectOfThePath(path: String, client: DialectID?, expected: DialectID) {
        #expect(Endpoint.dialect(of: path, client: client) == expected)
    }

    @Test func listsOfModelsComeInPages() throws {
        let models = (1...5).map { ListedModel(id: "m\($0)", operations: [.chat, .embedding]) }
        func ids(_ dialect: DialectID, _ page: ModelListPage) throws -> [String?] {
            let list = try ConversationKit.value(try ModelListing.list(models, for: dialect, page: page))
            return (list["data"] ?? list["models"])?.array?.map { ($0["id"] ?? $0["name"])?.string } ?? []
        }
        #expect(try ids(.anthropic, ModelListPage(limit: "2", after: "m2")) == ["m3", "m4"])
        #expect(try ids(.anthropic, ModelListPage(limit: "2", before: "m4")) == ["m2", "m3"])
        #expect(try ids(.anthropic, ModelListPage(before: "m1")).isEmpty)
        #expect(try ids(.gemini, ModelListPage(limit: "2", after: "4")) == ["models/m5"])
        #expect(try ids(.openAI, ModelListPage()).count == 5)
        let last = try ConversationKit.value(
            try ModelListing.list(models, for: .anthropic, page: ModelListPage(limit: "2", after: "m3")))
        #expect(last["has_more"]?.bool == false && last["first_id"] == "m4" && last["last_id"] == "m5")
        let first = try ConversationKit.value(
            try ModelListing.list(models, for: .gemini, page: ModelListPage(limit: "3")))
        #expect(first["nextPageToken"] == "3")
        #expect(
            first["models"]?[0]?["supportedGenerationMethods"]
                == ["generateContent", "streamGenerateContent", "embedContent", "batchEmbedContents"])
        for page in [ModelListPage(limit: "x"), ModelListPage(limit: "0"), ModelListPage(after: "nobody")] {
            for dialect in [DialectID.anthropic, .gemini] {
                #expect(throws: ClientError.self) { try ModelListing.list(models, for: dialect, page: page) }
            }
        }
    }

    @Test(
        arguments: [
            (#"{"model":"models/a","content":{"parts":[]}}"#, #"{"model":"models/b","content":{"parts":[]}}"#),
            (
                #"{"requests":[{"model":"models/a","x":{"model":"y"}},{"model":"models/a"}]}"#,
                #"{"requests":[{"model":"models/b","x":{"model":"y"}},{"model":"models/b"}]}"#
            ),
            (
                #"{"generateContentRequest":{"model":"models/a","contents":[]}}"#,
                #"{"generateContentRequest":{"model":"models/b","contents":[]}}"#
            ),
            (#"{"contents":[{"model":"models/a"}]}"#, nil), ("[]", nil), (#"{"requests":"#, nil),
        ] as [(String, String?)])
    func googlesBodiesNameTheModelOfThePath(body: String, expected: String?) {
        let patched = GeminiModelPatch.body(ByteBuffer(string: body), model: "b")
        #expect(patched.map { String(buffer: $0) } == expected)
    }

    @Test(arguments: [
        (#"{"results":[{"index":0,"relevance_score":0.5}],"usage":{"total_tokens":3}}"#, nil as FailureClass?),
        (#"{"results":[]}"#, nil), ("{}", .malformed), (#"{"results":[{"index":0}]}"#, .malformed), ("[]", .malformed),
        (#"{"error":{"message":"m","type":"server_error"}}"#, .serverError),
    ])
    func anOrderOfDocumentsIsLookedAt(body: String, expected: FailureClass?) {
        #expect(ConversationKit.failure { _ = try RerankAnswer.inspect(ByteBuffer(string: body)) } == expected)
    }

    @Test(arguments: [
        (#"{"model":"m"}"#, "query"), (#"{"query":1}"#, "query"), (#"{"query":"q"}"#, "documents"),
        (#"{"query":"q","documents":[]}"#, "documents"), (#"{"query":"q","documents":{}}"#, "documents"),
    ])
    func aQueryAndDocumentsAreNeeded(body: String, parameter: String) {
        #expect {
            try RerankAnswer.check(ByteBuffer(string: body))
        } throws: {
            ($0 as? ClientError)?.parameter == parameter
        }
    }
}
