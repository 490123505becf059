import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

// What is asked of models besides conversations: vectors, counts of tokens, orders of documents. One answer, in one piece.
extension Exchange {
    /// Vectors: forwarded to a target of the client's dialect, told anew to others.
    func vectors(_ attempt: Try, to target: UpstreamTarget) throws(AttemptFailure) -> Prepared {
        guard let client = EmbeddingCodecs.codec(of: facts.dialect),
            let provider = EmbeddingCodecs.codec(of: target.provider.dialect), case .whole(let body) = facts.body
        else { throw .untold(nil, "The target makes no vectors; ask for a model that does.") }
        let traits = traits(of: target, attempt)
        if target.provider.takesUnchanged(facts.dialect) {
            let place = client.path(to: traits, isBatch: facts.pathFacts.variant == .batch)
            let message = Preparation(path: place.path, query: place.query, body: renamed(body, traits))
            return (message, ReadAnswer.unchanged(client.inspect))
        }
        let wish = try said { () throws(ClientError) in try client.wish(body, facts.pathFacts) }
        if let refusal = wish.unportable.first { throw .untold(refusal.field, sentence(refusal)) }
        var losses = Losses()
        let request = provider.request(wish, to: traits, &losses)
        if let refusal = losses.refused.first { throw .untold(refusal.field, sentence(refusal)) }
        for extra in wish.extras { losses.drop(extra) }
        let (model, id) = (attempt.candidate.model, self.id)
        let relay = ReadAnswer { body throws(AttemptFailure) in
            let reply = try provider.reply(body, count: wish.inputs.count)
            return (client.answer(reply, to: wish, model: model, id: id), reply.usage)
        }
        return (message(request, losses, to: target), relay)
    }

    /// A count of tokens, by the target's own counting.
    func tokenCount(_ attempt: Try, to target: UpstreamTarget) throws(AttemptFailure) -> Prepared {
        let traits = traits(of: target, attempt)
        guard let client = TokenCountCodecs.codec(of: facts.dialect),
            let provider = TokenCountCodecs.codec(of: target.provider.dialect), let place = provider.path(to: traits)
        else { throw .untold(nil, "The target does not count tokens; ask for a model whose route has one that does.") }
        // Vertex AI counts the members of a request, the Gemini API a request as well.
        let isForwarded = target.provider.takesUnchanged(facts.dialect) && !traits.quirks.hasPublishers
        if isForwarded, case .whole(let body) = facts.body {
            let message = Preparation(path: place.path, query: place.query, body: renamed(body, traits))
            return (
                message,
                ReadAnswer.unchanged { body throws(AttemptFailure) in
                    _ = try client.count(body); return nil
                }
            )
        }
        let prompt = try conversation.read(facts)
        let isForeign = target.provider.dialect != facts.dialect
        if isForeign, let refusal = prompt.unportable.first { throw .untold(refusal.field, sentence(refusal)) }
        var losses = Losses()
        guard let request = provider.request(prompt, to: traits, &losses) else {
            throw .untold(nil, "The target does not count tokens; ask for a model whose route has one that does.")
        }
        if let refusal = losses.refused.first { throw .untold(refusal.field, sentence(refusal)) }
        if isForeign { for extra in prompt.extras { losses.drop(extra.name) } }
        let relay = ReadAnswer { body throws(AttemptFailure) in (client.answer(try provider.count(body)), nil) }
        return (message(request, losses, to: target), relay)
    }

    /// An order of documents, which all ask for in one shape.
    func rerank(to target: UpstreamTarget) -> Prepared {
        let place = RerankAnswer.path(to: target.provider.dialect)
        var message = Preparation(path: place.path, query: place.query)
        message.isTranslated = target.provider.dialect != facts.dialect
        return (message, ReadAnswer.unchanged(RerankAnswer.inspect))
    }

    private func message(_ request: ProviderRequest, _ losses: Losses, to target: UpstreamTarget) -> Preparation {
        Preparation(
            path: request.path, query: request.query, body: request.body, headers: request.headers,
            dropped: losses.dropped, isTranslated: target.provider.dialect != facts.dialect)
    }

    /// Google's bodies repeat the model of the path. Those of others are patched when they are sent.
    private func renamed(_ body: ByteBuffer, _ traits: TargetTraits) -> ByteBuffer? {
        guard facts.dialect == .gemini, facts.pathFacts.model != traits.model else { return nil }
        return GeminiModelPatch.body(body, model: traits.model)
    }

    /// What is wrong with the request is told if no target takes it as it is.
    private func said<Value>(_ read: () throws(ClientError) -> Value) throws(AttemptFailure) -> Value {
        do throws(ClientError) { return try read() } catch { throw .untold(error.parameter, error.message) }
    }
}
