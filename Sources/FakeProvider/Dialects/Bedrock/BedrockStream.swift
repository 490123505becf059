/// ConverseStream: frames, of which the last one has the counts.
extension BedrockCall {
    func converseStream() -> Reply {
        var events = [frame(.role, "messageStart", #""role":"assistant""#)]
        var index = 0
        func delta(_ delta: String) -> Reply.Event {
            frame(.token, "contentBlockDelta", #""contentBlockIndex":\#(index),"delta":{\#(delta)}"#)
        }
        func stop() {
            events.append(frame(.other, "contentBlockStop", #""contentBlockIndex":\#(index)"#))
            index += 1
        }
        // Only the blocks of tools have a start.
        if !said.reasoning.isEmpty {
            events += said.reasoning.map { delta(#""reasoningContent":{"text":\#(quoted($0))}"#) }
            let signature = Self.seal.of(said.reasoning.joined())
            events.append(delta(#""reasoningContent":{"signature":\#(quoted(signature))}"#))
            stop()
        }
        if !said.text.isEmpty {
            events += said.text.map { delta(#""text":\#(quoted($0))"#) }
            stop()
        }
        for (number, call) in said.calls.enumerated() {
            let start = #"{"toolUse":{"name":\#(quoted(call.name)),"toolUseId":\#(quoted(callID(number)))}}"#
            events.append(frame(.other, "contentBlockStart", #""contentBlockIndex":\#(index),"start":\#(start)"#))
            let fragments = call.arguments == "{}" ? [""] : [""] + call.fragments
            events += fragments.map { delta(#""toolUse":{"input":\#(quoted($0))}"#) }
            stop()
        }
        events.append(frame(.finish, "messageStop", #""stopReason":\#(quoted(stopReason))\#(additional)"#))
        let end = frame(.done, "metadata", metrics + usage)
        var reply = Reply(stream: events + [end])
        reply.headers = [.init("content-type", "application/vnd.amazon.eventstream")]
        reply.insertion = { [start = events[0]] what in insertion(what, start: start, end: end) }
        return reply
    }

    /// An event, with the padding that hides the length of the text.
    private func frame(_ kind: Behaviour.EventKind, _ type: String, _ members: String) -> Reply.Event {
        let padding = "abcdefghijklmnopqrstuvwxyz".prefix(3 + members.utf8.count % 11)
        return .init(kind, .raw(EventFrame.event(type, #"{\#(members),"p":"\#(padding)"}"#).bytes))
    }

    private func insertion(
        _ what: Behaviour.Insertion.What, start: Reply.Event, end: Reply.Event
    ) -> Reply.Event? {
        let empty = #""contentBlockIndex":0,"delta":{"text":""}"#
        switch what {
        case .role: return start
        case .emptyDelta: return frame(.other, "contentBlockDelta", empty)
        case .done: return end
        case .badChecksum: return .init(.other, .raw(EventFrame.event("contentBlockDelta", "{\(empty)}").broken))
        case .raw(let payload):
            guard payload.isEventData else { return nil }
            var event = EventFrame.event("contentBlockDelta", "")
            event.payload = payload.eventData
            return .init(.other, .raw(event.bytes))
        case .comment, .ping, .emptyChoices, .error, .failure: return common(what)
        }
    }

    /// What all streams of frames have in common. An event of an unknown type is all that a comment can be here.
    func common(_ what: Behaviour.Insertion.What) -> Reply.Event {
        switch what {
        case .error: .init(.other, .raw(BedrockError.known(.init(status: 500), model: model).frame.bytes))
        case .failure(let error): .init(.other, .raw(BedrockError.known(error, model: model).frame.bytes))
        default: .init(.other, .raw(EventFrame.event("ping", "{}").bytes))
        }
    }
}
