/// `:generateContent` and `:streamGenerateContent`: a stream is a row of whole answers, each with what is new.
extension GeminiCall {
    /// A part of the answer, and how many tokens came up to its end.
    struct Part: Sendable {
        var json: String
        var spoken = 0
        var thought = 0
    }

    func answer() -> Reply {
        if isBlocked { return Reply(json: blocked) }
        let parts = self.parts(inPieces: false).map(\.json)
        return Reply(
            json: object(candidate(parts, finish: finishReason), usage: usage(said.usage.spoken, said.usage.reasoning)),
            tokens: said.tokens)
    }

    func answerStream() -> Reply {
        let all = parts(inPieces: true)
        var chunks = all.map { part in
            (Behaviour.EventKind.token, object(candidate([part.json]), usage: usage(part.spoken, part.thought)))
        }
        let counts = usage(said.usage.spoken, said.usage.reasoning)
        let last = object(candidate([#"{"text":""}"#], finish: finishReason), usage: counts)
        chunks.append((.done, last))
        if isBlocked { chunks = [(.done, blocked)] }
        return wantsEvents ? events(chunks, last: last) : array(chunks)
    }

    private func events(_ chunks: [(Behaviour.EventKind, String)], last: String) -> Reply {
        var reply = Reply(stream: chunks.map { .data($0.0, $0.1) })
        reply.headers = [.init("content-type", "text/event-stream")]
        reply.lineEnd = .crlf
        let start = object(candidate([#"{"text":""}"#]), usage: usage(0, 0))
        reply.insertion = { what in
            switch what {
            case .role, .emptyDelta: .data(.other, start)
            case .emptyChoices: .data(.other, object(nil, usage: usage(0, 0)))
            case .error, .failure: failure(what)
            case .done: .data(.done, last)
            case .comment, .ping, .badChecksum, .raw: nil
            }
        }
        return reply
    }

    /// Without `alt=sse` the stream is one JSON array whose items come one by one.
    private func array(_ chunks: [(Behaviour.EventKind, String)]) -> Reply {
        var events = chunks.enumerated().map { index, chunk in
            Reply.Event(chunk.0, .raw(Array(((index == 0 ? "[" : ",\r\n") + chunk.1).utf8)))
        }
        events.append(.init(.done, .raw(Array("\r\n]\r\n".utf8))))
        var reply = Reply(stream: events)
        reply.headers = [.init("content-type", "application/json; charset=UTF-8")]
        reply.insertion = { what in
            if let event = failure(what), case .event(_, let data) = event.content {
                return .init(.other, .raw(Array(",\r\n\(data)".utf8)))
            }
            if case .raw = what { return nil }
            // Blanks between the items are all that such a stream can bear.
            return .init(.other, .raw([0x0D, 0x0A]))
        }
        return reply
    }

    func failure(_ what: Behaviour.Insertion.What) -> Reply.Event? {
        switch what {
        case .error: .data(.other, GeminiError.known(.init(status: 503), model: model).brief)
        case .failure(let error): .data(.other, GeminiError.known(error, model: model).brief)
        default: nil
        }
    }
}
