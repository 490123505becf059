import Testing

@testable import PlanBFakeProvider

@Suite struct CohereDialectTests {
    @Test func aTextComesInTheOrderOfTheApi() {
        let (talk, body) = Talk.cohere.streaming
        let told = talk.reply(#"{"thinking":{"type":"enabled"},"# + body.dropFirst()).told
        #expect(
            told.map(\.name)
                == ["message-start", "content-start"] + Array(repeating: "content-delta", count: 5)
                + ["content-end", "content-start"] + Array(repeating: "content-delta", count: 7)
                + ["content-end", "message-end"])
        #expect(told.allSatisfy { $0.json["type"].string == $0.name })
        let content = told.map { $0.json["delta"]["message"]["content"] }
        #expect(content.compactMap { $0["thinking"].string }.joined() == Behaviour.Answer.defaultReasoning)
        #expect(content.compactMap { $0["text"].string }.joined() == Behaviour.Answer.defaultText)
        #expect(told.last?.json["delta"]["finish_reason"].string == "COMPLETE")
    }

    @Test func callsAreObjectsAndHaveAPlan() {
        let (talk, body) = Talk.cohere.streaming
        let told = talk.reply(body) { $0.toolCall = .init(times: 2) }.told
        let calls = told.map { $0.json["delta"]["message"]["tool_calls"] }
        #expect(calls.compactMap { $0["function"]["name"].string } == ["f", "g"])
        #expect(told.contains { $0.name == "tool-plan-delta" })
        #expect(told.last?.json["delta"]["finish_reason"].string == "TOOL_CALL")
    }

    @Test func anErrorInAStreamIsTheEndOfTheMessage() {
        let (talk, body) = Talk.cohere.streaming
        let events = Behaviour.errorEventInside200(afterEvents: 3).stream.edit(talk.reply(body), now: 0).events
        guard case .event(let name, let data) = events.last?.content else { return }
        #expect(name == "message-end" && data.contains(#""finish_reason":"ERROR""#))
    }

    @Test func embeddingsAndRanks() {
        var talk = Talk.cohere
        talk.target = "/v2/embed"
        let embedded = talk.reply(
            #"{"model":"e","input_type":"search_query","texts":["a","b"],"embedding_types":["float","int8"],"output_dimension":2}"#
        ).body
        #expect(embedded["embeddings"]["float"][1] == .array([.number("0.03125"), .number("0.0")]))
        #expect(embedded["embeddings"]["int8"][0] == .array([.number("1"), .number("0")]))
        #expect(talk.reply(#"{"model":"e","texts":["a"]}"#).status == 400)
        talk.target = "/v2/rerank"
        let ranked = talk.reply(#"{"model":"r","query":"a fish","documents":["none","one fish","a fish"],"top_n":2}"#)
            .body
        #expect(ranked["results"].array?.compactMap { $0["index"].int } == [2, 1])
    }

    private static let user = #"{"role":"user","content":"x"}"#
    private static let call =
        #"{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}"#

    private static func body(_ messages: String..., extra: String = "") -> String {
        #"{"model":"m","messages":[\#(messages.joined(separator: ","))]\#(extra)}"#
    }

    @Test(arguments: [
        (body(user, extra: #","n":1"#), "unknown field"),
        (body(#"{"role":"developer","content":"x"}"#), "'developer' is not a valid role"),
        (body(#"{"role":"user","content":"x","name":"ada"}"#), "messages.0.name"), (body(), "at least one message"),
        (body(#"{"role":"user","content":""}"#), "at least 1 token"),
        (
            body(user, extra: #","tools":[{"type":"function","function":{"name":"a-b","parameters":{}}}]"#),
            "letters, digits and underscores"
        ),
        (body(user, call), "the last message must be"), (body(user, call, user), "no tool results"),
        (body(user, #"{"role":"tool","tool_call_id":"a","content":"r"}"#), "no tool call with the id 'a'"),
        (body(user, extra: #","tool_choice":"auto""#), "REQUIRED, NONE"),
        (body(user, extra: #","temperature":1.5"#), "temperature"),
    ])
    func aMistakeIsNamed(body: String, message: String) {
        let reply = Talk.cohere.reply(body)
        #expect(reply.status >= 400)
        #expect(reply.body["message"].string?.contains(message) == true, "\(reply.body)")
    }

    @Test func aGoodRoundWithAToolIsAnswered() {
        let result = #"{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"r"}]}"#
        #expect(Talk.cohere.reply(Self.body(Self.user, Self.call, result)).status == 200)
    }
}
