/// A request to the API of Anthropic, with what an answer depends on taken out of it.
struct AnthropicCall: Sendable {
    let request: ReceivedRequest
    let facts: Facts
    /// The path below the version: `messages/count_tokens`.
    let path: String
    /// The body, when it is JSON.
    let json: JSON?
    let said: Utterance

    static let seal = Seal(dialect: "anthropic")

    init(_ request: ReceivedRequest, answer: Behaviour.Answer, facts: Facts) {
        self.request = request
        self.facts = facts
        let steps = pathSteps(request.path)
        path = steps.drop { $0 != "v1" }.dropFirst().joined(separator: "/")
        json = request.body.isEmpty ? nil : JSONReader.read(request.body)
        said = Utterance(answer, to: json.map(Self.ask) ?? Ask())
    }

    subscript(_ name: String) -> JSON { json?[name] ?? .null }

    var model: String { self["model"].string ?? "" }
    var wantsStream: Bool { self["stream"].bool ?? false }
    var version: String { request.header("anthropic-version") ?? "" }
    /// Whether thoughts stay secret and only their signature is shown, which is what recent models do unless asked.
    var hidesThoughts: Bool {
        let display = self["thinking"]["display"].string
        return display == "omitted" || (display == nil && self["thinking"]["type"].string == "adaptive")
    }

    private static func ask(_ json: JSON) -> Ask {
        var ask = Ask()
        ask.texts = json["system"].texts + json["messages"].texts
        ask.limit = json["max_tokens"].int.flatMap { $0 > 0 ? $0 : nil }
        ask.stops = (json["stop_sequences"].array ?? []).compactMap(\.string)
        let choice = json["tool_choice"]
        ask.tools = Ask.tools(
            (json["tools"].array ?? []).compactMap { $0["name"].string },
            named: choice["type"].string == "tool" ? choice["name"].string : nil,
            none: choice["type"].string == "none")
        ask.wantsReasoning = ["enabled", "adaptive", "between_tools"].contains(json["thinking"]["type"].string)
        if json["output_config"]["format"]["type"].string == "json_schema" {
            ask.schema = json["output_config"]["format"]["schema"]
        }
        return ask
    }

    /// The identifier of the call at this place of the answer.
    func callID(_ index: Int) -> String { "toolu_01Fake\(padded(facts.number, 14))\(padded(index, 3))" }

    func error(_ error: AnthropicError) -> Reply {
        Reply(status: error.status, json: error.body(requestID: requestID))
    }

    var requestID: String { facts.id("req_011") }
}
