extension OpenAICall {
    /// `POST /responses` as a stream: named events with a running number, and no `[DONE]`.
    func responseStream() -> Reply {
        var stream = ResponseStream()
        let started = responseObject("in_progress", [], usage: "null")
        stream.add(.role, "response.created", #""response":\#(started)"#)
        stream.add(.other, "response.in_progress", #""response":\#(started)"#)
        for (index, item) in responseItems.enumerated() {
            stream.add(.other, "response.output_item.added", #""output_index":\#(index),"item":\#(item.begun)"#)
            stream.add(item, at: index)
            let finished = item.json(status: itemStatus)
            stream.add(.other, "response.output_item.done", #""output_index":\#(index),"item":\#(finished)"#)
        }
        let usage = answer.usage.told ? responseUsage : "null"
        let items = responseItems.map { $0.json(status: itemStatus) }
        stream.add(
            .finish, "response.\(responseStatus)",
            #""response":\#(responseObject(responseStatus, items, usage: usage))"#)
        var reply = Reply(stream: stream.events)
        reply.insertion = { what in
            switch what {
            case .error: bareError(.init(status: 500))
            case .failure(let error): failure(error)
            default: nil
            }
        }
        return reply
    }

    /// An error that is not told as the end of a response.
    private func bareError(_ reply: Behaviour.ErrorReply) -> Reply.Event {
        let error = OpenAIError.known(reply, model: model)
        return .init(
            .other,
            .event(
                name: "error",
                data: """
                    {"type":"error","sequence_number":0,"code":\(quoted(error.code ?? error.type)),\
                    "message":\(quoted(error.message)),"param":\(quoted(error.param))}
                    """))
    }

    /// The end of a response that failed.
    private func failure(_ reply: Behaviour.ErrorReply) -> Reply.Event {
        let error = OpenAIError.known(reply, model: model)
        let told = #"{"code":\#(quoted(error.code ?? "server_error")),"message":\#(quoted(error.message))}"#
        let object = responseObject("failed", [], usage: "null", error: told)
        let data = #"{"type":"response.failed","sequence_number":0,"response":\#(object)}"#
        return .init(.other, .event(name: "response.failed", data: data))
    }
}

/// Numbers the events.
private struct ResponseStream {
    var events: [Reply.Event] = []

    mutating func add(_ kind: Behaviour.EventKind, _ type: String, _ members: String) {
        let data = #"{"type":"\#(type)","sequence_number":\#(events.count),\#(members)}"#
        events.append(.init(kind, .event(name: type, data: data)))
    }

    /// What comes between the begin and the end of an item.
    mutating func add(_ item: ResponseItem, at index: Int) {
        let place = #""item_id":\#(quoted(item.id)),"output_index":\#(index)"#
        switch item.content {
        case .message(let words, let isRefusal): add(words, isRefusal, place + #","content_index":0"#)
        case .call(_, let call):
            for fragment in call.fragments {
                add(.token, "response.function_call_arguments.delta", #"\#(place),"delta":\#(quoted(fragment))"#)
            }
            add(
                .other, "response.function_call_arguments.done",
                #"\#(place),"arguments":\#(quoted(call.arguments)),"name":\#(quoted(call.name))"#)
        case .reasoning(let words, _): addSummary(words, place + #","summary_index":0"#)
        }
    }

    private mutating func add(_ words: [String], _ isRefusal: Bool, _ place: String) {
        let text = words.joined()
        add(.other, "response.content_part.added", #"\#(place),"part":\#(ResponseItem.part("", isRefusal: isRefusal))"#)
        let name = isRefusal ? "response.refusal" : "response.output_text"
        let end = isRefusal ? "" : #","logprobs":[]"#
        for word in words { add(.token, "\(name).delta", #"\#(place),"delta":\#(quoted(word))\#(end)"#) }
        let whole = isRefusal ? "refusal" : "text"
        add(.other, "\(name).done", #"\#(place),"\#(whole)":\#(quoted(text))\#(end)"#)
        add(
            .other, "response.content_part.done", #"\#(place),"part":\#(ResponseItem.part(text, isRefusal: isRefusal))"#
        )
    }

    private mutating func addSummary(_ words: [String], _ place: String) {
        let (text, name) = (words.joined(), "response.reasoning_summary")
        add(.other, "\(name)_part.added", #"\#(place),"part":\#(ResponseItem.summary(""))"#)
        for word in words { add(.token, "\(name)_text.delta", #"\#(place),"delta":\#(quoted(word))"#) }
        add(.other, "\(name)_text.done", #"\#(place),"text":\#(quoted(text))"#)
        add(.other, "\(name)_part.done", #"\#(place),"part":\#(ResponseItem.summary(text))"#)
    }
}
