/// `POST /v1/chat/completions`: much like OpenAI's, but for the places where it is not.
extension MistralCall {
    func chat() -> Reply {
        let calls = said.calls.isEmpty ? "null" : "[\(said.calls.indices.map(callObject).joined(separator: ","))]"
        let message = #"{"role":"assistant","tool_calls":\#(calls),"content":\#(content)}"#
        let all = (0..<choices).map {
            #"{"index":\#($0),"finish_reason":\#(quoted(finishReason)),"message":\#(message)}"#
        }
        return Reply(
            json: """
                {"id":\(quoted(id)),"created":\(facts.now),"model":\(quoted(model))\(usage),\
                "object":"chat.completion","choices":[\(all.joined(separator: ","))]}
                """, tokens: said.tokens)
    }

    /// A text, or a list of thoughts and texts.
    private var content: String {
        let text = quoted(said.text.joined())
        guard !said.reasoning.isEmpty else { return text }
        let spoken = said.text.isEmpty ? "" : #",{"type":"text","text":\#(text)}"#
        return "[\(thought(said.reasoning.joined()))\(spoken)]"
    }

    private func thought(_ text: String) -> String {
        #"{"type":"thinking","thinking":[{"type":"text","text":\#(quoted(text))}]}"#
    }

    /// A call is always whole and has no type.
    private func callObject(_ index: Int) -> String {
        """
        {"id":\(quoted(callID(index))),"function":{"name":\(quoted(said.calls[index].name)),\
        "arguments":\(quoted(said.calls[index].arguments))},"index":\(index)}
        """
    }

    private var finishReason: String {
        switch said.reason {
        case .stop, .stopSequence, .refused, .filtered: "stop"
        case .length: "length"
        case .calls: "tool_calls"
        case .other(let reason): reason
        }
    }

    /// The counts of all choices, as a member with the comma before it.
    private var usage: String {
        guard said.usage.told else { return "" }
        let completion = said.usage.completion.multipliedReportingOverflow(by: choices).partialValue
        let cached = said.usage.cached > 0 ? #","prompt_tokens_details":{"cached_tokens":\#(said.usage.cached)}"# : ""
        return """
            ,"usage":{"prompt_tokens":\(said.usage.prompt),\
            "total_tokens":\(said.usage.prompt.addingReportingOverflow(completion).partialValue),\
            "completion_tokens":\(completion)\(cached)}
            """
    }

    /// The counts are in the chunk that ends the answer; there is none of their own.
    func chatStream() -> Reply {
        let each = 0..<choices
        let first = #"{"role":"assistant","content":""}"#
        var events = each.map { chunk(.role, $0, first) }
        for word in said.reasoning { events += each.map { chunk(.token, $0, #"{"content":[\#(thought(word))]}"#) } }
        for word in said.text { events += each.map { chunk(.token, $0, #"{"content":\#(quoted(word))}"#) } }
        let calls = said.calls.indices.map(callObject).joined(separator: ",")
        let last = said.calls.isEmpty ? #"{"content":""}"# : #"{"content":"","tool_calls":[\#(calls)]}"#
        events += each.map { chunk(.finish, $0, last, finish: quoted(finishReason), usage: usage) }
        events.append(.data(.done, "[DONE]"))
        var reply = Reply(stream: events)
        reply.insertion = { what in
            switch what {
            case .role: chunk(.role, 0, first)
            case .emptyDelta: chunk(.other, 0, #"{"content":""}"#)
            case .emptyChoices: .data(.other, #"\#(start)]}"#)
            case .error: failure(.init(status: 500))
            case .failure(let error): failure(error)
            case .done: .data(.done, "[DONE]")
            case .comment, .ping, .badChecksum, .raw: nil
            }
        }
        return reply
    }

    func failure(_ reply: Behaviour.ErrorReply) -> Reply.Event {
        .data(.other, MistralError.known(reply, model: model).body)
    }

    private var start: String {
        """
        {"id":\(quoted(id)),"object":"chat.completion.chunk","created":\(facts.now),"model":\(quoted(model)),"choices":[
        """
    }

    private func chunk(
        _ kind: Behaviour.EventKind, _ index: Int, _ delta: String, finish: String = "null", usage: String = ""
    ) -> Reply.Event {
        .data(kind, #"\#(start){"index":\#(index),"delta":\#(delta),"finish_reason":\#(finish)}]\#(usage)}"#)
    }
}
