/// A request to the API of Mistral, with what an answer depends on taken out of it.
struct MistralCall: Sendable {
    let request: ReceivedRequest
    let facts: Facts
    /// The path below the version: `chat/completions`.
    let path: String
    /// The body, when it is JSON.
    let json: JSON?
    let said: Utterance

    init(_ request: ReceivedRequest, answer: Behaviour.Answer, facts: Facts) {
        self.request = request
        self.facts = facts
        path = pathSteps(request.path).drop { $0 != "v1" }.dropFirst().joined(separator: "/")
        json = request.body.isEmpty ? nil : JSONReader.read(request.body)
        said = Utterance(answer, to: json.map(Self.ask) ?? Ask())
    }

    subscript(_ name: String) -> JSON { json?[name] ?? .null }

    var model: String { self["model"].string ?? "" }
    var wantsStream: Bool { self["stream"].bool ?? false }
    /// How many answers are asked for.
    var choices: Int { min(max(self["n"].int ?? 1, 1), 128) }
    var id: String { facts.id("cmpl-") }

    private static func ask(_ json: JSON) -> Ask {
        var ask = Ask()
        ask.texts = json["messages"].texts + json["input"].texts
        ask.limit = json["max_tokens"].int.flatMap { $0 > 0 ? $0 : nil }
        ask.stops = json["stop"].texts
        let choice = json["tool_choice"]
        ask.tools = Ask.tools(
            (json["tools"].array ?? []).compactMap { $0["function"]["name"].string },
            named: choice["function"]["name"].string, none: choice.string == "none")
        let effort = json["reasoning_effort"].string ?? "none"
        ask.wantsReasoning = effort != "none" || json["prompt_mode"].string == "reasoning"
        let format = json["response_format"]
        if format["type"].string == "json_schema" { ask.schema = format["json_schema"]["schema"] }
        if format["type"].string == "json_object" { ask.schema = .object([]) }
        return ask
    }

    /// Nine letters and digits, no more and no less.
    func callID(_ index: Int) -> String { "f" + padded(facts.number % 1_000_000, 6) + padded(index % 100, 2) }

    func error(_ error: MistralError) -> Reply { Reply(status: error.status, json: error.body) }
}
