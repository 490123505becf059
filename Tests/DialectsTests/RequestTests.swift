import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private let messages = #""messages":[{"role":"user","content":"héllo \u00e9"}]"#

private func probe(_ body: String) throws(ClientError) -> OpenAIProbe {
    try OpenAIProbe.json(ByteBuffer(string: body), operation: .chat)
}

struct RequestTests {
    @Test(arguments: [
        (#"{"model":"a",\#(messages),"x":1e400}"#, #"{"model":"b",\#(messages),"x":1e400}"#),
        (#"{ "x" : [1, 2] , "model" : "a" , \#(messages) }"#, #"{ "x" : [1, 2] , "model" : "b" , \#(messages) }"#),
        (#"{"mod\u0065l":"a",\#(messages)}"#, #"{"mod\u0065l":"b",\#(messages)}"#),
    ])
    func onlyTheModelChanges(body: String, expected: String) throws {
        let patched = OpenAIRequest.body(
            ByteBuffer(string: body), probe: try probe(body), model: "b", isForm: false, addsUsage: true)
        #expect(String(buffer: patched) == expected)
    }

    @Test func nothingChangesWhenNothingHasTo() throws {
        let body = #"{"model":"a",\#(messages)}"#
        let patched = OpenAIRequest.body(
            ByteBuffer(string: body), probe: try probe(body), model: "a", isForm: false, addsUsage: true)
        #expect(String(buffer: patched) == body)
    }

    @Test(arguments: [
        "", #","stream_options":null"#, #","stream_options":{}"#, #","stream_options":{"include_usage":false}"#,
        #","stream_options":{"include_obfuscation":false}"#, #","stream_options":{"include_usage":null,"a":1}"#,
    ])
    func usageIsAskedForInEveryFormOfTheOptions(options: String) throws {
        let body = #"{"model":"a","stream":true,\#(messages)\#(options)}"#
        let patched = OpenAIRequest.body(
            ByteBuffer(string: body), probe: try probe(body), model: "a", isForm: false, addsUsage: true)
        let value = try JSONValue.parse(patched.readableBytesUInt8Span)
        #expect(value["stream_options"]?["include_usage"] == .bool(true))
        #expect(value["messages"] == (try JSONValue.parse(ByteBuffer(string: body).readableBytesUInt8Span))["messages"])
        if options.contains("obfuscation") { #expect(value["stream_options"]?["include_obfuscation"] == .bool(false)) }
    }

    @Test(arguments: [
        ("", "empty_body"), ("null", "invalid_json"), ("[]", "invalid_json"), ("{", "invalid_json"),
        (#"{"model":1,\#(messages)}"#, "invalid_type"), (#"{"model":"",\#(messages)}"#, "invalid_value"),
        (#"{"model":"a\u000ab",\#(messages)}"#, "invalid_value"),
        (#"{"model":"a","model":"b",\#(messages)}"#, "duplicate_member"),
        (#"{"model":"a","messages":[]}"#, "invalid_value"), (#"{"model":"a"}"#, "missing_required_parameter"),
        (#"{"model":"a","messages":{}}"#, "invalid_type"), (#"{"model":"a","input":"x"}"#, "responses_body"),
        (#"{"model":"a","stream":"yes",\#(messages)}"#, "invalid_type"),
        (#"{"model":"a","stream_options":[],\#(messages)}"#, "invalid_type"),
    ])
    func whatIsWrongIsNamed(body: String, code: String) {
        do throws(ClientError) {
            _ = try probe(body)
            #expect(Bool(false), "accepted")
        } catch {
            #expect(error.status == 400)
            #expect(error.code == code)
            #expect(!error.message.isEmpty)
        }
    }
}

struct FailureTests {
    @Test(arguments: [
        ("error_429_rate_limit.json", 429, FailureClass.rateLimited), ("error_429_quota.json", 429, .quota),
        ("error_401_invalid_api_key.json", 401, .credential), ("error_404_model_not_found.json", 404, .modelGone),
        ("error_500.json", 500, .serverError), ("error_503_overloaded.json", 503, .overloaded),
        ("error_400_context_length.json", 400, .contextLength),
        ("error_400_unsupported_parameter.json", 400, .unsupported),
    ])
    func anErrorAnswerMeansWhatItsCodeSays(name: String, status: Int, expected: FailureClass) throws {
        let body = ByteBuffer(bytes: try Fixtures.bytes(name))
        #expect(OpenAIFailure.classify(status: status, body: body, retryAfter: nil).failureClass == expected)
    }

    @Test(arguments: [
        (#"{"error":"boom"}"#, FailureClass.serverError), (#"{"error":{"code":429}}"#, .rateLimited),
        (#"{"error":{"code":503,"message":"x"}}"#, .overloaded),
        (#"{"error":{"code":"insufficient_quota"}}"#, .quota),
        (#"{"error":{"type":"invalid_request_error","code":null}}"#, .badRequest),
    ])
    func anErrorEventIsClassifiedLikeAnErrorAnswer(body: String, expected: FailureClass) {
        let failure = OpenAIFailure.classify(status: nil, body: ByteBuffer(string: body), retryAfter: nil)
        #expect(failure.failureClass == expected)
        #expect(failure.status != nil)
    }

    @Test(arguments: [
        ("POST", "/v1/chat/completions", OpenAIEndpoint.operation(.chat, deployment: nil)),
        ("POST", "/openai/v1/chat/completions", .operation(.chat, deployment: nil)),
        ("POST", "/openai/deployments/d1/embeddings", .operation(.embedding, deployment: "d1")),
        ("GET", "/v1/models", .models), ("GET", "/v1/models/a/b", .model("a/b")),
        ("GET", "/v1/responses/resp_1", .storedResponse(id: "resp_1", path: "/responses/resp_1")),
        ("DELETE", "/v1/responses/resp_1", .storedResponse(id: "resp_1", path: "/responses/resp_1")),
        ("POST", "/v1/responses/resp_1/cancel", .storedResponse(id: "resp_1", path: "/responses/resp_1/cancel")),
        ("GET", "/openai/responses/r/input_items", .storedResponse(id: "r", path: "/responses/r/input_items")),
        ("POST", "/v1/responses/compact", .other("/responses/compact")), ("POST", "/v1/rerank", .rerank),
        ("POST", "/v1/responses/input_tokens", .inputTokens), ("GET", "/v1/files", .other("/files")),
        ("POST", "/openai/files", .other("/files")),
        ("GET", "/v1/chat/completions", .other("/chat/completions")),
    ])
    func pathsAreMatchedWhole(method: String, path: String, expected: OpenAIEndpoint) {
        #expect(OpenAIEndpoint.match(method: method, path: path) == expected)
    }

    @Test(arguments: ["/v1x/models", "/", "/v2/chat", "/openai/deployments/", "/openai/deployments//chat/completions"])
    func otherPathsAreNotOfThisDialect(path: String) {
        #expect(OpenAIEndpoint.match(method: "POST", path: path) == nil)
    }
}
