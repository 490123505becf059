/// A request to the Bedrock runtime, with what an answer depends on taken out of it.
struct BedrockCall: Sendable {
    let request: ReceivedRequest
    let answer: Behaviour.Answer
    let facts: Facts
    /// The model of the path; its escapes are resolved.
    let model: String
    /// The operation: `converse-stream`.
    let operation: String
    /// The body, when it is JSON.
    let json: JSON?
    let said: Utterance

    static let seal = Seal(dialect: "bedrock")

    init(_ request: ReceivedRequest, answer: Behaviour.Answer, facts: Facts) {
        self.request = request
        self.answer = answer
        self.facts = facts
        let steps = pathSteps(request.path)
        // A model with a slash that was not escaped makes another path, which no operation has.
        let isModel = steps.count == 3 && steps[0] == "model"
        model = isModel ? steps[1] : ""
        operation = isModel ? steps[2] : steps.joined(separator: "/")
        json = request.body.isEmpty ? nil : JSONReader.read(request.body)
        said = Utterance(answer, to: json.map(Self.ask) ?? Ask())
    }

    subscript(_ name: String) -> JSON { json?[name] ?? .null }

    private static func ask(_ json: JSON) -> Ask {
        var ask = Ask()
        ask.texts = json["system"].texts + (json["messages"].array ?? []).flatMap(texts)
        ask.limit = json["inferenceConfig"]["maxTokens"].int.flatMap { $0 > 0 ? $0 : nil }
        ask.stops = (json["inferenceConfig"]["stopSequences"].array ?? []).compactMap(\.string)
        let tools = (json["toolConfig"]["tools"].array ?? []).compactMap { $0["toolSpec"]["name"].string }
        ask.tools = Ask.tools(tools, named: json["toolConfig"]["toolChoice"]["tool"]["name"].string, none: false)
        let thinking = json["additionalModelRequestFields"]["thinking"]["type"].string
        ask.wantsReasoning = ["enabled", "adaptive"].contains(thinking)
        if let schema = json["outputConfig"]["textFormat"]["structure"]["jsonSchema"]["schema"].string {
            ask.schema = JSONReader.read(Array(schema.utf8))
        }
        return ask
    }

    /// The texts of a message, those of the results of tools included.
    private static func texts(_ message: JSON) -> [String] {
        (message["content"].array ?? []).flatMap { block -> [String] in
            let results = block["toolResult"]["content"].array ?? []
            return block["text"].texts + results.flatMap { $0.has("json") ? [$0["json"].written] : $0["text"].texts }
        }
    }

    var requestID: String { "fake0000-0000-4000-8000-" + padded(facts.number, 12) }

    func error(_ error: BedrockError) -> Reply {
        var reply = Reply(status: error.status, json: error.body)
        if let type = error.type {
            reply.headers.append(
                .init("x-amzn-errortype", "\(type):http://internal.amazon.com/coral/com.amazon.bedrock/"))
        }
        return reply
    }
}
