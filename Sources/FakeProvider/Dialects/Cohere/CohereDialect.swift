/// The API of Cohere, version 2.
struct CohereDialect: Dialect {
    func reply(to request: ReceivedRequest, with answer: Behaviour.Answer, facts: Facts) -> Reply {
        let call = CohereCall(request, answer: answer, facts: facts)
        return finish(route(call), call)
    }

    func reply(to request: ReceivedRequest, with error: Behaviour.ErrorReply, facts: Facts) -> Reply {
        let call = CohereCall(request, answer: .init(), facts: facts)
        var reply = finish(call.error(.known(error, model: call.model)), call)
        reply.headers += error.hint.lines(now: facts.now)
        return reply
    }

    func refusal(of request: ReceivedRequest, facts: Facts) -> Reply {
        let call = CohereCall(request, answer: .init(), facts: facts)
        return finish(call.error(.init(401, "invalid api token")), call)
    }

    private func route(_ call: CohereCall) -> Reply {
        let isStrict = call.facts.isStrict
        if isStrict, call.request.header("authorization")?.hasPrefix("Bearer ") != true {
            return call.error(.init(401, "no api key supplied"))
        }
        if call.request.method == "GET" || call.request.method == "HEAD" { return call.modelsReply }
        let methods: [String: (shape: String, (CohereCall) -> Reply)] = [
            "v2/chat": ("chat", { $0.wantsStream ? $0.chatStream() : $0.chat() }),
            "v2/embed": ("embed", { $0.embed() }),
            "v2/rerank": ("rerank", { $0.rerank() }),
        ]
        guard call.request.method == "POST", let (shape, answer) = methods[call.path] else {
            return call.error(.init(404, "404 page not found"))
        }
        guard call.json?.members != nil else { return call.error(.invalid("the body is not a JSON object")) }
        if isStrict, let complaint = CohereChecks(call, shape: shape).complaint { return call.error(complaint) }
        return answer(call)
    }

    private func finish(_ reply: Reply, _ call: CohereCall) -> Reply {
        var reply = reply
        if !reply.isStream {
            reply.insertion = { what in
                switch what {
                case .error: .data(.other, CohereError.known(.init(status: 500), model: call.model).body(id: call.id))
                case .failure(let error): .data(.other, CohereError.known(error, model: call.model).body(id: call.id))
                default: nil
                }
            }
        }
        let left = reply.status == 429 ? "0" : "19"
        reply.headers += [
            .init("x-debug-trace-id", call.id), .init("x-trial-endpoint-call-limit", "20"),
            .init("x-trial-endpoint-call-remaining", left), .init("x-endpoint-monthly-call-limit", "1000"),
        ]
        return reply
    }
}
