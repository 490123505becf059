import Foundation
import Testing

@testable import PlanBFakeProvider

@Suite struct OpenAIDialectTests {
    static let facts = Facts(now: 1_795_226_400, number: 7, models: ["gpt-4.1", "vendor/model"])

    static func request(_ method: String, _ target: String, _ body: String = "") -> ReceivedRequest {
        var request = ReceivedRequest()
        (request.method, request.target, request.version) = (method, target, "HTTP/1.1")
        request.body = Array(body.utf8)
        return request
    }

    static func reply(_ target: String, _ body: String, _ edit: (inout Behaviour.Answer) -> Void = { _ in }) -> Reply {
        var answer = Behaviour.Answer()
        edit(&answer)
        return OpenAIDialect().reply(to: request("POST", target, body), with: answer, facts: facts)
    }

    /// The JSON of an answer in one piece.
    static func object(_ reply: Reply) throws -> [String: Any] {
        guard case .raw(let bytes) = reply.events.first?.content else { return [:] }
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    /// Every event of a stream is JSON, but for the mark at its end.
    static func chunks(_ reply: Reply) throws -> [[String: Any]] {
        try reply.events.compactMap { event in
            guard case .event(_, let data) = event.content, data != "[DONE]" else { return nil }
            return try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
        }
    }

    static func tokens(_ reply: Reply) throws -> [Int] {
        let usage = try #require(try object(reply)["usage"] as? [String: Any])
        return ["prompt_tokens", "completion_tokens", "total_tokens"].compactMap { usage[$0] as? Int }
    }

    @Test(arguments: [
        (#"{"model":"m","messages":[{"role":"user","content":"one two"}]}"#, [2, 7, 9]),
        (
            #"{"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"b c"},{"type":"image_url","image_url":{"url":"data:x y"}}]}]}"#,
            [3, 7, 10]
        ),
        (#"{"model":"m","n":3,"messages":[{"role":"user","content":""}]}"#, [1, 21, 22]),
        (#"{"model":"m","max_tokens":2,"messages":[{"role":"user","content":"x"}]}"#, [1, 2, 3]),
    ])
    func tokensAreWords(body: String, expected: [Int]) throws {
        #expect(try Self.tokens(Self.reply("/v1/chat/completions", body)) == expected)
    }

    @Test func toldTokensReplaceCountedOnesAndNothingOverflows() throws {
        let body = #"{"model":"m","n":128,"messages":[{"role":"user","content":"x"}]}"#
        let reply = Self.reply("/v1/chat/completions", body) {
            ($0.usage.prompt, $0.usage.completion, $0.usage.reasoning, $0.usage.cached) = (100, 50, 20, 30)
        }
        #expect(try Self.tokens(reply) == [100, 50, 150])
        _ = Self.reply("/v1/chat/completions", body) { ($0.usage.prompt, $0.usage.reasoning) = (.max, .max) }
    }

    @Test(arguments: [
        "", #","n":2"#, #","stream_options":{"include_usage":true}"#, #","tools":[{"function":{"name":"f"}}]"#,
    ])
    func aStreamIsWellFormedToTheLastChunk(extra: String) throws {
        let body = #"{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]\#(extra)}"#
        let reply = Self.reply("/v1/chat/completions", body) { $0.toolCall = .init() }
        let chunks = try Self.chunks(reply)
        #expect(reply.events.last == .data(.done, "[DONE]"))
        #expect(
            chunks.allSatisfy { $0["object"] as? String == "chat.completion.chunk" && $0["model"] as? String == "m" })
        #expect(Set(chunks.compactMap { $0["id"] as? String }) == [Self.facts.id("chatcmpl-")])
        let wantsUsage = extra.contains("include_usage")
        #expect(chunks.count { $0.keys.contains("usage") } == (wantsUsage ? chunks.count : 0))
        #expect(chunks.count { $0["usage"] is [String: Any] } == (wantsUsage ? 1 : 0))
        let finishes = reply.events.count { $0.kind == .finish }
        #expect(finishes == (extra.contains("\"n\"") ? 2 : 1))
    }

    @Test(arguments: [
        ("POST", "/v1/chat/completions", "{", 400, "We could not parse the JSON body"),
        ("POST", "/v1/chat/completions", #"{"model":"m"}"#, 400, "'messages'"),
        ("POST", "/v1/chat/completions", #"{"messages":[{}]}"#, 400, "must provide a model"),
        ("POST", "/v1/embeddings", #"{"model":"m"}"#, 400, "'input'"),
        ("POST", "/v1/audio/transcriptions", "{}", 400, "multipart"),
        ("POST", "/v1/nothing", "{}", 404, "Invalid URL (POST /v1/nothing)"),
        ("GET", "/v1/chat/completions", "", 404, "Invalid URL (GET /v1/chat/completions)"),
        ("DELETE", "/v1/models", "", 405, "Not allowed to DELETE"),
        ("GET", "/v1/models/gpt-9", "", 404, "The model `gpt-9` does not exist"),
        ("POST", "/openai/deployments/d/chat/completions", "{}", 404, "Resource not found"),
    ])
    func aWrongRequestIsToldSoInTheDialect(method: String, target: String, body: String, status: Int, text: String)
        throws
    {
        let reply = OpenAIDialect().reply(
            to: Self.request(method, target, body), with: Behaviour.Answer(), facts: Self.facts)
        #expect(reply.status == status)
        let error = try #require(try Self.object(reply)["error"] as? [String: Any])
        #expect((error["message"] as? String)?.contains(text) == true)
        #expect(
            Set(error.keys)
                == (target.hasPrefix("/openai") ? ["code", "message"] : ["message", "type", "param", "code"]))
    }

    @Test(arguments: [
        "/v1/chat/completions", "/chat/completions", "/openai/v1/chat/completions", "/v1/chat/completions?x=1",
        "/openai/deployments/m/chat/completions?api-version=2024-10-21",
    ])
    func everyFormOfThePathLeadsToTheSameAnswer(target: String) throws {
        let reply = Self.reply(target, #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#)
        let object = try Self.object(reply)
        #expect(object["object"] as? String == "chat.completion")
        #expect(object["model"] as? String == "m")
        #expect(object.keys.contains("prompt_filter_results") == target.hasPrefix("/openai"))
    }

    @Test func theDeploymentOfAPathIsTheModel() throws {
        let target = "/openai/deployments/my%20gpt/embeddings?api-version=1"
        #expect(try Self.object(Self.reply(target, #"{"input":"x"}"#))["model"] as? String == "my gpt")
        let slash = OpenAIDialect().reply(
            to: Self.request("GET", "/v1/models/vendor/model"), with: Behaviour.Answer(), facts: Self.facts)
        #expect(try Self.object(slash)["id"] as? String == "vendor/model")
    }

    @Test(arguments: [400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504, 529, 418, 599])
    func everyStatusHasAnErrorOfFourKeys(status: Int) throws {
        var error = Behaviour.ErrorReply(status: status)
        error.hint.retryAfterDate = 30
        let reply = OpenAIDialect().reply(
            to: Self.request("POST", "/v1/chat/completions", #"{"model":"m\"x"}"#), with: error, facts: Self.facts)
        #expect(reply.status == status)
        let body = try #require(try Self.object(reply)["error"] as? [String: Any])
        #expect(Set(body.keys) == ["message", "type", "param", "code"])
        #expect(reply.headers.contains(.init("retry-after", "Sat, 21 Nov 2026 02:00:30 GMT")))
    }

    @Test func anErrorOfTheScriptKeepsItsCodeAndItsMessage() throws {
        let error = Behaviour.ErrorReply(status: 429, code: "my_code", message: "my \"message\"")
        let reply = OpenAIDialect().reply(to: Self.request("POST", "/v1/x"), with: error, facts: Self.facts)
        let body = try #require(try Self.object(reply)["error"] as? [String: Any])
        #expect(body["code"] as? String == "my_code" && body["message"] as? String == "my \"message\"")
    }

    @Test(arguments: [
        (400, "content_filter", "content_filter"), (401, nil, "401"), (404, nil, "DeploymentNotFound"),
        (429, nil, "429"),
        (503, nil, "InternalServerError"), (429, "mine", "mine"),
    ])
    func anErrorOfAzureHasACodeAndAMessageAndNoType(status: Int, code: String?, told: String) throws {
        let target = "/openai/deployments/d/chat/completions?api-version=1"
        let reply = OpenAIDialect().reply(
            to: Self.request("POST", target), with: .init(status: status, code: code), facts: Self.facts)
        let body = try #require(try Self.object(reply)["error"] as? [String: Any])
        #expect(reply.status == status && body["code"] as? String == told)
        #expect(body.keys.contains("innererror") == (code == "content_filter"))
        if code != "content_filter" { #expect(Set(body.keys) == ["code", "message"]) }
    }
}
