/// The runtime of Amazon Bedrock.
struct BedrockDialect: Dialect {
    func reply(to request: ReceivedRequest, with answer: Behaviour.Answer, facts: Facts) -> Reply {
        let call = BedrockCall(request, answer: answer, facts: facts)
        return finish(route(call), call)
    }

    func reply(to request: ReceivedRequest, with error: Behaviour.ErrorReply, facts: Facts) -> Reply {
        let call = BedrockCall(request, answer: .init(), facts: facts)
        var reply = finish(call.error(.known(error, model: call.model)), call)
        reply.headers += error.hint.lines(now: facts.now)
        return reply
    }

    func refusal(of request: ReceivedRequest, facts: Facts) -> Reply {
        let call = BedrockCall(request, answer: .init(), facts: facts)
        let isBearer = request.header("authorization")?.hasPrefix("Bearer ") == true
        return finish(
            call.error(isBearer ? .init(403, "AccessDeniedException", "Invalid API Key format") : .badSignature), call)
    }

    private func route(_ call: BedrockCall) -> Reply {
        if call.facts.isStrict, let error = BedrockCredentials(call.request).complaint { return call.error(error) }
        if call.request.method == "GET" || call.request.method == "HEAD" {
            return call.operation == "foundation-models" ? call.modelList() : call.error(.unknownOperation)
        }
        let known = ["converse", "converse-stream", "invoke", "invoke-with-response-stream", "count-tokens"]
        guard call.request.method == "POST", !call.model.isEmpty, known.contains(call.operation) else {
            return call.error(.unknownOperation)
        }
        guard call.json?.members != nil else { return call.error(.init(400, "SerializationException", "")) }
        switch call.operation {
        case "invoke": return call.invoke(stream: false)
        case "invoke-with-response-stream": return call.invoke(stream: true)
        case "count-tokens": return call.countTokens()
        default: break
        }
        if call.facts.isStrict, let complaint = BedrockChecks(call).complaint { return call.error(.invalid(complaint)) }
        return call.operation == "converse" ? call.converse() : call.converseStream()
    }

    private func finish(_ reply: Reply, _ call: BedrockCall) -> Reply {
        var reply = reply
        if !reply.isStream {
            reply.insertion = { what in
                switch what {
                case .error: .data(.other, BedrockError.known(.init(status: 500), model: call.model).body)
                case .failure(let error): .data(.other, BedrockError.known(error, model: call.model).body)
                default: nil
                }
            }
        }
        reply.headers.append(.init("x-amzn-requestid", call.requestID))
        return reply
    }
}
