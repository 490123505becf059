/// The Messages API of Anthropic.
struct AnthropicDialect: Dialect {
    func reply(to request: ReceivedRequest, with answer: Behaviour.Answer, facts: Facts) -> Reply {
        let call = AnthropicCall(request, answer: answer, facts: facts)
        return finish(route(call), call)
    }

    func reply(to request: ReceivedRequest, with error: Behaviour.ErrorReply, facts: Facts) -> Reply {
        let call = AnthropicCall(request, answer: .init(), facts: facts)
        var reply = finish(call.error(.known(error, model: call.model)), call)
        reply.headers += error.hint.lines(now: facts.now)
        return reply
    }

    func refusal(of request: ReceivedRequest, facts: Facts) -> Reply {
        let call = AnthropicCall(request, answer: .init(), facts: facts)
        return finish(call.error(.known(.init(status: 401), model: "")), call)
    }

    private func route(_ call: AnthropicCall) -> Reply {
        if call.facts.isStrict, let error = call.headComplaint { return call.error(error) }
        if call.request.method == "GET" || call.request.method == "HEAD" { return get(call) }
        guard call.request.method == "POST" else {
            return call.error(.init(405, "invalid_request_error", "Method Not Allowed"))
        }
        guard ["messages", "messages/count_tokens"].contains(call.path) else { return call.error(notFound(call)) }
        guard call.json?.members != nil else {
            return call.error(.invalid("The request body is not valid JSON: expected an object"))
        }
        // Nothing is kept here, and clients go on without: https://docs.claude.com/en/api/messages
        if call.request.header("anthropic-beta")?.contains("message-threads") == true, !call["thread"].isNull {
            return call.error(
                .init(
                    400, "invalid_request_error", "thread: this request cannot be part of a thread",
                    code: "thread_unsupported_request"))
        }
        let counts = call.path == "messages/count_tokens"
        if call.facts.isStrict, let complaint = AnthropicChecks(call, counts: counts).complaint {
            return call.error(.invalid(complaint))
        }
        if counts { return Reply(json: #"{"input_tokens":\#(call.said.usage.prompt)}"#) }
        return call.wantsStream ? call.messageStream() : call.message()
    }

    private func get(_ call: AnthropicCall) -> Reply {
        if call.path == "models" { return call.modelList() }
        guard call.path.hasPrefix("models/") else { return call.error(notFound(call)) }
        return call.model(String(call.path.dropFirst("models/".count)))
    }

    private func notFound(_ call: AnthropicCall) -> AnthropicError {
        .init(404, "not_found_error", "Not Found")
    }

    private func finish(_ reply: Reply, _ call: AnthropicCall) -> Reply {
        var reply = reply
        if !reply.isStream {
            reply.insertion = { what in
                switch what {
                case .error: call.failure(.init(status: 529))
                case .failure(let error): call.failure(error)
                default: nil
                }
            }
        }
        reply.headers += headers(reply, call)
        return reply
    }

    private func headers(_ reply: Reply, _ call: AnthropicCall) -> [Behaviour.HeaderLine] {
        let left = reply.status == 429 ? ("0", "130") : ("3999", "399000")
        let reset = rfc3339(call.facts.now.addingReportingOverflow(1).partialValue)
        let name = "anthropic-ratelimit"
        return [
            .init("request-id", call.requestID),
            .init("anthropic-organization-id", "00000000-fake-4000-8000-000000000000"),
            .init("\(name)-requests-limit", "4000"), .init("\(name)-requests-remaining", left.0),
            .init("\(name)-requests-reset", reset), .init("\(name)-tokens-limit", "400000"),
            .init("\(name)-tokens-remaining", left.1), .init("\(name)-tokens-reset", reset),
        ]
    }
}
