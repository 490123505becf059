import NIOCore
import PlanBDialects
import PlanBVocabulary
import PlanBWire

// Bodies of other dialects than OpenAI's, and of paths that are passed through.
extension Gateway {
    /// A conversation in a dialect other than OpenAI's.
    func readConversation(
        _ request: ClientRequest, _ dialect: DialectID, _ place: PathFacts, _ snapshot: Snapshot
    ) async throws(ClientError) -> Facts {
        let fields = request.head.fields
        try checkEncoding(fields)
        _ = try bodyForm(fields.first("content-type"), .chat)
        let limits = snapshot.listener.limits
        guard case .whole(let bytes) = try await collect(request, limits) else {
            throw .tooLarge("body", limit: limits.body)
        }
        let place = try request.head.refined(place, dialect)
        var facts = Facts(
            dialect: dialect, operation: .chat, pathFacts: place, path: "", model: "", probe: OpenAIProbe(),
            body: .whole(bytes), form: .json, contentType: "application/json", patience: RequestHints.patience(fields))
        try facts.unwrapCloudForm()
        guard case .whole(let plain) = facts.body else { return facts }
        facts.probe = try OpenAIProbe.conversation(plain, dialect, facts.pathFacts)
        facts.references = try StateReferences.read(plain, dialect, .chat)
        guard let model = facts.pathFacts.model ?? facts.probe.model else { throw .missingModel }
        facts.model = model
        return facts
    }

    /// Something that is asked of a model besides conversations: one JSON object.
    func readCall(
        _ request: ClientRequest, _ operation: Operation, _ dialect: DialectID, _ place: PathFacts,
        _ snapshot: Snapshot
    ) async throws(ClientError) -> Facts {
        let fields = request.head.fields
        try checkEncoding(fields)
        _ = try bodyForm(fields.first("content-type"), operation)
        let limits = snapshot.listener.limits
        guard case .whole(let bytes) = try await collect(request, limits) else {
            throw .tooLarge("body", limit: limits.body)
        }
        var facts = Facts(
            dialect: dialect, operation: operation, pathFacts: place, path: "", model: "", probe: OpenAIProbe(),
            body: .whole(bytes), form: .json, contentType: "application/json", patience: RequestHints.patience(fields))
        try facts.unwrapCloudForm()
        guard case .whole(let plain) = facts.body else { return facts }
        facts.probe = try OpenAIProbe.json(plain, operation: operation)
        // Nothing of this comes as a stream, or calls tools, whatever the body says.
        facts.probe.isStream = false
        facts.probe.needs = []
        if operation == .rerank { try RerankAnswer.check(plain) }
        if operation == .tokenCount { facts.references = try StateReferences.read(plain, dialect, operation) }
        guard let model = place.model ?? facts.probe.model else { throw .missingModel }
        facts.model = model
        return facts
    }

    /// Something that an account keeps: whichever account has it is asked.
    func readStored(
        _ request: ClientRequest, id: String, path: String, _ snapshot: Snapshot
    ) async throws(ClientError) -> Facts {
        let fields = request.head.fields
        try checkEncoding(fields)
        let limits = snapshot.listener.limits
        guard case .whole(let bytes) = try await collect(request, limits) else {
            throw .tooLarge("body", limit: limits.body)
        }
        let query = request.head.queryWithoutKey.split(separator: "&").filter { !$0.hasPrefix("api-version=") }
        return Facts(
            dialect: .responses, operation: .stored, path: path, query: query.joined(separator: "&"),
            method: request.head.method.description, model: "", probe: OpenAIProbe(),
            references: [StateReference(place: "id", id: id)], body: .whole(bytes), form: .opaque,
            contentType: bytes.readableBytes > 0 ? fields.first("content-type") : nil,
            patience: RequestHints.patience(fields))
    }

    /// A path that Plan B does not know goes to one target, untouched.
    func readPassthrough(
        _ request: ClientRequest, _ dialect: DialectID, _ rest: String, _ snapshot: Snapshot
    ) async throws(ClientError) -> (Facts, TargetID) {
        guard let target = snapshot.passthrough[dialect] else {
            let isKnown = dialect == .openAI && OpenAIEndpoint.isOperationPath(rest)
            throw ClientError(
                isKnown ? 405 : 404, code: isKnown ? "method_not_allowed" : "unknown_path",
                isKnown
                    ? "This endpoint is called with POST."
                    : "Plan B does not know this path; to forward it to one target, set \"passthrough: "
                        + "{\(dialect.rawValue): TARGET}\".",
                shouldRetry: false, headers: isKnown ? [ClientError.Header("allow", "POST")] : [])
        }
        try checkEncoding(request.head.fields)
        let body = try await collect(request, snapshot.listener.limits)
        // The path is not understood: any part of it may be the id of something.
        var named = rest.split(separator: "/").map { StateReference(place: "path", id: String($0)) }
        if case .whole(let bytes) = body {
            let isOpenAI = dialect == .openAI
            named +=
                (try? StateReferences.read(bytes, isOpenAI ? .responses : dialect, isOpenAI ? .response : .chat)) ?? []
        }
        return (
            Facts(
                dialect: dialect, operation: .passthrough, path: rest, query: request.head.queryWithoutKey,
                method: request.head.method.description,
                model: "", probe: OpenAIProbe(), named: named, body: body, form: .opaque,
                contentType: request.head.fields.first("content-type"),
                source: remainder(of: request.body, after: body, snapshot.listener.limits),
                patience: RequestHints.patience(request.head.fields)), target
        )
    }
}

extension Facts {
    /// A body as clouds take it becomes one of the vendor's own API, in which it is handled from here on.
    fileprivate mutating func unwrapCloudForm() throws(ClientError) {
        guard pathFacts.variant == .cloud, case .whole(let bytes) = body else { return }
        let plain = try MessagesCloudForm(bytes, model: pathFacts.model, isStream: pathFacts.isStream)
        body = .whole(plain.body)
        vendorFields = [("anthropic-version", plain.version)]
        if let betas = plain.betas { vendorFields.append(("anthropic-beta", betas)) }
        pathFacts = PathFacts()
    }
}
