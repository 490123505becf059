import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension MessagesPromptReader {
    /// `tools` and `tool_choice`.
    mutating func readTools(_ root: JSONNode) throws(ClientError) {
        if let tools = root["tools"]?.unlessNull {
            guard let tools = tools.array else { throw MessagesFault.type("tools", "an array") }
            for (index, tool) in tools.enumerated() { try readTool(tool, MessagesPlace("tools", index)) }
        }
        guard let choice = root["tool_choice"]?.unlessNull else { return }
        guard choice.kind == .object else { throw MessagesFault.type("tool_choice", "an object") }
        switch choice["type"]?.string {
        case "auto": prompt.toolChoice = .auto
        case "none": prompt.toolChoice = ToolChoice.none
        case "any": prompt.toolChoice = .required
        case "tool":
            guard let name = choice["name"]?.string, !name.isEmpty else {
                throw MessagesFault.missing("tool_choice.name")
            }
            prompt.toolChoice = .named(name)
        default: throw MessagesFault.value("tool_choice.type", "must be \"auto\", \"any\", \"tool\" or \"none\"")
        }
        if let single = choice["disable_parallel_tool_use"]?.unlessNull {
            guard let single = single.bool else {
                throw MessagesFault.type("tool_choice.disable_parallel_tool_use", "true or false")
            }
            prompt.allowsParallelCalls = !single
        }
        try noteOthers(choice, "tool_choice", but: ["type", "name", "disable_parallel_tool_use"])
    }

    private mutating func readTool(_ node: JSONNode, _ place: MessagesPlace) throws(ClientError) {
        guard node.kind == .object else { throw MessagesFault.type(place.description, "an object") }
        if let type = node["type"]?.unlessNull, !type.isString("custom") {
            return refuse(type: type.string ?? "unknown", at: place)
        }
        let name = try required(node, "name", place).text
        guard !name.isEmpty else { throw MessagesFault.value("\(place).name", "is empty") }
        guard let schema = node["input_schema"]?.unlessNull else {
            throw MessagesFault.missing("\(place).input_schema")
        }
        guard schema.kind == .object else { throw MessagesFault.type("\(place).input_schema", "an object") }
        let description = node["description"]?.unlessNull
        guard description == nil || description?.kind == .string else {
            throw MessagesFault.type("\(place).description", "a string")
        }
        let strict = node["strict"]?.unlessNull
        guard strict == nil || strict?.bool != nil else { throw MessagesFault.type("\(place).strict", "true or false") }
        prompt.tools.append(
            Tool(
                name: name, description: description?.text, schema: schema, isStrict: strict?.bool,
                cache: try Self.cacheMark(node, place.description)))
        for member in node.items {
            if ["type", "name", "description", "input_schema", "strict", "cache_control"].contains(
                where: member.isNamed)
            {
                continue
            }
            // What is so anyway.
            if member.isNamed("eager_input_streaming") || member.isNamed("defer_loading"), member.kind == .false {
                continue
            }
            if member.isNamed("allowed_callers"), member.items.allSatisfy({ $0.isString("direct") }) { continue }
            try note("tools." + member.key, member)
        }
    }

    /// `thinking` and `output_config`.
    mutating func readThinking(_ root: JSONNode) throws(ClientError) {
        var wish: ReasoningWish?
        if let thinking = root["thinking"]?.unlessNull {
            guard thinking.kind == .object else { throw MessagesFault.type("thinking", "an object") }
            wish = ReasoningWish()
            switch thinking["type"]?.string {
            case "enabled":
                guard let budget = thinking["budget_tokens"]?.int, budget > 0 else {
                    throw MessagesFault.type("thinking.budget_tokens", "a positive integer")
                }
                wish?.budget = budget
            case "adaptive": break
            case "disabled": wish?.effort = ReasoningWish.Effort.none
            case "between_tools": try note("thinking.type", thinking["type"] ?? .null)
            default:
                throw MessagesFault.value("thinking.type", "must be \"adaptive\", \"enabled\" or \"disabled\"")
            }
            switch thinking["display"]?.string {
            case "summarized": wish?.isShown = true
            case "omitted": wish?.isShown = false
            default: if let display = thinking["display"] { try note("thinking.display", display) }
            }
            try noteOthers(thinking, "thinking", but: ["type", "budget_tokens", "display"])
        }
        if let config = root["output_config"]?.unlessNull { try readOutput(config, &wish) }
        prompt.reasoning = wish
    }

    private mutating func readOutput(_ config: JSONNode, _ wish: inout ReasoningWish?) throws(ClientError) {
        guard config.kind == .object else { throw MessagesFault.type("output_config", "an object") }
        try noteOthers(config, "output_config", but: ["effort", "format"])
        if let node = config["effort"]?.unlessNull {
            guard let effort = node.string.flatMap(ReasoningWish.Effort.init(rawValue:)), effort >= .low else {
                throw MessagesFault.value(
                    "output_config.effort", "must be \"low\", \"medium\", \"high\", \"xhigh\" or \"max\"")
            }
            if wish?.effort == ReasoningWish.Effort.none {
                // Elsewhere effort is how hard to think, and there is to be no thinking.
                try note("output_config.effort", node)
            } else {
                wish = wish ?? ReasoningWish()
                wish?.effort = effort
            }
        }
        guard let format = config["format"]?.unlessNull else { return }
        guard format["type"]?.isString("json_schema") == true else {
            throw MessagesFault.value("output_config.format.type", "must be \"json_schema\"")
        }
        guard let schema = format["schema"], schema.kind == .object else {
            throw MessagesFault.type("output_config.format.schema", "an object")
        }
        try noteOthers(format, "output_config.format", but: ["type", "schema"])
        prompt.format = .schema(AnswerSchema(name: "answer", schema: schema, isStrict: true))
    }

    /// Sampling, stops, and what concerns the request as a whole.
    mutating func readWishes(_ root: JSONNode, _ path: PathFacts) throws(ClientError) {
        if let stream = root["stream"]?.unlessNull {
            guard let stream = stream.bool else { throw MessagesFault.type("stream", "true or false") }
            prompt.isStream = stream
        }
        prompt.isStream = path.isStream ?? prompt.isStream
        // A stream of this dialect always tells usage.
        prompt.wantsUsage = true
        prompt.sampling.temperature = try Self.number(root["temperature"], "temperature")
        prompt.sampling.topP = try Self.number(root["top_p"], "top_p")
        prompt.sampling.topK = try Self.number(root["top_k"], "top_k")
        if let stops = root["stop_sequences"]?.unlessNull {
            guard let stops = stops.array else { throw MessagesFault.type("stop_sequences", "an array of strings") }
            for stop in stops {
                guard let text = stop.text else { throw MessagesFault.type("stop_sequences", "an array of strings") }
                guard !text.isBlank else {
                    throw MessagesFault.value("stop_sequences", "has an entry that is empty or only white space")
                }
                prompt.stops.append(text)
            }
        }
        if let tier = root["service_tier"]?.unlessNull {
            guard let word = tier.string else { throw MessagesFault.type("service_tier", "a string") }
            prompt.serviceTier = word
        }
        if let metadata = root["metadata"]?.unlessNull {
            guard metadata.kind == .object else { throw MessagesFault.type("metadata", "an object") }
            prompt.user = metadata["user_id"]?.text
            try noteOthers(metadata, "metadata", but: ["user_id"])
        }
    }

    private static func number(_ node: JSONNode?, _ name: String) throws(ClientError) -> JSONNode? {
        guard let node = node?.unlessNull else { return nil }
        guard node.kind == .number else { throw MessagesFault.type(name, "a number") }
        return node
    }

    /// The members that are read nowhere else.
    mutating func noteOthers(_ root: JSONNode) throws(ClientError) {
        for member in root.items where !Self.known.contains(where: member.isNamed) {
            switch member.key {
            // Servers and containers that the provider itself would call.
            case "mcp_servers":
                if !member.isEmpty || member.array == nil, member.kind != .null { refuse("mcp_servers") }
            // A conversation that the provider keeps: the client can send it whole instead.
            case MessagesField.thread: if member.kind != .null { refuse(MessagesField.thread) }
            case "container": if member.kind != .null { refuse("container") }
            // Where data may go is not for others to pass over.
            case "inference_geo":
                if member.kind != .null, !member.isString("global") { refuse("inference_geo") }
            case "speed" where member.isString("standard"): break
            // Bedrock's and Vertex's place for the header of that name.
            case "anthropic_version": break
            case let name: try note(name, member)
            }
        }
    }

    private mutating func refuse(_ field: String) {
        prompt.unportable.append(Refusal(field, "has no counterpart outside the Messages API"))
    }

    private static let known: [StaticString] = [
        "model", "messages", "max_tokens", "system", "tools", "tool_choice", "thinking", "output_config", "stream",
        "temperature", "top_p", "top_k", "stop_sequences", "service_tier", "metadata", "cache_control",
    ]
}
