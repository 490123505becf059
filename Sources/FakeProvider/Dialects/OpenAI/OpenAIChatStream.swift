extension OpenAICall {
    /// `POST /chat/completions` as a stream. The events of several choices take turns.
    func chatStream() -> Reply {
        let chunk = Chunk(self)
        var events: [Reply.Event] = []
        if isAzure {
            events.append(
                .data(
                    .other,
                    """
                    {"choices":[],"created":0,"id":"","model":"","object":"",\
                    "prompt_filter_results":\(Self.promptFilter)}
                    """))
        }
        let each = 0..<choices
        let (first, deltas) = chatDeltas
        events += each.map { chunk.event(.role, $0, first) }
        for delta in deltas { events += each.map { chunk.event(.token, $0, delta) } }
        let reason = quoted(finishReason)
        events += each.map { chunk.event(.finish, $0, "{}", finish: reason) }
        if wantsUsage { events.append(chunk.usage(chatUsage)) }
        events.append(.data(.done, "[DONE]"))
        var reply = Reply(stream: events)
        reply.insertion = { what in
            switch what {
            case .role: chunk.event(.role, 0, first)
            case .emptyDelta: chunk.event(.other, 0, "{}")
            case .emptyChoices: chunk.noChoices
            case .comment, .ping, .error, .failure, .badChecksum, .done, .raw: common(what)
            }
        }
        return reply
    }

    /// The first delta of an answer, with the role, and those with its content.
    private var chatDeltas: (first: String, rest: [String]) {
        if !said.calls.isEmpty {
            let deltas = said.calls.enumerated().flatMap { index, call in
                let start = """
                    {"tool_calls":[{"index":\(index),"id":\(quoted(callID(index))),"type":"function",\
                    "function":{"name":\(quoted(call.name)),"arguments":""}}]}
                    """
                return [start]
                    + call.fragments.map {
                        #"{"tool_calls":[{"index":\#(index),"function":{"arguments":\#(quoted($0))}}]}"#
                    }
            }
            return (#"{"role":"assistant","content":null,"refusal":null}"#, deltas)
        }
        if answer.refusal != nil {
            return (#"{"role":"assistant","content":null,"refusal":""}"#, tokens.map { #"{"refusal":\#(quoted($0))}"# })
        }
        return (
            #"{"role":"assistant","content":"","refusal":null}"#, tokens.map { #"{"content":\#(quoted($0))}"# }
        )
    }

    /// What all chunks of a stream have in common.
    private struct Chunk: Sendable {
        let start: String
        let end: String
        let filter: String

        init(_ call: OpenAICall) {
            start = """
                {"id":\(quoted(call.facts.id("chatcmpl-"))),"object":"chat.completion.chunk",\
                "created":\(call.facts.now),"model":\(quoted(call.model)),"service_tier":"default",\
                "system_fingerprint":null,"choices":[
                """
            end = call.wantsUsage ? #"],"usage":null}"# : "]}"
            filter = call.isAzure ? #","content_filter_results":{}"# : ""
        }

        func event(_ kind: Behaviour.EventKind, _ index: Int, _ delta: String, finish: String = "null") -> Reply.Event {
            .data(
                kind,
                """
                \(start){"index":\(index),"delta":\(delta),"logprobs":null,"finish_reason":\(finish)\(filter)}\(end)
                """)
        }

        func usage(_ usage: String) -> Reply.Event { .data(.usage, #"\#(start)],"usage":\#(usage)}"#) }

        var noChoices: Reply.Event { .data(.other, start + end) }
    }
}
