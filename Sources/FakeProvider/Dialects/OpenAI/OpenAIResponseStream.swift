extension OpenAICall {
    /// `POST /responses` as a stream: named events with a running number, and no `[DONE]`.
    func responseStream() -> Reply {
        guard !model.isEmpty else { return error(.noModel) }
        guard !self["input"].isNull else { return error(.missing("input")) }
        var stream = ResponseStream()
        let started = responseObject("in_progress", [], usage: "null")
        stream.add(.role, "response.created", #""response":\#(started)"#)
        stream.add(.other, "response.in_progress", #""response":\#(started)"#)
        stream.add(.other, "response.output_item.added", #""output_index":0,"item":\#(responseItem(finished: false))"#)
        if let tool {
            let place = #""item_id":\#(quoted(responseItemID)),"output_index":0"#
            for fragment in tool.arguments {
                stream.add(.token, "response.function_call_arguments.delta", #"\#(place),"delta":\#(quoted(fragment))"#)
            }
            stream.add(
                .other, "response.function_call_arguments.done",
                #"\#(place),"arguments":\#(quoted(tool.arguments.joined())),"name":\#(quoted(tool.name))"#)
        } else {
            addMessage(to: &stream)
        }
        let item = responseItem(finished: true)
        stream.add(.other, "response.output_item.done", #""output_index":0,"item":\#(item)"#)
        let usage = answer.usage.told ? responseUsage : "null"
        stream.add(
            .finish, "response.\(responseStatus)",
            #""response":\#(responseObject(responseStatus, [item], usage: usage))"#)
        var reply = Reply(stream: stream.events)
        let failure = OpenAIError.known(.init(status: 500), model: model)
        reply.insertion = { what in
            guard what == .error else { return nil }
            return .init(
                .other,
                .event(
                    name: "error",
                    data: """
                        {"type":"error","sequence_number":0,"code":"server_error",\
                        "message":\(quoted(failure.message)),"param":null}
                        """))
        }
        return reply
    }

    private func addMessage(to stream: inout ResponseStream) {
        let place = #""item_id":\#(quoted(responseItemID)),"output_index":0,"content_index":0"#
        let text = tokens.joined()
        stream.add(.other, "response.content_part.added", #"\#(place),"part":\#(responsePart(""))"#)
        let isRefusal = answer.refusal != nil
        let name = isRefusal ? "response.refusal" : "response.output_text"
        let end = isRefusal ? "" : #","logprobs":[]"#
        for token in tokens { stream.add(.token, "\(name).delta", #"\#(place),"delta":\#(quoted(token))\#(end)"#) }
        let whole = isRefusal ? "refusal" : "text"
        stream.add(.other, "\(name).done", #"\#(place),"\#(whole)":\#(quoted(text))\#(end)"#)
        stream.add(.other, "response.content_part.done", #"\#(place),"part":\#(responsePart(text))"#)
    }

    /// Numbers the events.
    private struct ResponseStream {
        var events: [Reply.Event] = []

        mutating func add(_ kind: Behaviour.EventKind, _ type: String, _ members: String) {
            let data = #"{"type":"\#(type)","sequence_number":\#(events.count),\#(members)}"#
            events.append(.init(kind, .event(name: type, data: data)))
        }
    }
}
