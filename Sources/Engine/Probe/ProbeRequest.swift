import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBProviders
import PlanBVocabulary
import PlanBWire

/// The request of a probe: as small as one that the model has to answer can be.
enum ProbeRequest {
    /// What a probe is to find out.
    enum Purpose {
        /// Whether a target that was given up is back: it has to say anything at all, and is asked often.
        case recovery
        /// Whether a target could take over: it has to answer as it would a user, with room for what it thinks first.
        case rehearsal
    }

    /// The fewest tokens that a rehearsal leaves for the answer.
    static let rehearsedTokens = 64

    /// A probe of `target`, which was last used for `operation`. Fails if the target's credential is not there. `epoch` is
    /// now, in seconds since 1970.
    static func request(
        to target: UpstreamTarget, like operation: Operation?, for purpose: Purpose = .recovery, epoch: Int64
    ) throws(AttemptFailure) -> UpstreamRequest {
        let content = content(target, operation ?? .chat, purpose)
        return try request(to: target, content.place, content.headers, content.body, epoch: epoch)
    }

    /// Asks `target` for the list of its models: it needs the same host and the same key, and costs nothing.
    static func listing(of target: UpstreamTarget, epoch: Int64) throws(AttemptFailure) -> UpstreamRequest {
        let content = models(target)
        return try request(to: target, content.place, content.headers, nil, epoch: epoch)
    }

    /// A request of Plan B's own to `target`: a question if it has a body, or else for a page. `epoch` is now, in seconds
    /// since 1970.
    static func request(
        to target: UpstreamTarget, _ place: ProviderPath, _ headers: [ClientError.Header], _ body: ByteBuffer?,
        epoch: Int64
    ) throws(AttemptFailure) -> UpstreamRequest {
        let query = [target.query, place.query].filter { !$0.isEmpty }.joined(separator: "&")
        var head = ByteBufferAllocator().buffer(capacity: 512)
        head.writeStaticString(body == nil ? "GET " : "POST ")
        let path = target.basePath + place.path
        head.writeString(path + (query.isEmpty ? "" : "?" + query))
        head.writeString(" HTTP/1.1\r\nhost: \(target.origin.authority)\r\nuser-agent: planb-probe\r\naccept: */*\r\n")
        head.writeStaticString("accept-encoding: identity\r\n")
        let message = Authentication.Message(
            method: body == nil ? "GET" : "POST", path: path, query: query,
            contentType: body == nil ? nil : "application/json", body: body ?? ByteBuffer())
        try Authentication(target: target, epoch: epoch).write(message, clientSecret: nil, &head)
        for header in target.headers { Outgoing.append(header.name, header.value, &head) }
        for header in headers { Outgoing.append(header.name.description, header.value, &head) }
        if let body {
            head.writeString("content-type: application/json\r\ncontent-length: \(body.readableBytes)\r\n")
        }
        head.writeStaticString("\r\n")
        return UpstreamRequest(
            origin: target.origin, head: head, body: .bytes(body ?? ByteBuffer()), needsFreshConnection: true)
    }

    /// Whether a probe like `operation` asks for text.
    static func isChat(_ operation: Operation?) -> Bool {
        switch operation ?? .chat {
        case .chat, .completion, .response: true
        default: false
        }
    }

    /// Text models answer a word. Of what makes images or sound only the list of models is asked: it needs the same
    /// host and the same key, and costs nothing.
    private static func content(_ target: UpstreamTarget, _ operation: Operation, _ purpose: Purpose) -> Content {
        switch operation {
        case .chat, .completion, .response: return question(to: target, purpose)
        case .embedding: return vector(of: target) ?? models(target)
        default: return models(target)
        }
    }

    private static func models(_ target: UpstreamTarget) -> Content {
        switch target.provider.dialect {
        case .openAI, .responses, .bedrock, .invoke: Content(place: ProviderPath("/models"))
        case .anthropic:
            Content(place: ProviderPath("/v1/models"), headers: [.init("anthropic-version", "2023-06-01")])
        case .gemini: Content(place: ProviderPath("/v1beta/models"))
        case .cohere: Content(place: ProviderPath("/v1/models"))
        }
    }

    private struct Content {
        var place: ProviderPath
        var headers: [ClientError.Header] = []
        var body: ByteBuffer?
    }

    /// One question, in the target's own dialect. A recovery takes the shortest answer that there is; a rehearsal leaves room
    /// for a word, and has a model that reasons do so as little as it can.
    private static func question(to target: UpstreamTarget, _ purpose: Purpose) -> Content {
        let codec = Codecs.codec(of: target.provider.dialect)
        var prompt = Prompt(target.provider.dialect, model: target.model ?? "")
        prompt.turns = [Turn(.user, [.text("Say OK.")])]
        prompt.outputLimit = target.provider.outputLimit.least
        if purpose == .rehearsal {
            prompt.outputLimit = max(rehearsedTokens, target.provider.outputLimit.least)
            prompt.reasoning = leastReasoning(target.provider.dialect, target.contract).map {
                ReasoningWish(effort: $0)
            }
        }
        var losses = Losses()
        let traits = TargetTraits(
            model: target.model ?? "", contract: target.contract, quirks: target.provider.quirks)
        let request = codec.request(prompt, to: traits, &losses)
        return Content(
            place: ProviderPath(request.path, query: request.query), headers: request.headers, body: request.body)
    }

    /// The least that a model can be told to reason; nil: it is not to be mentioned, as nothing says that the model reasons.
    ///
    /// `minimal` is known to few models of OpenAI, `low` to all that reason; Gemini's steps are chosen by model where the
    /// request is written. Claude does not reason unless it is told to, but for those that cannot be kept from it.
    private static func leastReasoning(_ dialect: DialectID, _ contract: Contract) -> ReasoningWish.Effort? {
        guard contract.has(.reasoning) else { return nil }
        return switch dialect {
        case .openAI, .responses: contract.has(.reasoningOff) ? ReasoningWish.Effort.none : .low
        case .gemini: contract.has(.reasoningOff) ? ReasoningWish.Effort.none : .minimal
        case .anthropic, .bedrock, .invoke: contract.lacks(.reasoningOff) ? .low : ReasoningWish.Effort.none
        case .cohere: ReasoningWish.Effort.none
        }
    }

    private static func vector(of target: UpstreamTarget) -> Content? {
        guard let codec = EmbeddingCodecs.codec(of: target.provider.dialect) else { return nil }
        var losses = Losses()
        let model = target.model ?? ""
        let traits = TargetTraits(model: model, contract: target.contract, quirks: target.provider.quirks)
        let request = codec.request(EmbeddingWish(model: model, inputs: ["OK"]), to: traits, &losses)
        return Content(place: ProviderPath(request.path, query: request.query), body: request.body)
    }
}
