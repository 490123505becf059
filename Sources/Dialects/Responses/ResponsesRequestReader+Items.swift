import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ResponsesRequestReader {
    mutating func readInput(_ input: JSONNode) throws(ClientError) {
        if let text = input.text {
            prompt.turns.append(Turn(.user, [.text(text)]))
            return
        }
        guard let items = input.array else {
            throw TypedMember.wrongType("input", "a string or an array of items")
        }
        var index = 0
        for item in items {
            try read(item, "input[\(index)]")
            index += 1
        }
    }

    private mutating func read(_ item: JSONNode, _ path: String) throws(ClientError) {
        guard item.kind == .object else { throw TypedMember.wrongType(path, "an object") }
        guard let type = item["type"]?.unlessNull else { return try readMessage(item, path) }
        switch try TypedMember.string(type, "\(path).type").text {
        case "message": try readMessage(item, path)
        case "function_call": try readCall(item, path)
        case "function_call_output": try readResult(item, path)
        case "reasoning": try readReasoning(item, path)
        case "item_reference": refuse(path, "names an item that is stored in an OpenAI account")
        default: refuse(path, "is an item of a type that only the Responses API knows")
        }
    }

    private mutating func readMessage(_ item: JSONNode, _ path: String) throws(ClientError) {
        // The id is a name for a copy in the account of the maker; what it names is here as well.
        noteOthers(of: item, "input", known: ["type", "role", "content", "id", "status"])
        let role: Turn.Role
        switch try TypedMember.word(item["role"], "\(path).role") {
        case "user": role = .user
        case "assistant": role = .assistant
        case "system", "developer": role = .system
        default: throw TypedMember.unknown("\(path).role", "user, assistant, system or developer")
        }
        guard let content = item["content"]?.unlessNull else { throw TypedMember.missing("\(path).content") }
        let blocks = try blocks(of: content, "\(path).content", isAssistant: role == .assistant)
        if role == .system, prompt.turns.isEmpty {
            prompt.system += blocks
        } else {
            prompt.turns.append(Turn(role, blocks))
        }
    }

    private mutating func readCall(_ item: JSONNode, _ path: String) throws(ClientError) {
        noteOthers(
            of: item, "input", known: ["type", "id", "call_id", "name", "arguments", "status", "namespace"])
        if let namespace = item["namespace"], namespace.kind != .null {
            refuse("\(path).namespace", "belongs to a group of tools that only the Responses API knows")
        }
        let arguments =
            if let node = item["arguments"]?.unlessNull {
                ToolArguments(text: try TypedMember.string(node, "\(path).arguments"))
            } else { ToolArguments.none }
        let call = ToolCall(
            id: try TypedMember.word(item["call_id"], "\(path).call_id"),
            name: try TypedMember.word(item["name"], "\(path).name"), arguments: arguments)
        prompt.turns.append(Turn(.assistant, [Block(.call(call))]))
    }

    private mutating func readResult(_ item: JSONNode, _ path: String) throws(ClientError) {
        noteOthers(of: item, "input", known: ["type", "id", "call_id", "name", "output", "status"])
        var result = ToolResult(id: try TypedMember.word(item["call_id"], "\(path).call_id"))
        guard let output = item["output"] else { throw TypedMember.missing("\(path).output") }
        if output.kind != .null {
            result.blocks = try blocks(of: output, "\(path).output", isAssistant: false)
                .filter { $0.text?.isEmpty != true }
        }
        prompt.turns.append(Turn(.user, [Block(.result(result))]))
    }

    private mutating func readReasoning(_ item: JSONNode, _ path: String) throws(ClientError) {
        noteOthers(of: item, "input", known: ["type", "id", "summary", "content", "encrypted_content", "status"])
        var reasoning = Reasoning(text: ResponsesThought.text(of: item), origin: .responses)
        if let sealed = item["encrypted_content"]?.unlessNull {
            reasoning.sealed = try TypedMember.string(sealed, "\(path).encrypted_content")
        }
        guard reasoning.text != nil || reasoning.sealed != nil else {
            // Only its maker's account knows what was thought.
            return note("input.reasoning", item)
        }
        prompt.turns.append(Turn(.assistant, [Block(.reasoning(reasoning))]))
    }
}

/// The words of a reasoning item.
enum ResponsesThought {
    /// What stands between two parts of a summary.
    static let pause: JSONString = "\n\n"

    /// The summary, or else the thought itself; nil if there is neither.
    static func text(of item: JSONNode) -> JSONString? { joined(item["summary"]) ?? joined(item["content"]) }

    private static func joined(_ parts: JSONNode?) -> JSONString? {
        var whole: JSONString = ""
        for part in parts?.items ?? JSONNode.null.items {
            guard let text = part["text"]?.text, !text.isEmpty else { continue }
            if !whole.isEmpty { whole.append(pause) }
            whole.append(text)
        }
        return whole.isEmpty ? nil : whole
    }
}
