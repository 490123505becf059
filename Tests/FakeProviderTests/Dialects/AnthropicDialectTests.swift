import Testing

@testable import PlanBFakeProvider

@Suite struct AnthropicDialectTests {
    private static func stream(_ edit: (inout Behaviour.Answer) -> Void = { _ in }, extra: String = "") -> Reply {
        let (talk, body) = Talk.anthropic.streaming
        return talk.reply(extra.isEmpty ? body : "{\(extra)," + body.dropFirst(), edit)
    }

    @Test func aTextComesInTheOrderOfTheApi() {
        let told = Self.stream().told
        #expect(
            told.map(\.name)
                == ["message_start", "content_block_start", "ping"] + Array(repeating: "content_block_delta", count: 7)
                + ["content_block_stop", "message_delta", "message_stop"])
        #expect(told.allSatisfy { $0.json["type"].string == $0.name })
        #expect(told.compactMap { $0.json["delta"]["text"].string }.joined() == Behaviour.Answer.defaultText)
        #expect(told[11].json["delta"]["stop_reason"].string == "end_turn")
        #expect(told[11].json["usage"]["output_tokens"].int == 7)
        #expect(told[0].json["message"]["content"] == .array([]))
    }

    @Test func callsAreBlocksWhoseFragmentsMakeJSON() {
        let told = Self.stream({ $0.toolCall = .init(times: 2) }).told
        let starts = told.filter { $0.name == "content_block_start" }.map { $0.json["content_block"] }
        #expect(starts.compactMap { $0["name"].string } == ["f", "g"])
        #expect(Set(starts.compactMap { $0["id"].string }).count == 2)
        for index in 0..<2 {
            let own = told.filter { $0.json["index"].int == index }
            let text = own.compactMap { $0.json["delta"]["partial_json"].string }.joined()
            #expect(text == #"{"city":"Oslo","unit":"C"}"#)
        }
        let none = Self.stream({ $0.toolCall = .init(arguments: "{}") }).told
        #expect(none.compactMap { $0.json["delta"]["partial_json"].string } == [""])
    }

    @Test(arguments: [
        (#""thinking":{"type":"adaptive"}"#, ""),
        (#""thinking":{"type":"adaptive","display":"summarized"}"#, Behaviour.Answer.defaultReasoning),
    ])
    func thoughtsAreSignedWhetherTheyAreShownOrNot(thinking: String, shown: String) throws {
        let told = Self.stream(extra: thinking).told
        #expect(told.compactMap { $0.json["delta"]["thinking"].string }.joined() == shown)
        let seal = try #require(told.compactMap { $0.json["delta"]["signature"].string }.first)
        #expect(AnthropicCall.seal.isOwn(seal, content: Behaviour.Answer.defaultReasoning))
        #expect(told[told.count - 2].json["usage"]["output_tokens_details"]["thinking_tokens"].int == 5)
    }

    @Test func theCountsLeaveTheCacheOut() {
        let reply = Talk.anthropic.reply(Talk.anthropic.hello) {
            ($0.usage.prompt, $0.usage.cached, $0.usage.cacheWritten) = (100, 40, 10)
        }
        let usage = reply.body["usage"]
        #expect(usage["input_tokens"].int == 50)
        #expect(usage["cache_read_input_tokens"].int == 40 && usage["cache_creation_input_tokens"].int == 10)
    }

    @Test(arguments: [
        ("length", "max_tokens"), ("content_filter", "refusal"), ("tool_calls", "tool_use"), ("stop", "end_turn"),
        ("pause_turn", "pause_turn"),
    ])
    func theReasonIsInItsOwnWords(told: String, reason: String) {
        let reply = Talk.anthropic.reply(Talk.anthropic.hello) { $0.finishReason = told }
        #expect(reply.body["stop_reason"].string == reason)
    }

    @Test func aSchemaIsFollowedAndAStopSequenceIsNamed() {
        let schema = """
            {"model":"claude-sonnet-5-5","max_tokens":9,"messages":[{"role":"user","content":"x"}],"stop_sequences":
            ["opens"],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":
            {"type":"number"}},"additionalProperties":false}}}}
            """
        #expect(Talk.anthropic.reply(schema).body["content"][0]["text"].string == #"{"a": 1}"#)
        let stop = schema.replacing(/"output_config.*/.dotMatchesNewlines(), with: #""stream":false}"#)
        let body = Talk.anthropic.reply(stop).body
        #expect(body["stop_reason"].string == "stop_sequence" && body["stop_sequence"].string == "opens")
        #expect(body["content"][0]["text"].string == "Olá! The café ")
    }

    @Test(arguments: [
        (429, nil, "rate_limit_error", nil),
        (429, "insufficient_quota", "rate_limit_error", "enforced_spend_limit_reached"),
        (529, nil, "overloaded_error", nil), (401, nil, "authentication_error", nil),
        (404, nil, "not_found_error", nil),
        (400, "context_length_exceeded", "invalid_request_error", nil), (413, nil, "request_too_large", nil),
    ])
    func errorsHaveTheirTypes(status: Int, code: String?, type: String, detail: String?) {
        let reply = Talk.anthropic.error(.init(status: status, code: code))
        #expect(reply.status == status)
        #expect(reply.body["error"]["type"].string == type)
        #expect(reply.body["error"]["details"]["error_code"].string == detail)
        #expect(reply.header("request-id") == reply.body["request_id"].string)
        #expect(reply.header("anthropic-ratelimit-requests-reset") == "2026-11-21T02:00:01Z")
    }

    @Test func modelsComeInPagesAndTokensAreCounted() {
        var talk = Talk.anthropic
        talk.target = "/v1/models?limit=2"
        let facts = Facts(now: 0, number: 0, models: ["a", "b", "c"])
        func list() -> JSON {
            talk.dialect.speaker.reply(to: talk.request("", method: "GET"), with: Behaviour.Answer(), facts: facts).body
        }
        #expect(list()["has_more"].bool == true && list()["last_id"].string == "b")
        talk.target += "&after_id=b"
        #expect(list()["has_more"].bool == false && list()["first_id"].string == "c")
        talk.target = "/v1/messages/count_tokens"
        let counted = talk.reply(#"{"model":"claude-opus-5-5","messages":[{"role":"user","content":"one two"}]}"#)
        #expect(counted.body["input_tokens"].int == 2)
    }
}
