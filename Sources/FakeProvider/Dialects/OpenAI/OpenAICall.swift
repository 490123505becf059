/// A request to the API of OpenAI, with what an answer depends on taken out of it.
struct OpenAICall: Sendable {
    let request: ReceivedRequest
    let answer: Behaviour.Answer
    let facts: Facts
    /// The path below the version: `chat/completions`.
    let path: String
    /// Whether the request came in the form of Azure OpenAI.
    let isAzure: Bool
    /// Azure's path with a deployment in it, without the API version that it needs.
    let isAzureWithoutVersion: Bool
    /// The body, when it is JSON.
    let json: JSON?
    /// The model of the body, or the deployment of the path.
    let model: String
    /// The words of the answer, however many the request allows.
    let words: [String]
    let said: Utterance

    init(_ request: ReceivedRequest, answer: Behaviour.Answer, facts: Facts) {
        self.request = request
        self.answer = answer
        self.facts = facts
        words = PlanBFakeProvider.words(answer.refusal ?? answer.text)
        var steps = request.path.split(separator: "/").map { percentDecoded($0) }
        isAzure = steps.first == "openai"
        if isAzure { steps.removeFirst() }
        var deployment: String?
        if isAzure, steps.first == "deployments", steps.count >= 2 {
            deployment = steps[1]
            steps.removeFirst(2)
            isAzureWithoutVersion = !request.target.contains("api-version=")
        } else {
            isAzureWithoutVersion = false
            if steps.first == "v1" { steps.removeFirst() }
        }
        path = steps.joined(separator: "/")
        json = request.body.isEmpty ? nil : JSONReader.read(request.body)
        model = deployment ?? json?["model"].string ?? ""
        said = Utterance(answer, to: json.map(Self.ask) ?? Ask())
    }

    subscript(_ name: String) -> JSON { json?[name] ?? .null }

    var wantsStream: Bool { self["stream"].bool ?? false }
    var wantsUsage: Bool { answer.usage.told && (self["stream_options"]["include_usage"].bool ?? false) }
    /// How many answers are asked for. More than a provider allows are brought down to its limit.
    var choices: Int { min(max(self["n"].int ?? 1, 1), 128) }

    /// Runs `body` unless the messages are missing.
    func withMessages(_ body: (Self) -> Reply) -> Reply {
        guard self["messages"].array?.isEmpty == false else { return error(.missing("messages")) }
        guard !model.isEmpty else { return error(.noModel) }
        if facts.isStrict, let complaint = ChatChecks(self).complaint { return error(complaint) }
        return body(self)
    }

    /// Runs `body` with the parts of a form, unless the request is none.
    func withForm(_ body: (Self, Multipart) -> Reply) -> Reply {
        guard let form = Multipart(request.body, contentType: request.header("content-type") ?? "") else {
            return error(.notAForm)
        }
        return body(self, form)
    }

    func error(_ error: OpenAIError) -> Reply {
        Reply(status: error.status, json: error.body(azure: isAzure))
    }

    /// The comments and the error event that all streams have in common.
    func common(_ what: Behaviour.Insertion.What) -> Reply.Event? {
        switch what {
        case .error: .data(.other, OpenAIError.known(.init(status: 500), model: model).body(compact: true))
        case .failure(let error): .data(.other, OpenAIError.known(error, model: model).body(compact: true))
        case .done: .data(.done, "[DONE]")
        case .comment, .ping, .role, .emptyDelta, .emptyChoices, .badChecksum, .raw: nil
        }
    }
}
