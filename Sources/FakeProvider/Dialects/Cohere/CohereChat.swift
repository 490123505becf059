/// `POST /v2/chat` in one piece, and what both forms of an answer have in common.
extension CohereCall {
    func callID(_ index: Int) -> String {
        "\(said.calls[index].name)_fake\(padded(facts.number, 6))\(padded(index, 2))"
    }

    func chat() -> Reply {
        var message = #""role":"assistant""#
        var content: [String] = []
        if !said.reasoning.isEmpty {
            content.append(#"{"type":"thinking","thinking":\#(quoted(said.reasoning.joined()))}"#)
        }
        if !said.text.isEmpty { content.append(#"{"type":"text","text":\#(quoted(said.text.joined()))}"#) }
        if !content.isEmpty { message += #","content":[\#(content.joined(separator: ","))]"# }
        if !said.calls.isEmpty {
            let calls = said.calls.enumerated().map { index, call in
                """
                {"id":\(quoted(callID(index))),"type":"function","function":{"name":\(quoted(call.name)),\
                "arguments":\(quoted(call.arguments))}}
                """
            }
            message += #","tool_plan":\#(quoted(Self.plan)),"tool_calls":[\#(calls.joined(separator: ","))]"#
        }
        let usage = said.usage.told ? #","usage":\#(usage)"# : ""
        return Reply(
            json: """
                {"id":\(quoted(id)),"message":{\(message)},"finish_reason":\(quoted(finishReason))\(usage)}
                """, tokens: said.tokens)
    }

    /// What the model says that it is about to do, before it calls a tool.
    static let plan = "I will look it up."

    var finishReason: String {
        switch said.reason {
        case .stop, .filtered, .refused: "COMPLETE"
        case .length: "MAX_TOKENS"
        case .calls: "TOOL_CALL"
        case .stopSequence: "STOP_SEQUENCE"
        case .other(let reason): reason
        }
    }

    /// What is billed and what was counted are told apart. The numbers are not whole ones by their type.
    var usage: String {
        """
        {"billed_units":{"input_tokens":\(said.usage.prompt).0,"output_tokens":\(said.usage.completion).0},\
        "tokens":{"input_tokens":\(said.usage.prompt).0,"output_tokens":\(said.usage.completion).0},\
        "cached_tokens":\(said.usage.cached).0}
        """
    }
}
