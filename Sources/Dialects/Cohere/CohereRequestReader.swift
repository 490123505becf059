import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads a client's request to Cohere's chat API.
/// https://docs.cohere.com/reference/chat
struct CohereRequestReader {
    var prompt: Prompt
    private var extraNames: Set<String> = []

    private init(model: String) { prompt = Prompt(.cohere, model: model) }

    static func read(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        let root = try TypedMember.root(of: body)
        var reader = CohereRequestReader(model: try TypedMember.model(root["model"], path))
        for member in root.items where member.kind != .null { try reader.take(member) }
        try reader.readTools(root)
        guard let messages = root["messages"]?.unlessNull else { throw TypedMember.missing("messages") }
        try reader.readMessages(messages)
        var prompt = reader.prompt
        do throws(PromptFault) { try prompt.settle() } catch {
            throw .badRequest("invalid_value", parameter: "messages", error.message)
        }
        guard !prompt.turns.isEmpty || !prompt.system.isEmpty || !prompt.unportable.isEmpty else {
            throw .badRequest(
                "invalid_value", parameter: "messages", "\"messages\" is empty; send a message of the user.")
        }
        return prompt
    }

    /// Keeps what another dialect can do without, once for each name.
    mutating func note(_ name: String, _ value: JSONNode) {
        if value.kind != .null, extraNames.insert(name).inserted { prompt.extras.append(Extra(name, value)) }
    }

    /// Notes the members of `node` that are not among `known`.
    mutating func noteOthers(of node: JSONNode, _ path: String, known: [StaticString]) {
        for member in node.items where !known.contains(where: member.isNamed) {
            note("\(path).\(member.key)", member)
        }
    }

    mutating func refuse(_ field: String, _ reason: String) { prompt.unportable.append(Refusal(field, reason)) }

    private mutating func take(_ member: JSONNode) throws(ClientError) {
        let name = member.key
        switch name {
        case "model", "messages", "tools", "tool_choice", "strict_tools": break
        case "stream": prompt.isStream = try TypedMember.bool(member, name)
        case "max_tokens": prompt.outputLimit = try TypedMember.int(member, name, in: 1...Int.max)
        case "temperature": prompt.sampling.temperature = try TypedMember.number(member, name)
        case "p": prompt.sampling.topP = try TypedMember.number(member, name)
        case "k":
            // 0 switches the limit off, as other dialects do by not saying anything.
            let number = try TypedMember.number(member, name)
            prompt.sampling.topK = number.int == 0 ? nil : number
        case "seed": prompt.sampling.seed = try TypedMember.number(member, name)
        case "frequency_penalty": prompt.sampling.frequencyPenalty = try TypedMember.number(member, name)
        case "presence_penalty": prompt.sampling.presencePenalty = try TypedMember.number(member, name)
        case "stop_sequences": try readStops(member)
        case "response_format": try readFormat(member)
        case "thinking": try readThinking(member)
        case "logprobs":
            if try TypedMember.bool(member, name) { refuse(name, "is given in a form that only Cohere has") }
        case "documents":
            _ = try TypedMember.array(member, name)
            if !member.isEmpty {
                refuse(name, "are searched and cited in a way that only Cohere has")
            }
        default: note(name, member)
        }
    }

    private mutating func readStops(_ stops: JSONNode) throws(ClientError) {
        for stop in try TypedMember.array(stops, "stop_sequences") {
            let text = try TypedMember.string(stop, "stop_sequences")
            if !text.isEmpty { prompt.stops.append(text) }
        }
    }

    private mutating func readFormat(_ format: JSONNode) throws(ClientError) {
        _ = try TypedMember.object(format, "response_format")
        noteOthers(of: format, "response_format", known: ["type", "json_schema"])
        switch try TypedMember.word(format["type"], "response_format.type") {
        case "text": prompt.format = .text
        case "json_object":
            guard let schema = format["json_schema"]?.unlessNull else {
                prompt.format = .json
                return
            }
            prompt.format = .schema(
                AnswerSchema(name: "answer", schema: try TypedMember.object(schema, "response_format.json_schema")))
        default: throw TypedMember.unknown("response_format.type", "text or json_object")
        }
    }

    private mutating func readThinking(_ thinking: JSONNode) throws(ClientError) {
        _ = try TypedMember.object(thinking, "thinking")
        noteOthers(of: thinking, "thinking", known: ["type", "token_budget"])
        switch try TypedMember.word(thinking["type"], "thinking.type") {
        case "disabled": prompt.reasoning = ReasoningWish(effort: ReasoningWish.Effort.none)
        case "enabled":
            var wish = ReasoningWish(isShown: true)
            if let budget = thinking["token_budget"]?.unlessNull {
                wish.budget = try TypedMember.int(budget, "thinking.token_budget", in: 0...Int.max)
            }
            prompt.reasoning = wish
        default: throw TypedMember.unknown("thinking.type", "enabled or disabled")
        }
    }

    private mutating func readTools(_ root: JSONNode) throws(ClientError) {
        let isStrict = try root["strict_tools"]?.unlessNull.map { node throws(ClientError) in
            try TypedMember.bool(node, "strict_tools")
        }
        if let tools = root["tools"]?.unlessNull {
            var index = 0
            for tool in try TypedMember.array(tools, "tools") {
                try readTool(tool, "tools[\(index)]", isStrict == true ? true : nil)
                index += 1
            }
        }
        guard let choice = root["tool_choice"]?.unlessNull else { return }
        switch try TypedMember.string(choice, "tool_choice").text {
        case "REQUIRED": prompt.toolChoice = .required
        case "NONE": prompt.toolChoice = ToolChoice.none
        default: throw TypedMember.unknown("tool_choice", "REQUIRED or NONE, or left out")
        }
    }

    private mutating func readTool(_ tool: JSONNode, _ path: String, _ isStrict: Bool?) throws(ClientError) {
        _ = try TypedMember.object(tool, path)
        if let type = tool["type"]?.unlessNull, !type.isString("function") {
            return refuse(path, "is a tool of Cohere's own")
        }
        noteOthers(of: tool, "tools", known: ["type", "function"])
        let function = try TypedMember.object(tool["function"], "\(path).function")
        noteOthers(of: function, "tools.function", known: ["name", "description", "parameters"])
        var read = Tool(name: try TypedMember.word(function["name"], "\(path).function.name"), isStrict: isStrict)
        if let description = function["description"]?.unlessNull {
            read.description = try TypedMember.string(description, "\(path).function.description")
        }
        if let schema = function["parameters"]?.unlessNull {
            read.schema = try TypedMember.object(schema, "\(path).function.parameters")
        }
        prompt.tools.append(read)
    }
}
