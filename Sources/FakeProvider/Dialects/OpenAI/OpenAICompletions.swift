extension OpenAICall {
    /// `POST /completions` in one piece.
    func completion() -> Reply {
        guard !model.isEmpty else { return error(.noModel) }
        let text = quoted(tokens.joined())
        let all = (0..<choices).map {
            #"{"text":\#(text),"index":\#($0),"logprobs":null,"finish_reason":"\#(reason)"}"#
        }
        let usage = answer.usage.told ? #","usage":\#(plainUsage)"# : ""
        return Reply(
            json: #"\#(completionStart)\#(all.joined(separator: ","))]\#(usage)}"#, tokens: tokens.count)
    }

    /// `POST /completions` as a stream.
    func completionStream() -> Reply {
        guard !model.isEmpty else { return error(.noModel) }
        let (start, end) = (completionStart, wantsUsage ? #"],"usage":null}"# : "]}")
        func event(_ kind: Behaviour.EventKind, _ text: String, _ index: Int, _ finish: String) -> Reply.Event {
            .data(
                kind,
                """
                \(start){"text":\(quoted(text)),"index":\(index),"logprobs":null,"finish_reason":\(finish)}\(end)
                """)
        }
        var events = tokens.flatMap { token in (0..<choices).map { event(.token, token, $0, "null") } }
        events += (0..<choices).map { event(.finish, "", $0, "\"\(reason)\"") }
        if wantsUsage { events.append(.data(.usage, #"\#(start)],"usage":\#(plainUsage)}"#)) }
        events.append(.data(.done, "[DONE]"))
        var reply = Reply(stream: events)
        let empty = event(.other, "", 0, "null")
        reply.insertion = { what in
            switch what {
            case .emptyDelta: empty
            case .emptyChoices: .data(.other, start + end)
            case .comment, .ping, .role, .error, .failure, .badChecksum, .done, .raw: common(what)
            }
        }
        return reply
    }

    private var completionStart: String {
        """
        {"id":\(quoted(facts.id("cmpl-"))),"object":"text_completion","created":\(facts.now),\
        "model":\(quoted(model)),"choices":[
        """
    }

    /// Completions know no tool calls.
    private var reason: String { finishReason == "tool_calls" ? "stop" : finishReason }
}
