import Testing

@testable import PlanBFakeProvider

@Suite struct OpenAIChecksTests {
    private static let user = #"{"role":"user","content":"x"}"#
    private static let calls =
        #"{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
    private static func result(_ id: String) -> String { #"{"role":"tool","tool_call_id":"\#(id)","content":"r"}"# }
    private static func chat(_ messages: String..., extra: String = "") -> String {
        #"{"model":"m","messages":[\#(messages.joined(separator: ","))]\#(extra)}"#
    }

    @Test func callsAndTheirResultsStandTogether() {
        func status(_ messages: String...) -> Int {
            Talk.openAI.reply(#"{"model":"m","messages":[\#(messages.joined(separator: ","))]}"#).status
        }
        #expect(status(Self.user, Self.calls, Self.result("b"), Self.result("a"), Self.user) == 200)
        #expect(status(Self.user, Self.calls, Self.result("b"), Self.user) == 400)
        #expect(status(Self.user, Self.calls) == 400)
        #expect(status(Self.user, Self.result("a")) == 400)
        #expect(status(Self.user, Self.calls, Self.result("b"), Self.result("c")) == 400)
        #expect(status(#"{"role":"model","content":"x"}"#) == 400)
    }

    @Test func aNameOfAToolHasFewCharacters() {
        let reply = Talk.openAI.reply(
            Self.chat(Self.user, extra: #","tools":[{"type":"function","function":{"name":"a.b"}}]"#))
        #expect(reply.body["error"]["param"].string == "tools[0].function.name")
    }

    @Test func parallelCallsHavePlacesOfTheirOwn() {
        let (talk, body) = Talk.openAI.streaming
        let deltas = talk.reply(body) { $0.toolCall = .init(times: 2) }.told.map {
            $0.json["choices"][0]["delta"]["tool_calls"][0]
        }
        #expect(deltas.compactMap { $0["id"].string }.count == 2)
        for index in 0..<2 {
            let own = deltas.filter { $0["index"].int == index }
            #expect(own.compactMap { $0["function"]["arguments"].string }.joined() == #"{"city":"Oslo","unit":"C"}"#)
        }
    }

    private static func responses(_ body: String, _ edit: (inout Behaviour.Answer) -> Void = { _ in }) -> Reply {
        var talk = Talk.openAI
        talk.target = "/v1/responses"
        return talk.reply(body, edit)
    }

    @Test(arguments: [
        (
            #"[{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":"r"}]"#,
            nil
        ),
        (
            #"[{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}]"#,
            "No tool output found for function call a."
        ),
        (
            #"[{"type":"function_call_output","call_id":"a","output":"r"}]"#,
            "No tool call found for function call output with call_id a."
        ),
        (#"[{"role":"tool","content":"x"}]"#, "Invalid value: 'tool'."),
        (#"[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"}]"#, "could not be verified"),
    ])
    func theItemsOfAResponseGoTogether(input: String, message: String?) {
        let reply = Self.responses(#"{"model":"m","input":\#(input)}"#)
        let told = reply.body["error"]["message"].string
        if let message { #expect(told?.contains(message) == true) } else { #expect(reply.status == 200) }
    }

    @Test func aResponseShowsThoughtsAndEveryCall() throws {
        let body =
            #"{"model":"m","input":"x","stream":true,"reasoning":{"effort":"low","summary":"auto"},"include":["reasoning.encrypted_content"],"tools":[{"type":"function","name":"f","parameters":{}}]}"#
        let told = Self.responses(body) { $0.toolCall = .init(times: 2) }.told
        #expect(told.map { $0.json["sequence_number"].int } == Array(0..<told.count))
        let last = try #require(told.last?.json["response"])
        #expect(
            last["output"].array?.compactMap { $0["type"].string } == ["reasoning", "function_call", "function_call"])
        #expect(last["usage"]["output_tokens_details"]["reasoning_tokens"].int == 5)
        let secret = try #require(last["output"][0]["encrypted_content"].string)
        let back =
            #"[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"The opening hours are known."}],"encrypted_content":"\#(secret)"}]"#
        #expect(Self.responses(#"{"model":"m","input":\#(back)}"#).status == 200)
    }
}
