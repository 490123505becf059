/// `POST /v2/chat` as a stream: named events, and no `[DONE]`.
extension CohereCall {
    func chatStream() -> Reply {
        let start = event(
            .role, "message-start", id: true,
            #""delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}"#)
        var events = [start]
        var index = 0
        func add(_ type: String, _ words: [String]) {
            guard !words.isEmpty else { return }
            let place = #""index":\#(index),"delta":{"message":{"content":"#
            events.append(event(.other, "content-start", #"\#(place){"type":"\#(type)","\#(type)":""}}}"#))
            events += words.map { event(.token, "content-delta", #"\#(place){"\#(type)":\#(quoted($0))}}}"#) }
            events.append(event(.other, "content-end", #""index":\#(index)"#))
            index += 1
        }
        add("thinking", said.reasoning)
        add("text", said.text)
        if !said.calls.isEmpty {
            events += words(Self.plan).map {
                event(.other, "tool-plan-delta", #""delta":{"message":{"tool_plan":\#(quoted($0))}}"#)
            }
        }
        for number in said.calls.indices { events += self.events(ofCall: number) }
        let usage = said.usage.told ? #","usage":\#(usage)"# : ""
        let end = event(
            .done, "message-end", id: true, #""delta":{"finish_reason":\#(quoted(finishReason))\#(usage)}"#)
        var reply = Reply(stream: events + [end])
        reply.insertion = { what in insertion(what, start: start, end: end) }
        return reply
    }

    private func events(ofCall number: Int) -> [Reply.Event] {
        let call = said.calls[number]
        func part(_ kind: Behaviour.EventKind, _ type: String, _ calls: String) -> Reply.Event {
            event(kind, type, #""index":\#(number),"delta":{"message":{"tool_calls":\#(calls)}}"#)
        }
        let start = """
            {"id":\(quoted(callID(number))),"type":"function","function":{"name":\(quoted(call.name)),"arguments":""}}
            """
        return [part(.other, "tool-call-start", start)]
            + call.fragments.map { part(.token, "tool-call-delta", #"{"function":{"arguments":\#(quoted($0))}}"#) }
            + [event(.other, "tool-call-end", #""index":\#(number)"#)]
    }

    private func event(
        _ kind: Behaviour.EventKind, _ type: String, id hasID: Bool = false, _ members: String
    ) -> Reply.Event {
        let id = hasID ? #""id":\#(quoted(id)),"# : ""
        return .init(kind, .event(name: type, data: #"{\#(id)"type":"\#(type)",\#(members)}"#))
    }

    private func insertion(
        _ what: Behaviour.Insertion.What, start: Reply.Event, end: Reply.Event
    ) -> Reply.Event? {
        switch what {
        case .role: start
        case .emptyDelta:
            event(.other, "content-delta", #""index":0,"delta":{"message":{"content":{"text":""}}}"#)
        case .error: failure(.init(status: 500))
        case .failure(let error): failure(error)
        case .done: end
        // Without a name the event would be passed over, whatever its data are.
        case .raw(let payload):
            payload.isEventData ? .init(.other, .raw(Array("event: content-delta\n".utf8) + payload.bytes)) : nil
        case .comment, .ping, .emptyChoices, .badChecksum: nil
        }
    }

    /// After the start an error is told as the end of the message.
    private func failure(_ reply: Behaviour.ErrorReply) -> Reply.Event {
        let message = CohereError.known(reply, model: model).message
        return event(
            .other, "message-end", id: true, #""delta":{"finish_reason":"ERROR","error":\#(quoted(message))}"#)
    }
}
