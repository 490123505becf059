/// The rules of responses that a gateway can break. Each check gives the provider's error, or nil.
struct ResponseChecks {
    let call: OpenAICall
    let items: [JSON]

    init(_ call: OpenAICall) {
        self.call = call
        items = call["input"].array ?? []
    }

    /// The first thing that is wrong.
    var complaint: OpenAIError? { unknown ?? stored ?? names ?? pairs ?? reasoning }

    /// What chat completions have and responses have not.
    private var unknown: OpenAIError? {
        let strangers = [
            "messages", "n", "stop", "seed", "logit_bias", "presence_penalty", "frequency_penalty", "max_tokens",
            "max_completion_tokens", "response_format", "reasoning_effort", "verbosity", "logprobs", "functions",
        ]
        if let name = strangers.first(where: { call.json?.has($0) == true }) { return .unknownParameter(name) }
        if call["stream_options"].has("include_usage") { return .unknownParameter("stream_options.include_usage") }
        return nil
    }

    /// What another account keeps is not known here.
    private var stored: OpenAIError? {
        if let id = call["previous_response_id"].string, !call.facts.made(id) {
            return .init(
                400, "Previous response with id '\(id)' not found.", param: "previous_response_id",
                code: "previous_response_not_found")
        }
        for item in items where item["type"].string == "item_reference" {
            guard let id = item["id"].string, !call.facts.made(id) else { continue }
            return .init(404, "Item with id '\(id)' not found.", param: "input")
        }
        return nil
    }

    private var names: OpenAIError? {
        for (index, tool) in (call["tools"].array ?? []).enumerated() where tool["type"].string == "function" {
            if tool.has("function") { return .unknownParameter("tools[\(index)].function") }
            guard let name = tool["name"].string else { return .missing("tools[\(index)].name") }
            if !name.isName(upTo: 64) { return .pattern("tools[\(index)].name") }
        }
        let roles = ["user", "assistant", "system", "developer"]
        for (index, item) in items.enumerated() {
            guard let role = item["role"].string, !roles.contains(role) else { continue }
            let all = roles.map { "'\($0)'" }.joined(separator: ", ")
            return .init(
                400, "Invalid value: '\(role)'. Supported values are: \(all).", param: "input[\(index)].role",
                code: "invalid_value")
        }
        return nil
    }

    /// A call has an output, and an output has a call; they may be far apart. Calls of an earlier response are not seen.
    private var pairs: OpenAIError? {
        let isContinued = !call["previous_response_id"].isNull || !call["conversation"].isNull
        var open: [String] = []
        for item in items {
            let id = item["call_id"].string ?? ""
            switch item["type"].string {
            case "function_call", "custom_tool_call": open.append(id)
            case "function_call_output", "custom_tool_call_output":
                if let place = open.firstIndex(of: id) {
                    open.remove(at: place)
                } else if !isContinued {
                    return .init(400, "No tool call found for function call output with call_id \(id).", param: "input")
                }
            default: break
            }
        }
        return open.first.map { .init(400, "No tool output found for function call \($0).", param: "input") }
    }

    /// Thoughts that come back have to be those that went out.
    private var reasoning: OpenAIError? {
        for item in items where item["type"].string == "reasoning" {
            guard let secret = item["encrypted_content"].string else {
                // Known by its id, if it was ever stored.
                guard call["store"] == .bool(false) else { continue }
                return .init(
                    404,
                    "Item with id '\(item["id"].string ?? "")' not found. Items are not persisted when `store` is set to "
                        + "false. Try again with `store` set to true, or remove this item from your input.",
                    param: "input")
            }
            let text = item["summary"].array?.first?["text"].string
            if !OpenAICall.seal.isOwn(secret, content: text) {
                return .init(
                    400, "The encrypted content for item \(item["id"].string ?? "") could not be verified.",
                    code: "invalid_encrypted_content")
            }
        }
        return nil
    }
}

extension OpenAIError {
    static func unknownParameter(_ name: String) -> Self {
        .init(400, "Unknown parameter: '\(name)'.", param: name, code: "unknown_parameter")
    }
}
