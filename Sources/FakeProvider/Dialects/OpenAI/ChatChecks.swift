/// The rules of chat completions that a gateway can break. Each check gives the provider's error, or nil.
struct ChatChecks {
    let call: OpenAICall

    init(_ call: OpenAICall) { self.call = call }

    /// The first thing that is wrong.
    var complaint: OpenAIError? { roles ?? tools ?? results }

    private var roles: OpenAIError? {
        let known = ["system", "developer", "user", "assistant", "tool", "function"]
        for (index, message) in (call["messages"].array ?? []).enumerated() {
            guard let role = message["role"].string else { continue }
            if !known.contains(role) {
                let all = known.map { "'\($0)'" }.joined(separator: ", ")
                return .init(
                    400, "Invalid value: '\(role)'. Supported values are: \(all).", param: "messages[\(index)].role",
                    code: "invalid_value")
            }
        }
        return nil
    }

    private var tools: OpenAIError? {
        for (index, tool) in (call["tools"].array ?? []).enumerated() {
            guard let name = tool["function"]["name"].string, !name.isName(upTo: 64) else { continue }
            return .pattern("tools[\(index)].function.name")
        }
        for (index, message) in (call["messages"].array ?? []).enumerated() {
            for (place, tool) in (message["tool_calls"].array ?? []).enumerated() {
                guard let name = tool["function"]["name"].string, !name.isName(upTo: 64) else { continue }
                return .pattern("messages[\(index)].tool_calls[\(place)].function.name")
            }
        }
        return nil
    }

    /// Each call has its result before anything else is said.
    private var results: OpenAIError? {
        var open: [String] = []
        let messages = call["messages"].array ?? []
        for (index, message) in messages.enumerated() {
            if message["role"].string == "tool" {
                let follows = index > 0 && (!open.isEmpty || messages[index - 1]["role"].string == "tool")
                guard follows else {
                    return .init(
                        400,
                        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
                            + "'tool_calls'.", param: "messages.[\(index)].role")
                }
                guard let place = open.firstIndex(of: message["tool_call_id"].string ?? "") else {
                    return .init(
                        400,
                        "Invalid parameter: 'tool_call_id' of '\(message["tool_call_id"].string ?? "")' not found in "
                            + "'tool_calls' of previous message.", param: "messages.[\(index)].tool_call_id")
                }
                open.remove(at: place)
                continue
            }
            if !open.isEmpty { return unanswered(open, index) }
            open = (message["tool_calls"].array ?? []).compactMap { $0["id"].string }
        }
        return open.isEmpty ? nil : unanswered(open, messages.count)
    }

    private func unanswered(_ ids: [String], _ index: Int) -> OpenAIError {
        .init(
            400,
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                + "'tool_call_id'. The following tool_call_ids did not have response messages: "
                + ids.joined(separator: ", "), param: "messages.[\(index)].role")
    }
}

extension OpenAIError {
    /// A name with characters that names cannot have.
    static func pattern(_ path: String) -> Self {
        .init(
            400,
            "Invalid '\(path)': string does not match pattern. Expected a string that matches the pattern "
                + "'^[a-zA-Z0-9_-]+$'.", param: path, code: "invalid_value")
    }
}
