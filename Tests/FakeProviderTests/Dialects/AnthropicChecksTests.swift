import Testing

@testable import PlanBFakeProvider

@Suite struct AnthropicChecksTests {
    private static let seal = AnthropicCall.seal.of("I think.")

    private static func body(
        _ messages: String, model: String = "claude-sonnet-5-5", most: Int = 100, extra: String = ""
    ) -> String {
        #"{"model":"\#(model)","max_tokens":\#(most),"messages":[\#(messages)]\#(extra)}"#
    }

    private static func complaint(_ body: String, version: String = "2026-10-21") -> String? {
        var talk = Talk.anthropic
        talk.headers[1].1 = version
        let reply = talk.reply(body)
        return reply.status == 200 ? nil : reply.body["error"]["message"].string
    }

    private static let user = #"{"role":"user","content":"x"}"#
    private static func uses(_ ids: String..., before: String = "") -> String {
        let all = ids.map { #"{"type":"tool_use","id":"\#($0)","name":"f","input":{}}"# }.joined(separator: ",")
        return #"{"role":"assistant","content":[\#(before)\#(all)]}"#
    }
    private static func results(_ ids: String..., after: String = "") -> String {
        let all = ids.map { #"{"type":"tool_result","tool_use_id":"\#($0)","content":"r"}"# }.joined(separator: ",")
        return #"{"role":"user","content":[\#(all)\#(after)]}"#
    }

    @Test(arguments: [
        body(user), body("\(user),\(user)"), body("\(user),\(uses("a", "b")),\(results("b", "a"))"),
        body("\(user),\(uses("a")),\(results("a", after: #",{"type":"text","text":"t"}"#))"),
        body(
            #"\#(user),\#(uses("a", before: #"{"type":"thinking","thinking":"I think.","signature":"\#(seal)"},"#)),\#(results("a"))"#,
            most: 2000, extra: #","thinking":{"type":"enabled","budget_tokens":1024}"#),
        body(#"\#(user),{"role":"assistant","content":"prefill"}"#, model: "claude-haiku-4-5"),
        body(#"\#(user),{"role":"system","content":"s"}"#),
        body(user, extra: #","tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"auto"}"#),
    ])
    func aGoodRequestIsAnswered(body: String) {
        #expect(Self.complaint(body) == nil)
    }

    @Test(arguments: [
        (#"{"model":"claude-sonnet-5-5","messages":[]}"#, "max_tokens: Field required"),
        (#"{"max_tokens":1}"#, "model: Field required"),
        (body(""), "messages: at least one message is required"),
        (body(user, extra: #","temperature":1"#), "temperature: Extra inputs are not permitted"),
        (body(user, extra: #","top_k":1"#), "top_k: Extra inputs are not permitted"),
        (body(user, extra: #","n":1"#), "n: Extra inputs are not permitted"),
        (body(user, extra: #","metadata":{"tenant":"t"}"#), "metadata.tenant: Extra inputs are not permitted"),
        (body(#"{"role":"user","content":"x","name":"ada"}"#), "messages.0.name: Extra inputs are not permitted"),
        (body(#"{"role":"tool","content":"x"}"#), "messages.0.role: Input should be 'user' or 'assistant'"),
        (body(#"{"role":"assistant","content":"x"}"#), #"first message must use the "user" role"#),
        (body(#"{"role":"user","content":""}"#), "non-empty content"),
        (body(#"{"role":"user","content":" "}"#), "text content blocks must contain non-whitespace text"),
        (body(#"{"role":"user","content":[{"type":"text","text":""}]}"#), "text content blocks must be non-empty"),
        (body(#"{"role":"user","content":[{"type":"input_text","text":"x"}]}"#), "Input tag 'input_text'"),
        (body("\(user),\(uses("call.1"))"), "messages.1.content.0.tool_use.id: String should match pattern"),
        (
            body(#"\#(user),{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"{}"}]}"#),
            "valid dictionary"
        ),
        (body("\(user),\(uses("a", "b")),\(results("a"))"), "without `tool_result` blocks immediately after: b"),
        (body("\(user),\(uses("a")),\(user)"), "without `tool_result` blocks immediately after: a"),
        (body("\(user),\(uses("a"))"), "without `tool_result` blocks immediately after: a"),
        (body("\(user),\(uses("a")),\(results("a", "a"))"), "must have a single result"),
        (
            body("\(user),\(uses("a")),\(results("a", "c"))"),
            "unexpected `tool_use_id` found in `tool_result` blocks: c"
        ),
        (body("\(user),\(uses("a")),\(user),\(results("a"))"), "must come before all other content"),
        (body("\(results("a"))"), "unexpected `tool_use_id`"),
        (body(#"\#(user),{"role":"assistant","content":"x"}"#), "does not support assistant message prefill"),
        (body(#"\#(user),{"role":"assistant","content":"x "}"#, model: "claude-haiku-4-5"), "trailing whitespace"),
        (
            body(
                #"\#(user),{"role":"assistant","content":[{"type":"thinking","thinking":"I thought.","signature":"\#(seal)"}]},\#(user)"#
            ),
            "messages.1.content.0: Invalid `signature` in `thinking` block"
        ),
        (
            body(
                #"\#(user),{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"EqQB"}]},\#(user)"#
            ),
            "Invalid `signature`"
        ),
        (
            body(
                "\(user),\(uses("a")),\(results("a"))", most: 2000,
                extra: #","thinking":{"type":"enabled","budget_tokens":1024}"#),
            "Expected `thinking` or `redacted_thinking`, but found `tool_use`"
        ),
        (body(user, extra: #","thinking":{"type":"enabled","budget_tokens":1024}"#), "`max_tokens` must be greater"),
        (body(user, extra: #","thinking":{"type":"disabled"}"#), "not supported for this model"),
        (
            body(
                #"{"role":"user","content":[\#((0..<5).map { #"{"type":"text","text":"\#($0)","cache_control":{"type":"ephemeral"}}"# }.joined(separator: ","))]}"#
            ),
            "A maximum of 4 blocks with cache_control may be provided. Found 5."
        ),
        (body(user, extra: #","stop_sequences":[" "]"#), "stop_sequences.0"),
        (body(user, extra: #","tools":[{"name":"a.b","input_schema":{"type":"object"}}]"#), "tools.0.custom.name"),
        (body(user, extra: #","tools":[{"name":"a"}]"#), "tools.0.custom.input_schema: Field required"),
        (
            body(
                user, extra: #","tools":[{"name":"a","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}"#),
            "tool_choice: `any` is not supported for this model."
        ),
        (body(user, extra: #","tool_choice":{"type":"auto"}"#), "may only be specified while providing tools"),
        (
            body(user, extra: #","output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}"#),
            "'additionalProperties' must be explicitly set to false"
        ),
    ])
    func aMistakeIsNamed(body: String, message: String) {
        let told = Self.complaint(body)
        #expect(told?.contains(message) == true, "\(told ?? "answered")")
    }

    @Test func theOlderVersionStillHasSamplingParameters() {
        let body = Self.body(Self.user, model: "claude-haiku-4-5", extra: #","temperature":0.5"#)
        #expect(Self.complaint(body, version: "2023-06-01") == nil)
        #expect(Self.complaint(body)?.hasPrefix("temperature") == true)
        #expect(Self.complaint(Self.body(Self.user, extra: #","temperature":0.5"#), version: "2023-06-01") != nil)
    }

    @Test func aRequestNeedsAKeyAndAVersion() {
        var talk = Talk.anthropic
        talk.headers = [("anthropic-version", "2026-10-21")]
        #expect(talk.reply(Self.body(Self.user)).status == 401)
        talk.headers = [("authorization", "Bearer k")]
        #expect(talk.reply(Self.body(Self.user)).status == 400)
    }
}
