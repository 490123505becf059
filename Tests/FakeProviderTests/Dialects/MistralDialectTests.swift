import Testing

@testable import PlanBFakeProvider

@Suite struct MistralDialectTests {
    @Test func theCountsAreInTheChunkThatEnds() {
        let (talk, body) = Talk.mistral.streaming
        let told = talk.reply(body).told.map(\.json)
        #expect(told.count == 10 && told.last == .string("[DONE]"))
        #expect(told[8]["choices"][0]["finish_reason"].string == "stop")
        #expect(told[8]["usage"]["completion_tokens"].int == 7)
        #expect(told[..<8].allSatisfy { !$0.has("usage") })
    }

    @Test func callsComeWholeAndTogetherWithNineLetters() {
        let (talk, body) = Talk.mistral.streaming
        let told = talk.reply(body) { $0.toolCall = .init(times: 2) }.told.map(\.json)
        let calls = told[told.count - 2]["choices"][0]["delta"]["tool_calls"].array ?? []
        #expect(calls.compactMap { $0["function"]["name"].string } == ["f", "g"])
        #expect(calls.compactMap { $0["id"].string }.allSatisfy { $0.utf8.count == 9 && $0.isName("") })
        #expect(told[told.count - 2]["choices"][0]["finish_reason"].string == "tool_calls")
    }

    @Test func thoughtsAreAListOfParts() {
        let body = #"{"prompt_mode":"reasoning","# + Talk.mistral.hello.dropFirst()
        let content = Talk.mistral.reply(body).body["choices"][0]["message"]["content"]
        #expect(content[0]["thinking"][0]["text"].string == Behaviour.Answer.defaultReasoning)
        #expect(content[1]["text"].string == Behaviour.Answer.defaultText)
    }

    @Test func errorsHaveFourForms() {
        #expect(Talk.mistral.error(.init(status: 429)).body["code"].string == "1300")
        #expect(Talk.mistral.error(.init(status: 401)).body["detail"].string == "Unauthorized")
        #expect(Talk.mistral.error(.init(status: 422)).body["detail"][0]["type"].string == "missing")
        #expect(
            Talk.mistral.error(.init(status: 429, code: "slow_down")).body["message"].string
                == "Requests rate limit exceeded")
    }

    private static let user = #"{"role":"user","content":"x"}"#
    private static func call(_ id: String) -> String {
        #"{"role":"assistant","content":"","tool_calls":[{"id":"\#(id)","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
    }
    private static func result(_ id: String) -> String { #"{"role":"tool","tool_call_id":"\#(id)","content":"r"}"# }
    private static func body(_ messages: String..., extra: String = "") -> String {
        #"{"model":"m","messages":[\#(messages.joined(separator: ","))]\#(extra)}"#
    }

    @Test(arguments: [
        (body(user, extra: #","stream_options":{"include_usage":true}"#), 422, #"["body","stream_options"]"#),
        (body(user, extra: #","max_completion_tokens":1"#), 422, "max_completion_tokens"),
        (body(#"{"role":"user","content":"x","name":"ada"}"#), 422, #"["body","messages",0,"user","name"]"#),
        (body(#"{"role":"developer","content":"x"}"#), 422, "union_tag_invalid"),
        (#"{"model":"m"}"#, 422, "missing"), (body(), 400, "3230"),
        (body(user, call("call_1"), result("call_1")), 400, "Tool call id was call_1 but must be"),
        (body(user, call("abcdefghi"), result("abcdefghj")), 400, "Unexpected tool call id"),
        (body(user, call("abcdefghi"), user), 400, "Not the same number of function calls and responses"),
        (body(user, call("abcdefghi"), result("abcdefghi"), user), 400, "Unexpected role 'user' after role 'tool'"),
        (body(user, #"{"role":"assistant","content":"x"}"#), 400, "Expected last role"),
        (body(user, #"{"role":"assistant","content":""}"#, user), 400, "either content or tool_calls"),
        (
            body(user, extra: #","tools":[{"type":"function","function":{"name":"f"}}]"#), 422,
            #"["body","tools",0,"function","parameters"]"#
        ),
    ])
    func aMistakeIsNamed(body: String, status: Int, text: String) {
        let reply = Talk.mistral.reply(body)
        #expect(reply.status == status && reply.body.written.contains(text), "\(reply.body.written)")
    }

    @Test func aGoodRoundWithAToolIsAnswered() {
        #expect(
            Talk.mistral.reply(Self.body(Self.user, Self.call("abcdefghi"), Self.result("abcdefghi"))).status == 200)
        #expect(
            Talk.mistral.reply(Self.body(Self.user, #"{"role":"assistant","content":"x","prefix":true}"#)).status == 200
        )
    }
}
