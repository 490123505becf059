import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// What is sent for one attempt, and how its answer is read: everything in which dialects differ.
struct Preparation {
    /// Below the target's base URL, and the query without its question mark.
    var path: String
    var query: String
    /// The body, where it is another one than the client's, or the client's with few bytes changed.
    var body: ByteBuffer?
    /// Headers of the dialect.
    var headers: [ClientError.Header] = []
    /// What the target was not told.
    var dropped: [String] = []
    /// The target is asked in another dialect than the client's, so that its own words mean nothing to the client.
    var isTranslated = false
}

/// An attempt that can be made: what is sent, and how the answer is read.
typealias Prepared = (message: Preparation, relay: any AnswerRelay)

extension Exchange {
    /// Prepares `attempt`, afresh from what the client sent.
    /// - Throws: if the target cannot be told what the request asks for. Nothing was sent then.
    func prepare(_ attempt: Try, to target: UpstreamTarget) throws(AttemptFailure) -> Prepared {
        if target.model == nil, ChosenModel.isPlace(attempt.candidate.model) {
            throw .untold("model", "\"model\" is a path and not the name of a model; send the name alone.")
        }
        switch facts.operation {
        case .chat, .response: break
        case .embedding where facts.dialect != .openAI || !target.provider.takesUnchanged(.openAI):
            return try vectors(attempt, to: target)
        case .tokenCount: return try tokenCount(attempt, to: target)
        case .rerank: return rerank(to: target)
        case .moderation:
            return (Preparation(path: facts.path, query: facts.query), ReadAnswer(ModerationAnswer.settle))
        default: return forwarding(attempt)
        }
        if target.provider.takesUnchanged(facts.dialect) {
            var prepared = facts.isOfOpenAI ? forwarding(attempt) : forwarding(attempt, to: target)
            if case .whole(let body) = facts.body {
                prepared.message.body = Codecs.codec(of: facts.dialect).mended(body, for: traits(of: target, attempt))
            }
            return prepared
        }
        return try translation(attempt, to: target)
    }

    /// The path that was asked for, in OpenAI's dialect. The body is patched when it is sent.
    private func forwarding(_ attempt: Try) -> Prepared {
        (Preparation(path: facts.path, query: facts.query), relay(for: attempt))
    }

    /// Another dialect, which the target speaks: only the model's name differs.
    private func forwarding(_ attempt: Try, to target: UpstreamTarget) -> Prepared {
        let codec = Codecs.codec(of: facts.dialect)
        let place = codec.path(to: traits(of: target, attempt), isStream: facts.probe.isStream)
        let message = Preparation(path: place.path, query: place.query)
        guard facts.probe.isStream else {
            return (message, ForwardedAnswer(codec, refusesEmpty: route.emptyFailsOver))
        }
        let stream = ForwardedStream(codec, refusesEmpty: route.emptyFailsOver)
        return (message, facts.pathFacts.variant == .array ? GeminiArrayRelay(stream) : stream)
    }

    private func translation(_ attempt: Try, to target: UpstreamTarget) throws(AttemptFailure) -> Prepared {
        let prompt = try prompt(for: attempt)
        let isForeign = target.provider.dialect != facts.dialect
        let codec = Codecs.codec(of: target.provider.dialect)
        var losses = Losses()
        let request = codec.request(prompt, to: traits(of: target, attempt), &losses)
        for refusal in (isForeign ? prompt.unportable : []) + losses.refused {
            guard route.isLossy else { throw .untold(refusal.field, sentence(refusal)) }
            losses.drop(refusal.field)
        }
        if isForeign {
            for extra in prompt.extras { losses.drop(extra.name) }
            // What these switch on is not asked of a target that is not their vendor's.
            for header in head.values where header.name.hasSuffix("-beta") {
                if !target.provider.vendorHeaders.contains(header.name) { losses.drop(header.name) }
            }
        }
        let translation = Translation(
            from: codec, to: self.codec, request, replyContext(attempt),
            refusesEmpty: route.emptyFailsOver)
        let relay: any AnswerRelay =
            switch (facts.probe.isStream, mayResume) {
            case (false, _): TranslatedAnswer(translation)
            case (true, false): TranslatedStream(translation)
            case (true, true): MendableStream(translation, seam: self.relay(for: attempt))
            }
        let message = Preparation(
            path: request.path, query: request.query, body: request.body, headers: request.headers,
            dropped: losses.dropped, isTranslated: target.provider.dialect != facts.dialect)
        return (message, relay)
    }

    /// The request; with the beginning of its answer, where that is to be continued.
    private func prompt(for attempt: Try) throws(AttemptFailure) -> Prompt {
        guard attempt.reason == .prefill, let delivered, case .whole(let body) = facts.body else {
            return try conversation.read(facts)
        }
        let begun = try OpenAIRequest.body(
            body, probe: facts.probe, model: facts.model, prefill: delivered, style: .trailingMessage, addsUsage: false)
        do throws(ClientError) { return try ChatCodec.prompt(begun, facts.pathFacts) } catch {
            throw .untold(error.parameter, error.message)
        }
    }

    func traits(of target: UpstreamTarget, _ attempt: Try) -> TargetTraits {
        TargetTraits(
            model: attempt.candidate.model, contract: attempt.candidate.contract, quirks: target.provider.quirks)
    }

    func sentence(_ refusal: Refusal) -> String {
        "\"\(refusal.field)\" \(refusal.reason); leave it out, or ask for a model that can be told."
    }

    /// What the client's answers and errors are written with.
    func replyContext(_ attempt: Try? = nil) -> ReplyContext {
        var request = ByteBuffer()
        if case .whole(let bytes) = facts.body { request = bytes }
        var context = ReplyContext(
            requestID: id, model: attempt?.candidate.model ?? facts.model, created: created,
            wantsUsage: facts.probe.wantsUsage, estimatedInput: demand.promptTokens, request: request)
        context.hasBegun = attempt == nil && isCommitted
        return context
    }
}

/// The client's request as a prompt: read when the first target needs it, and then kept. Confined to the request's event
/// loop.
final class LazyPrompt {
    private var prompt: Result<Prompt, ClientError>?

    /// - Throws: what is wrong with the request. A target that speaks the client's dialect may see it otherwise.
    func read(_ facts: Facts) throws(AttemptFailure) -> Prompt {
        guard case .whole(let body) = facts.body else {
            throw .untold(nil, "The request is too large to be translated; send a smaller one.")
        }
        let result: Result<Prompt, ClientError>
        if let prompt {
            result = prompt
        } else {
            do throws(ClientError) {
                result = .success(try facts.prompt(body))
            } catch { result = .failure(error) }
            prompt = result
        }
        switch result {
        case .success(let prompt): return prompt
        case .failure(let error): throw .untold(error.parameter, error.message)
        }
    }
}

extension Facts {
    /// Reads the body as a prompt, to be answered or to be counted.
    fileprivate func prompt(_ body: ByteBuffer) throws(ClientError) -> Prompt {
        if operation == .tokenCount, let counting = TokenCountCodecs.codec(of: dialect) {
            return try counting.prompt(body, pathFacts)
        }
        return try Translation.prompt(body, pathFacts, dialect)
    }
}
