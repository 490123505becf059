extension OpenAICall {
    /// What the answer depends on: the request of chat completions, completions or responses.
    static func ask(_ json: JSON) -> Ask {
        var ask = Ask()
        let limits = ["max_completion_tokens", "max_tokens", "max_output_tokens"].compactMap { json[$0].int }
        ask.limit = limits.first { $0 > 0 }
        ask.stops = json["stop"].texts
        let names = (json["tools"].array ?? []).map { tool in
            tool["function"]["name"].string ?? tool["custom"]["name"].string ?? tool["name"].string ?? "unnamed"
        }
        let choice = json["tool_choice"]
        let named = ["function", "custom"].contains(choice["type"].string)
        ask.tools = Ask.tools(
            names,
            named: named
                ? choice["function"]["name"].string ?? choice["custom"]["name"].string ?? choice["name"].string : nil,
            none: choice.string == "none")
        // Only responses show thoughts, and only as a summary.
        ask.wantsReasoning = !json["reasoning"]["summary"].isNull && json["reasoning"]["effort"].string != "none"
        ask.schema = schema(json["response_format"]) ?? schema(json["text"]["format"])
        return ask
    }

    /// Chat completions have the schema in a member of its own, responses have it beside the type.
    private static func schema(_ format: JSON) -> JSON? {
        switch format["type"].string {
        case "json_schema": format.has("json_schema") ? format["json_schema"]["schema"] : format["schema"]
        case "json_object": .object([])
        default: nil
        }
    }

    /// The words of the answer, as many as the request allows.
    var tokens: [String] { said.text }

    var finishReason: String {
        switch said.reason {
        case .stop, .refused, .stopSequence: "stop"
        case .length: "length"
        case .calls: "tool_calls"
        case .filtered: "content_filter"
        case .other(let reason): reason
        }
    }

    /// The identifier of the tool call at this place of the answer.
    func callID(_ index: Int) -> String {
        "call_fake" + padded(facts.number, 8) + (index == 0 ? "" : "_\(index)")
    }
}
