/// A request to the API of Cohere, with what an answer depends on taken out of it.
struct CohereCall: Sendable {
    let request: ReceivedRequest
    let facts: Facts
    /// The path with its version: `v2/chat`.
    let path: String
    /// The body, when it is JSON.
    let json: JSON?
    let said: Utterance

    init(_ request: ReceivedRequest, answer: Behaviour.Answer, facts: Facts) {
        self.request = request
        self.facts = facts
        path = pathSteps(request.path).joined(separator: "/")
        json = request.body.isEmpty ? nil : JSONReader.read(request.body)
        said = Utterance(answer, to: json.map(Self.ask) ?? Ask())
    }

    subscript(_ name: String) -> JSON { json?[name] ?? .null }

    var model: String { self["model"].string ?? "" }
    var wantsStream: Bool { self["stream"].bool ?? false }
    /// A UUID.
    var id: String { "c0fe0000-0000-4000-8000-" + padded(facts.number, 12) }

    private static func ask(_ json: JSON) -> Ask {
        var ask = Ask()
        ask.texts = json["messages"].texts
        ask.limit = json["max_tokens"].int.flatMap { $0 > 0 ? $0 : nil }
        ask.stops = (json["stop_sequences"].array ?? []).compactMap(\.string)
        ask.tools = Ask.tools(
            (json["tools"].array ?? []).compactMap { $0["function"]["name"].string }, named: nil,
            none: json["tool_choice"].string == "NONE")
        ask.wantsReasoning = json["thinking"]["type"].string == "enabled"
        if json["response_format"]["type"].string == "json_object" {
            let schema = json["response_format"]["json_schema"]
            ask.schema = schema.isNull ? .object([]) : schema
        }
        return ask
    }

    func error(_ error: CohereError) -> Reply { Reply(status: error.status, json: error.body(id: id)) }
}
