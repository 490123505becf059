/// The rules of the Messages API. Each check gives the message of the provider's 400, or nil.
struct AnthropicChecks {
    let call: AnthropicCall
    /// Whether the request only counts tokens: then there is no maximum.
    let counts: Bool
    let turns: [AnthropicTurn]

    init(_ call: AnthropicCall, counts: Bool) {
        self.call = call
        self.counts = counts
        turns = AnthropicTurn.merged(call["messages"])
    }

    /// The first thing that is wrong.
    var complaint: String? {
        if let found = required ?? unknownMember ?? sampling { return found }
        if let found = messages ?? tools ?? toolChoice { return found }
        if let found = results ?? ending ?? thinking { return found }
        return caching ?? output
    }

    private var required: String? {
        guard call["model"].string?.isEmpty == false else { return "model: Field required" }
        if !counts {
            guard call.json?.has("max_tokens") == true else { return "max_tokens: Field required" }
            guard let most = call["max_tokens"].int else { return "max_tokens: Input should be a valid integer" }
            if most < 0 { return "max_tokens: Input should be greater than or equal to 0" }
        }
        guard call.json?.has("messages") == true else { return "messages: Field required" }
        guard let messages = call["messages"].array else { return "messages: Input should be a valid list" }
        return messages.isEmpty ? "messages: at least one message is required" : nil
    }

    private var unknownMember: String? {
        guard let json = call.json else { return nil }
        let isOld = AnthropicShapes.isOld(call.version)
        let hasBeta = call.request.header("anthropic-beta") != nil
        let shape = "\(counts ? "count" : "request")\(isOld ? ".old" : "")\(hasBeta ? ".beta" : "")"
        guard let found = AnthropicShapes.table.finding(in: json, as: shape) else { return nil }
        let path = (found.path + [.name(found.name)]).dotted
        guard found.isTag else { return "\(path): Extra inputs are not permitted" }
        if found.value.isNull { return "\(path): Field required" }
        return "\(found.path.dotted): Input tag '\(found.value.string ?? "")' found using '\(found.name)' does not "
            + "match any of the expected tags"
    }

    /// In the newer version these are no members at all.
    private var sampling: String? {
        for name in ["temperature", "top_p", "top_k"] {
            guard let json = call.json, json.has(name) else { continue }
            guard let value = call[name].double else { return "\(name): Input should be a valid number" }
            if name == "top_k" ? value < 0 : !(0...1).contains(value) {
                return "\(name): range: 0..1"
            }
            if let version = modelVersion(call.model), version.major >= 5 {
                return "`\(name)` is not supported for this model."
            }
        }
        return nil
    }

    private var caching: String? {
        let marks =
            call["tools"].cacheMarks + call["system"].cacheMarks + call["messages"].cacheMarks
            + (call.json?.has("cache_control") == true ? [call["cache_control"]] : [])
        if marks.count > 4 {
            return "A maximum of 4 blocks with cache_control may be provided. Found \(marks.count)."
        }
        var wasShort = false
        for mark in marks {
            guard mark["type"].string == "ephemeral" else {
                return "cache_control.type: Input should be 'ephemeral'"
            }
            switch mark["ttl"].string ?? "5m" {
            case "5m": wasShort = true
            case "1h" where wasShort:
                return "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block"
            case "1h": break
            default: return "cache_control.ephemeral.ttl: Input should be '5m' or '1h'"
            }
        }
        return nil
    }

    private var ending: String? {
        for (index, stop) in (call["stop_sequences"].array ?? []).enumerated() where stop.string?.isBlank != false {
            return "stop_sequences.\(index): each stop sequence must contain non-whitespace"
        }
        guard let last = turns.last, last.role == "assistant" else { return nil }
        // From 4.6 on the model itself begins its answer.
        if modelVersion(call.model).map({ $0 >= (4, 6) }) ?? true {
            return "This model does not support assistant message prefill. The conversation must end with a user "
                + "message."
        }
        guard let text = last.blocks.last?.value["text"].string, text.last?.isWhitespace == true else { return nil }
        return "messages: final assistant content cannot end with trailing whitespace"
    }
}

extension JSON {
    /// All cache marks in the value, in their order. The input of a tool and its schema have none.
    var cacheMarks: [JSON] {
        switch self {
        case .array(let items): items.flatMap(\.cacheMarks)
        case .object(let members):
            members.flatMap { member -> [JSON] in
                switch member.name {
                case "cache_control": member.value.isNull ? [] : [member.value]
                case "content": member.value.cacheMarks
                default: []
                }
            }
        case .null, .bool, .number, .string: []
        }
    }
}
