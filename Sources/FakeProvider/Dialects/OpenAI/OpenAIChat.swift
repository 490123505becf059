extension OpenAICall {
    /// `POST /chat/completions` in one piece.
    func chat() -> Reply {
        let message = chatMessage
        let reason = quoted(finishReason)
        let filter = isAzure ? #","content_filter_results":\#(Self.safe)"# : ""
        let all = (0..<choices).map { index in
            """
            {"index":\(index),"message":\(message),"logprobs":null,"finish_reason":\(reason)\(filter)}
            """
        }
        let usage = answer.usage.told ? #","usage":\#(chatUsage)"# : ""
        let prompt = isAzure ? #","prompt_filter_results":\#(Self.promptFilter)"# : ""
        return Reply(
            json: """
                {"id":\(quoted(facts.id("chatcmpl-"))),"object":"chat.completion","created":\(facts.now),\
                "model":\(quoted(model)),"choices":[\(all.joined(separator: ","))]\(usage),\
                "service_tier":"default","system_fingerprint":null\(prompt)}
                """, tokens: said.tokens)
    }

    private var chatMessage: String {
        if !said.calls.isEmpty {
            let calls = said.calls.enumerated().map { index, call in
                """
                {"id":\(quoted(callID(index))),"type":"function","function":{"name":\(quoted(call.name)),\
                "arguments":\(quoted(call.arguments))}}
                """
            }
            return """
                {"role":"assistant","content":null,"refusal":null,"annotations":[],\
                "tool_calls":[\(calls.joined(separator: ","))]}
                """
        }
        let text = quoted(tokens.joined())
        return answer.refusal == nil
            ? #"{"role":"assistant","content":\#(text),"refusal":null,"annotations":[]}"#
            : #"{"role":"assistant","content":null,"refusal":\#(text),"annotations":[]}"#
    }

    /// What Azure's content filter says about harmless content.
    static let safe = """
        {"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},\
        "sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}
        """

    /// What Azure's content filter says about a harmless prompt.
    static let promptFilter = """
        [{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},\
        "self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},\
        "violence":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false}}}]
        """
}
