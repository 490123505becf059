/// The API of Mistral.
struct MistralDialect: Dialect {
    func reply(to request: ReceivedRequest, with answer: Behaviour.Answer, facts: Facts) -> Reply {
        let call = MistralCall(request, answer: answer, facts: facts)
        return finish(route(call), call)
    }

    func reply(to request: ReceivedRequest, with error: Behaviour.ErrorReply, facts: Facts) -> Reply {
        let call = MistralCall(request, answer: .init(), facts: facts)
        var reply = finish(call.error(.known(error, model: call.model)), call)
        reply.headers += error.hint.lines(now: facts.now)
        return reply
    }

    func refusal(of request: ReceivedRequest, facts: Facts) -> Reply {
        let call = MistralCall(request, answer: .init(), facts: facts)
        return finish(call.error(.init(401, "Unauthorized", .detail)), call)
    }

    private func route(_ call: MistralCall) -> Reply {
        if call.facts.isStrict, call.request.header("authorization")?.hasPrefix("Bearer ") != true {
            return call.error(.init(401, "Unauthorized", .detail))
        }
        if call.request.method == "GET" || call.request.method == "HEAD" { return call.modelsReply }
        guard call.request.method == "POST", ["chat/completions", "embeddings", "moderations"].contains(call.path)
        else {
            return call.error(.init(404, "no Route matched with those values", .edge))
        }
        guard let json = call.json, json.members != nil else {
            let form = MistralError.Form.check(type: "json_invalid", loc: #"["body",0]"#, input: .object([]))
            return call.error(.init(422, "JSON decode error", form))
        }
        if call.path == "moderations" { return call.moderation() }
        let isChat = call.path == "chat/completions"
        if call.facts.isStrict, let complaint = MistralChecks(call, isChat: isChat).complaint {
            return call.error(complaint)
        }
        guard isChat else { return call.embeddings() }
        return call.wantsStream ? call.chatStream() : call.chat()
    }

    private func finish(_ reply: Reply, _ call: MistralCall) -> Reply {
        var reply = reply
        if !reply.isStream {
            reply.insertion = { what in
                switch what {
                case .error: call.failure(.init(status: 500))
                case .failure(let error): call.failure(error)
                default: nil
                }
            }
        }
        let left = reply.status == 429 ? ("0", "0") : ("359", "499000")
        reply.headers += [
            .init("x-kong-request-id", call.facts.id("")), .init("x-ratelimit-limit-req-minute", "360"),
            .init("x-ratelimit-remaining-req-minute", left.0), .init("x-ratelimit-limit-tokens-minute", "500000"),
            .init("x-ratelimit-remaining-tokens-minute", left.1),
            .init("x-ratelimit-tokens-query-cost", String(call.said.usage.total)),
        ]
        return reply
    }
}
