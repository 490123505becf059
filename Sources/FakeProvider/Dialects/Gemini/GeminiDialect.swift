/// The API of Gemini, and that of Vertex AI below `projects/…/publishers/google`.
struct GeminiDialect: Dialect {
    func reply(to request: ReceivedRequest, with answer: Behaviour.Answer, facts: Facts) -> Reply {
        let call = GeminiCall(request, answer: answer, facts: facts)
        return finish(route(call), call)
    }

    func reply(to request: ReceivedRequest, with error: Behaviour.ErrorReply, facts: Facts) -> Reply {
        let call = GeminiCall(request, answer: .init(), facts: facts)
        return finish(call.error(.known(error, model: call.model)), call)
    }

    func refusal(of request: ReceivedRequest, facts: Facts) -> Reply {
        let call = GeminiCall(request, answer: .init(), facts: facts)
        guard request.header("authorization") != nil else { return finish(call.error(.invalidKey), call) }
        let message = "Request had invalid authentication credentials. Expected OAuth 2 access token."
        return finish(call.error(.init(401, "UNAUTHENTICATED", message)), call)
    }

    private func route(_ call: GeminiCall) -> Reply {
        let request = call.request
        let hasKey =
            ["x-goog-api-key", "authorization"].contains { request.header($0) != nil }
            || queryValue("key", of: request.target) != nil
        if call.facts.isStrict, !hasKey {
            return call.error(
                .init(
                    403, "PERMISSION_DENIED",
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API "
                        + "Key or other form of API consumer identity to call this API."))
        }
        if request.method == "GET" || request.method == "HEAD" { return call.modelsReply }
        let methods: [String: (GeminiCall) -> Reply] = [
            "generateContent": { $0.checked(as: "request") { $0.answer() } },
            "streamGenerateContent": { $0.checked(as: "request") { $0.answerStream() } },
            "countTokens": { $0.checked(as: "count") { $0.countTokens() } },
            "embedContent": { $0.checked(as: "embed") { $0.embed() } },
            "batchEmbedContents": { $0.checked(as: "batch") { $0.embedBatch() } },
        ]
        guard request.method == "POST", let method = methods[call.method] else {
            return call.error(
                .init(404, "NOT_FOUND", "The requested URL \(request.path) was not found on this server."))
        }
        return method(call)
    }

    private func finish(_ reply: Reply, _ call: GeminiCall) -> Reply {
        var reply = reply
        if !reply.isStream { reply.insertion = { call.failure($0) } }
        reply.headers += [.init("vary", "Origin, X-Origin, Referer"), .init("server-timing", "gfet4t7; dur=12")]
        return reply
    }
}

extension GeminiCall {
    /// Runs `body` unless the request breaks a rule.
    func checked(as shape: String, _ body: (Self) -> Reply) -> Reply {
        guard json?.members != nil else { return error(.invalid("Invalid JSON payload received. Unexpected token.")) }
        if facts.isStrict, let complaint = GeminiChecks(self, shape: shape).complaint { return error(complaint) }
        return body(self)
    }
}
