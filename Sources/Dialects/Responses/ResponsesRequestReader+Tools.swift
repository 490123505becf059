import PlanBConversation
import PlanBWire

extension ResponsesRequestReader {
    mutating func readTools(_ root: JSONNode) throws(ClientError) {
        if let tools = root["tools"]?.unlessNull {
            var index = 0
            for tool in try TypedMember.array(tools, "tools") {
                try readTool(tool, "tools[\(index)]")
                index += 1
            }
        }
        if let choice = root["tool_choice"]?.unlessNull { try readChoice(choice) }
    }

    private mutating func readTool(_ tool: JSONNode, _ path: String) throws(ClientError) {
        _ = try TypedMember.object(tool, path)
        guard try TypedMember.word(tool["type"], "\(path).type") == "function" else {
            return refuse(path, "is a tool of the Responses API's own")
        }
        noteOthers(of: tool, "tools", known: ["type", "name", "description", "parameters", "strict"])
        var read = Tool(name: try TypedMember.word(tool["name"], "\(path).name"))
        if let description = tool["description"]?.unlessNull {
            read.description = try TypedMember.string(description, "\(path).description")
        }
        if let schema = tool["parameters"]?.unlessNull {
            read.schema = try TypedMember.object(schema, "\(path).parameters")
        }
        // Unlike in chat completions, a tool is strict unless it says otherwise.
        read.isStrict =
            try tool["strict"]?.unlessNull.map { node throws(ClientError) in
                try TypedMember.bool(node, "\(path).strict")
            } ?? true
        prompt.tools.append(read)
    }

    private mutating func readChoice(_ choice: JSONNode) throws(ClientError) {
        if choice.kind == .string {
            prompt.toolChoice = try mode(choice, "tool_choice", words: ["auto", "none", "required"])
            return
        }
        _ = try TypedMember.object(choice, "tool_choice")
        switch try TypedMember.word(choice["type"], "tool_choice.type") {
        case "function": prompt.toolChoice = .named(try TypedMember.word(choice["name"], "tool_choice.name"))
        case "allowed_tools":
            guard let modeNode = choice["mode"]?.unlessNull else { throw TypedMember.missing("tool_choice.mode") }
            let mode = try mode(modeNode, "tool_choice.mode", words: ["auto", "required"])
            guard let tools = choice["tools"]?.unlessNull else { throw TypedMember.missing("tool_choice.tools") }
            var names: [String] = []
            for tool in try TypedMember.array(tools, "tool_choice.tools") {
                guard tool["type"]?.isString("function") == true else {
                    refuse("tool_choice.tools", "names a tool of the Responses API's own")
                    continue
                }
                names.append(try TypedMember.word(tool["name"], "tool_choice.tools[].name"))
            }
            prompt.toolChoice = .allowed(names, isRequired: mode == .required)
        default: refuse("tool_choice", "demands a tool of the Responses API's own")
        }
    }

    private func mode(_ node: JSONNode, _ path: String, words: [String]) throws(ClientError) -> ToolChoice {
        let word = try TypedMember.string(node, path).text
        switch word {
        case "auto": return .auto
        case "required": return .required
        case "none" where words.contains(word): return .none
        default: throw TypedMember.unknown(path, words.joined(separator: ", "))
        }
    }
}
