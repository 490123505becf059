/// `POST /v1/messages` as a stream: every event has a name, and there is no `[DONE]`.
extension AnthropicCall {
    func messageStream() -> Reply {
        let nothing = #""stop_reason":null,"stop_sequence":null"#
        var events = [
            event(.role, "message_start", #""message":\#(messageObject("", nothing, usage: usage(output: 1)))"#)
        ]
        for (index, block) in blocks.enumerated() {
            events += self.events(of: block, at: index)
            if index == 0 { events.insert(event(.other, "ping"), at: 2) }
        }
        events.append(event(.finish, "message_delta", #""delta":{\#(ending)}\#(deltaUsage)"#))
        events.append(event(.done, "message_stop"))
        var reply = Reply(stream: events)
        reply.insertion = { [start = events[0]] what in insertion(what, start: start) }
        return reply
    }

    private func events(of block: Block, at index: Int) -> [Reply.Event] {
        func start(_ block: String) -> Reply.Event {
            event(.other, "content_block_start", #""index":\#(index),"content_block":\#(block)"#)
        }
        func delta(_ type: String, _ name: String, _ text: String) -> Reply.Event {
            event(
                .token, "content_block_delta",
                #""index":\#(index),"delta":{"type":"\#(type)","\#(name)":\#(quoted(text))}"#)
        }
        let stop = event(.other, "content_block_stop", #""index":\#(index)"#)
        switch block {
        case .thinking(let words):
            let shown = hidesThoughts ? [] : words.map { delta("thinking_delta", "thinking", $0) }
            let signature = delta("signature_delta", "signature", Self.seal.of(words.joined()))
            return [start(#"{"type":"thinking","thinking":"","signature":""}"#)] + shown + [signature, stop]
        case .text(let words):
            return [start(#"{"type":"text","text":""}"#)] + words.map { delta("text_delta", "text", $0) } + [stop]
        case .tool(let id, let call):
            // The first fragment is an empty one; a call without arguments has no other.
            let fragments = call.arguments == "{}" ? [""] : [""] + call.fragments
            return [start(#"{"type":"tool_use","id":\#(quoted(id)),"name":\#(quoted(call.name)),"input":{}}"#)]
                + fragments.map { delta("input_json_delta", "partial_json", $0) } + [stop]
        }
    }

    /// The counts at the end stand for those at the start, they are not added to them.
    private var deltaUsage: String {
        guard said.usage.told else { return "" }
        return """
            ,"usage":{"input_tokens":\(said.usage.fresh),"cache_creation_input_tokens":\(said.usage.cacheWritten),\
            "cache_read_input_tokens":\(said.usage.cached),"output_tokens":\(said.usage.completion)\(thinkingTokens)}
            """
    }

    private func event(_ kind: Behaviour.EventKind, _ type: String, _ members: String = "") -> Reply.Event {
        let rest = members.isEmpty ? "" : ",\(members)"
        return .init(kind, .event(name: type, data: #"{"type":"\#(type)"\#(rest)}"#))
    }

    private func insertion(_ what: Behaviour.Insertion.What, start: Reply.Event) -> Reply.Event? {
        switch what {
        case .ping: event(.other, "ping")
        case .role: start
        case .emptyDelta:
            event(.other, "content_block_delta", #""index":0,"delta":{"type":"text_delta","text":""}"#)
        case .error: failure(.init(status: 529))
        case .failure(let error): failure(error)
        case .done: event(.done, "message_stop")
        // Without a name the event would be passed over, whatever its data are.
        case .raw(let bytes): bytes.isEventData ? .init(.other, .raw(named + bytes.bytes)) : nil
        case .comment, .emptyChoices, .badChecksum: nil
        }
    }

    private var named: [UInt8] { Array("event: content_block_delta\n".utf8) }

    func failure(_ reply: Behaviour.ErrorReply) -> Reply.Event {
        let error = AnthropicError.known(reply, model: model)
        return .init(.other, .event(name: "error", data: error.body(requestID: requestID)))
    }
}
