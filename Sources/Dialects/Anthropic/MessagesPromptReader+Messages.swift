import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension MessagesPromptReader {
    /// `system` and `messages`.
    mutating func readMessages(_ root: JSONNode) throws(ClientError) {
        if let system = root["system"]?.unlessNull { prompt.system = try texts(system, "system") }
        guard let messages = root["messages"]?.unlessNull else { throw MessagesFault.missing("messages") }
        guard let list = messages.array else { throw MessagesFault.type("messages", "an array") }
        guard !messages.isEmpty else {
            throw MessagesFault.value("messages", "is empty; it needs at least one message")
        }
        for (index, message) in list.enumerated() { try readMessage(message, MessagesPlace("messages", index)) }
    }

    private mutating func readMessage(_ message: JSONNode, _ place: MessagesPlace) throws(ClientError) {
        guard message.kind == .object else { throw MessagesFault.type(place.description, "an object") }
        guard let word = message["role"]?.string, let role = Turn.Role(rawValue: word) else {
            throw MessagesFault.value("\(place).role", "must be \"user\", \"assistant\" or \"system\"")
        }
        guard let content = message["content"]?.unlessNull else { throw MessagesFault.missing("\(place).content") }
        try noteOthers(message, "messages", but: ["role", "content"])
        var blocks: [Block] = []
        if let text = content.text {
            blocks = [.text(text)]
        } else if let items = content.array {
            for (index, item) in items.enumerated() {
                var place = place
                place.block = index
                try readBlock(item, of: role, place, into: &blocks)
            }
        } else {
            throw MessagesFault.type("\(place).content", "a string or an array of blocks")
        }
        if role == .user, !blocks.contains(where: { $0.text?.isBlank != true }), !hasRefused(content) {
            throw MessagesFault.value("\(place).content", "is empty; a message of the user needs content")
        }
        // The API takes a system message only after one of the user; one before all others is meant as `system`.
        if role == .system, prompt.turns.isEmpty {
            prompt.system += blocks
        } else {
            prompt.turns.append(Turn(role, blocks))
        }
    }

    /// Whether nothing is left of `content` only because it is named in `unportable`.
    private func hasRefused(_ content: JSONNode) -> Bool {
        content.array?.contains { $0["type"]?.isString("text") == false } ?? false
    }

    private mutating func readBlock(
        _ node: JSONNode, of role: Turn.Role, _ place: MessagesPlace, into blocks: inout [Block]
    ) throws(ClientError) {
        guard node.kind == .object else { throw MessagesFault.type(place.description, "an object") }
        guard let type = node["type"]?.string else { throw MessagesFault.missing("\(place).type") }
        switch (type, role) {
        case ("text", _), (_, .system):
            guard type == "text" else { return refuse(type: type, at: place) }
            blocks.append(try text(node, place))
        case ("image", _), ("document", _), ("search_result", _): try readMedia(node, type, place, into: &blocks)
        case ("tool_use", .assistant): blocks.append(try call(node, place))
        case ("tool_result", .user): blocks.append(try result(node, place))
        case ("thinking", .assistant): try readThinking(node, place, into: &blocks)
        case ("redacted_thinking", .assistant):
            let data = try required(node, "data", place)
            try noteOthers(node, place.general, but: ["type", "data"])
            guard case .known(let origin, let sealed) = MessagesThought.maker(of: data) else { return }
            blocks.append(Block(.reasoning(Reasoning(sealed: sealed, origin: origin))))
        case ("tool_use", _), ("tool_result", _), ("thinking", _), ("redacted_thinking", _):
            let side = type == "tool_result" ? "user" : "assistant"
            throw MessagesFault.value("\(place).type", "is \"\(type)\", which only the \(side) may say")
        default: refuse(type: type, at: place)
        }
    }

    private mutating func readThinking(
        _ node: JSONNode, _ place: MessagesPlace, into blocks: inout [Block]
    ) throws(ClientError) {
        let words = try required(node, "thinking", place)
        let text = words.isEmpty ? nil : words
        try noteOthers(node, place.general, but: ["type", "thinking", "signature"])
        guard let signature = node["signature"]?.text, !signature.isEmpty else {
            return blocks.append(Block(.reasoning(Reasoning(text: text, origin: .anthropic))))
        }
        guard case .known(let origin, let seal) = MessagesThought.maker(of: signature) else { return }
        blocks.append(Block(.reasoning(Reasoning(text: text, signature: seal, origin: origin))))
    }

    private mutating func call(_ node: JSONNode, _ place: MessagesPlace) throws(ClientError) -> Block {
        let input = node["input"]?.unlessNull
        guard input == nil || input?.kind == .object else { throw MessagesFault.type("\(place).input", "an object") }
        try noteOthers(node, place.general, but: ["type", "id", "name", "input", "cache_control", "caller"])
        // `direct` is the model itself; others are hosted tools, whose blocks are refused by their own name.
        if let caller = node["caller"]?.unlessNull, caller["type"]?.isString("direct") != true {
            refuse(type: "caller", at: place)
        }
        return Block(
            .call(
                ToolCall(
                    id: try name(node, "id", place), name: try name(node, "name", place),
                    arguments: ToolArguments(node: input))),
            cache: try Self.cacheMark(node, place.description))
    }

    private mutating func result(_ node: JSONNode, _ place: MessagesPlace) throws(ClientError) -> Block {
        var blocks: [Block] = []
        if let content = node["content"]?.unlessNull {
            if let text = content.text {
                if !text.isEmpty { blocks = [.text(text)] }
            } else if let items = content.array {
                for (index, item) in items.enumerated() {
                    var place = place
                    place.inner = index
                    try readInner(item, place, into: &blocks)
                }
            } else {
                throw MessagesFault.type("\(place).content", "a string or an array of blocks")
            }
        }
        var isError: Bool?
        if let flag = node["is_error"]?.unlessNull {
            guard let flag = flag.bool else { throw MessagesFault.type("\(place).is_error", "true or false") }
            isError = flag
        }
        try noteOthers(node, place.general, but: ["type", "tool_use_id", "content", "is_error", "cache_control"])
        return Block(
            .result(ToolResult(id: try name(node, "tool_use_id", place), blocks: blocks, isError: isError)),
            cache: try Self.cacheMark(node, place.description))
    }

    private mutating func readInner(
        _ node: JSONNode, _ place: MessagesPlace, into blocks: inout [Block]
    ) throws(ClientError) {
        guard node.kind == .object else { throw MessagesFault.type(place.description, "an object") }
        switch node["type"]?.string {
        case nil: throw MessagesFault.missing("\(place).type")
        case "text": blocks.append(try text(node, place))
        case "image", "document", "search_result":
            try readMedia(node, node["type"]?.string ?? "", place, into: &blocks)
        case let type?: refuse(type: type, at: place)
        }
    }

    // MARK: Parts

    /// A string, or an array of text blocks.
    private mutating func texts(_ node: JSONNode, _ list: StaticString) throws(ClientError) -> [Block] {
        if let text = node.text { return [.text(text)] }
        guard let items = node.array else {
            throw MessagesFault.type(list.description, "a string or an array of text blocks")
        }
        var blocks: [Block] = []
        for (index, item) in items.enumerated() {
            let place = MessagesPlace(list, index)
            guard item.kind == .object else { throw MessagesFault.type(place.description, "an object") }
            guard item["type"]?.isString("text") == true else {
                throw MessagesFault.value("\(place).type", "must be \"text\"")
            }
            blocks.append(try text(item, place))
        }
        return blocks
    }

    func required(_ node: JSONNode, _ member: StaticString, _ place: MessagesPlace) throws(ClientError) -> JSONString {
        guard let value = node[member]?.unlessNull else { throw MessagesFault.missing("\(place).\(member)") }
        guard let text = value.text else { throw MessagesFault.type("\(place).\(member)", "a string") }
        return text
    }

    private func name(_ node: JSONNode, _ member: StaticString, _ place: MessagesPlace) throws(ClientError) -> String {
        let name = try required(node, member, place).text
        guard !name.isEmpty else { throw MessagesFault.value("\(place).\(member)", "is empty") }
        return name
    }

    /// Citations point into documents that the answer of another provider does not know: they are left out by name.
    mutating func text(_ node: JSONNode, _ place: MessagesPlace) throws(ClientError) -> Block {
        let text = try required(node, "text", place)
        try noteOthers(node, place.general, but: ["type", "text", "cache_control", "citations"])
        if let citations = node["citations"]?.unlessNull, !citations.isEmpty {
            try note(place.general + ".citations", citations)
        }
        return Block(.text(text), cache: try Self.cacheMark(node, place.description))
    }
}
