/// The API of OpenAI, and of Azure OpenAI under `/openai`.
struct OpenAIDialect: Dialect {
    func reply(to request: ReceivedRequest, with answer: Behaviour.Answer, facts: Facts) -> Reply {
        let call = OpenAICall(request, answer: answer, facts: facts)
        return finish(route(call), call)
    }

    func reply(to request: ReceivedRequest, with error: Behaviour.ErrorReply, facts: Facts) -> Reply {
        let call = OpenAICall(request, answer: .init(), facts: facts)
        var reply = finish(call.error(call.isAzure ? .azure(error) : .known(error, model: call.model)), call)
        reply.headers += error.hint.lines(now: facts.now)
        return reply
    }

    func refusal(of request: ReceivedRequest, facts: Facts) -> Reply {
        let call = OpenAICall(request, answer: .init(), facts: facts)
        return finish(call.error(call.keyError), call)
    }

    private func route(_ call: OpenAICall) -> Reply {
        if call.isAzureWithoutVersion { return call.error(.azureNotFound) }
        if let stored = call.storedResponse { return stored }
        if call.request.method == "GET" || call.request.method == "HEAD" { return get(call) }
        guard call.request.method == "POST" else { return call.error(.notAllowed(call.request)) }
        switch call.path {
        case "images/edits": return call.withForm { $0.images($1) }
        case "audio/transcriptions": return call.withForm { $0.transcription($1) }
        case "audio/translations": return call.withForm { $0.transcription($1) }
        default: break
        }
        guard let answer = json(call) else { return call.error(.unknownURL(call.request)) }
        guard call.json != nil else { return call.error(.notJSON) }
        return answer(call)
    }

    private func json(_ call: OpenAICall) -> ((OpenAICall) -> Reply)? {
        switch call.path {
        case "chat/completions": { call in call.withMessages { $0.wantsStream ? $0.chatStream() : $0.chat() } }
        case "completions": { call in call.wantsStream ? call.completionStream() : call.completion() }
        case "responses": { call in call.withInput { $0.wantsStream ? $0.responseStream() : $0.response() } }
        case "responses/input_tokens": { call in call.inputTokens() }
        case "rerank": { call in call.rerank() }
        case "embeddings": { call in call.embeddings() }
        case "moderations": { call in call.moderation() }
        case "images/generations": { call in call.images(nil) }
        case "audio/speech": { call in call.speech() }
        default: nil
        }
    }

    private func get(_ call: OpenAICall) -> Reply {
        if call.path == "models" { return call.modelList() }
        if call.path.hasPrefix("models/") { return call.model(String(call.path.dropFirst("models/".count))) }
        return call.error(.unknownURL(call.request))
    }

    private func finish(_ reply: Reply, _ call: OpenAICall) -> Reply {
        var reply = reply
        if !reply.isStream {
            reply.insertion = { what in
                switch what {
                case .error, .failure: call.common(what)
                default: nil
                }
            }
        }
        reply.headers += call.isAzure ? azureHeaders(reply, call) : openAIHeaders(reply, call)
        return reply
    }

    private func openAIHeaders(_ reply: Reply, _ call: OpenAICall) -> [Behaviour.HeaderLine] {
        let left = reply.status == 429 ? ("0", "130") : ("4999", "149984")
        var lines: [Behaviour.HeaderLine] = [
            .init("x-request-id", call.facts.id("req_")), .init("openai-organization", "org-fake"),
            .init("openai-processing-ms", "12"), .init("openai-version", "2020-10-01"),
            .init("x-ratelimit-limit-requests", "5000"), .init("x-ratelimit-limit-tokens", "150000"),
            .init("x-ratelimit-remaining-requests", left.0), .init("x-ratelimit-remaining-tokens", left.1),
        ]
        // An error has only the hints that the behaviour gives it.
        if reply.status < 400 {
            lines += [.init("x-ratelimit-reset-requests", "12ms"), .init("x-ratelimit-reset-tokens", "6ms")]
        }
        return lines
    }

    private func azureHeaders(_ reply: Reply, _ call: OpenAICall) -> [Behaviour.HeaderLine] {
        let left = reply.status == 429 ? ("0", "130") : ("4999", "149984")
        let id = call.facts.id("req_")
        return [
            .init("x-request-id", id), .init("apim-request-id", id), .init("x-ms-region", "Sweden Central"),
            .init("x-ratelimit-remaining-requests", left.0), .init("x-ratelimit-remaining-tokens", left.1),
        ]
    }
}
