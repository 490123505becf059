/// What may stand in a message, and in whose.
extension AnthropicChecks {
    var messages: String? {
        for (index, block) in (call["system"].array ?? []).enumerated() {
            if block["type"].string != "text" { return "system.\(index).type: Input should be 'text'" }
            if block["text"].string?.isBlank != false { return "system: text content blocks must be non-empty" }
        }
        for (index, message) in (call["messages"].array ?? []).enumerated() {
            if let found = roleComplaint(message, index) ?? contentComplaint(message, index) { return found }
        }
        if turns.first?.role != "user" { return #"messages: first message must use the "user" role"# }
        return turns.lazy.compactMap { turn in
            turn.blocks.lazy.compactMap { blockComplaint($0, turn.role) }.first
        }.first
    }

    private func roleComplaint(_ message: JSON, _ index: Int) -> String? {
        switch message["role"].string {
        case "user", "assistant": return nil
        case "system":
            // Only recent models take one, and only right after the user spoke.
            let knows = modelVersion(call.model).map { $0 >= (5, 0) || (call.model.contains("opus") && $0 >= (4, 8)) }
            guard knows == true else { break }
            let before = index > 0 ? call["messages"].array?[index - 1] : nil
            guard before?["role"].string == "user" else {
                return "messages.\(index): a system message must directly follow a user message"
            }
            let content = message["content"]
            let isText = content.string != nil || content.array?.allSatisfy { $0["type"].string == "text" } == true
            return isText ? nil : "messages.\(index).content: system messages can only have text"
        default: break
        }
        return "messages.\(index).role: Input should be 'user' or 'assistant'"
    }

    private func contentComplaint(_ message: JSON, _ index: Int) -> String? {
        guard message.has("content") else { return "messages.\(index).content: Field required" }
        let content = message["content"]
        guard content.string != nil || content.array != nil else {
            return "messages.\(index).content: Input should be a valid list"
        }
        if content.string?.isEmpty == true || content.array?.isEmpty == true {
            return "messages.\(index): all messages must have non-empty content"
        }
        return nil
    }

    private func blockComplaint(_ block: AnthropicTurn.Block, _ role: String) -> String? {
        let (value, type) = (block.value, block.type)
        switch type {
        case "text": return textComplaint(value, block.path, role)
        case "tool_use":
            guard role == "assistant" else { return misplaced(block, role) }
            guard value["id"].string?.isName() == true else {
                return "\(block.path).tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"
            }
            guard value["name"].string?.isName(upTo: 200) == true else {
                return "\(block.path).tool_use.name: String should match pattern '^[a-zA-Z0-9_-]{1,200}$'"
            }
            return value["input"].members == nil
                ? "\(block.path).tool_use.input: Input should be a valid dictionary" : nil
        case "tool_result":
            guard role == "user" else { return misplaced(block, role) }
            guard value["tool_use_id"].string?.isName() == true else {
                return "\(block.path).tool_result.tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'"
            }
            return resultComplaint(value, block.path)
        case "thinking", "redacted_thinking": return role == "assistant" ? nil : misplaced(block, role)
        case "image": return role == "user" ? imageComplaint(value, block.path) : misplaced(block, role)
        case "document":
            return role == "user" || AnthropicShapes.isOld(call.version) ? nil : misplaced(block, role)
        default: return nil
        }
    }

    private func misplaced(_ block: AnthropicTurn.Block, _ role: String) -> String {
        "\(block.path): `\(block.type)` blocks are not allowed in `\(role)` messages"
    }

    private func textComplaint(_ value: JSON, _ path: String, _ role: String) -> String? {
        guard let text = value["text"].string else { return "\(path).text.text: Field required" }
        if text.isEmpty { return "messages: text content blocks must be non-empty" }
        if text.isBlank { return "messages: text content blocks must contain non-whitespace text" }
        if role == "user", value["citations"].array?.isEmpty == false, !AnthropicShapes.isOld(call.version) {
            return "\(path).text.citations: Extra inputs are not permitted"
        }
        return nil
    }

    private func resultComplaint(_ value: JSON, _ path: String) -> String? {
        if value["content"].members != nil || value["content"].int != nil {
            return "\(path).tool_result.content: Input should be a valid list"
        }
        for part in value["content"].array ?? [] {
            let type = part["type"].string ?? ""
            guard ["text", "image", "document", "search_result", "tool_reference"].contains(type) else {
                return "\(path).tool_result.content: `\(type)` blocks are not allowed in a tool result"
            }
            if type == "text", part["text"].string?.isEmpty != false {
                return "messages: text content blocks must be non-empty"
            }
            if type == "image", let found = imageComplaint(part, path) { return found }
        }
        return nil
    }

    private func imageComplaint(_ value: JSON, _ path: String) -> String? {
        let source = value["source"]
        guard source["type"].string == "base64" else {
            return source.isNull ? "\(path).image.source: Field required" : nil
        }
        let types = ["image/jpeg", "image/png", "image/gif", "image/webp"]
        guard let type = source["media_type"].string, types.contains(type) else {
            return "\(path).image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or "
                + "'image/webp'"
        }
        guard let data = source["data"].string, data.isBase64 else {
            return "\(path).image.source.base64.data: Invalid base64 data"
        }
        return nil
    }
}
