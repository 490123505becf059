/// `POST /v1/messages` in one piece, and what both forms of an answer have in common.
extension AnthropicCall {
    /// A block of the answer, with its content in the pieces in which it is streamed.
    enum Block: Sendable {
        case thinking([String])
        case text([String])
        case tool(id: String, Utterance.Call)
    }

    var blocks: [Block] {
        var blocks: [Block] = []
        if !said.reasoning.isEmpty { blocks.append(.thinking(said.reasoning)) }
        if !said.text.isEmpty { blocks.append(.text(said.text)) }
        return blocks + said.calls.enumerated().map { .tool(id: callID($0), $1) }
    }

    func message() -> Reply {
        let content = blocks.map { block in
            switch block {
            case .thinking(let words):
                let text = words.joined()
                return """
                    {"type":"thinking","thinking":\(quoted(hidesThoughts ? "" : text)),\
                    "signature":\(quoted(Self.seal.of(text)))}
                    """
            case .text(let words):
                return #"{"type":"text","text":\#(quoted(words.joined()))}"#
            case .tool(let id, let call):
                // What is no object cannot be told in one piece.
                let input = call.object?.written ?? "{}"
                return #"{"type":"tool_use","id":\#(quoted(id)),"name":\#(quoted(call.name)),"input":\#(input)}"#
            }
        }
        return Reply(
            json: messageObject(content.joined(separator: ","), ending, usage: usage(output: said.usage.completion)),
            tokens: said.tokens)
    }

    /// The message; `usage` is a member with the comma before it, or nothing.
    func messageObject(_ content: String, _ ending: String, usage: String) -> String {
        """
        {"id":\(quoted(facts.id("msg_01"))),"type":"message","role":"assistant","model":\(quoted(model)),\
        "content":[\(content)],\(ending)\(usage)}
        """
    }

    /// The members that tell why the answer ends.
    var ending: String {
        var sequence: String?
        if case .stopSequence(let text) = said.reason { sequence = text }
        let details =
            stopReason == "refusal"
            ? #","stop_details":{"type":"refusal","category":"cyber","explanation":null}"# : ""
        return #""stop_reason":\#(quoted(stopReason)),"stop_sequence":\#(quoted(sequence))\#(details)"#
    }

    private var stopReason: String {
        switch said.reason {
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .calls: "tool_use"
        case .filtered, .refused: "refusal"
        case .stopSequence: "stop_sequence"
        case .other(let reason): reason
        }
    }

    /// The counts, as a member with the comma before it. `input_tokens` leaves out what the cache has to do with.
    func usage(output: Int) -> String {
        guard said.usage.told else { return "" }
        let (read, written) = (said.usage.cached, said.usage.cacheWritten)
        return """
            ,"usage":{"input_tokens":\(said.usage.fresh),"cache_creation_input_tokens":\(written),\
            "cache_read_input_tokens":\(read),"cache_creation":{"ephemeral_5m_input_tokens":\(written),\
            "ephemeral_1h_input_tokens":0},"output_tokens":\(output)\(thinkingTokens),"service_tier":"standard"}
            """
    }

    var thinkingTokens: String {
        guard said.usage.reasoning > 0 else { return "" }
        return #","output_tokens_details":{"thinking_tokens":\#(said.usage.reasoning)}"#
    }
}
