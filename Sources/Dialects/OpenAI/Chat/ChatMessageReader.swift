import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads one message of a chat completion.
struct ChatMessageReader {
    /// Where it stands: `messages[3]`.
    let path: String

    func read(_ message: JSONNode, into prompt: inout Prompt) throws(ClientError) {
        guard let role = try message.object(at: path).member("role") else { throw .missing(path + ".role") }
        switch try role.text(at: path + ".role").text {
        case "system", "developer":
            let blocks = try content(message, &prompt)
            // Those at the beginning are said before the conversation; a later one has its place in it.
            if prompt.turns.isEmpty { prompt.system += blocks } else { prompt.turns.append(Turn(.system, blocks)) }
        case "user":
            let blocks = try content(message, &prompt)
            // What cannot be told elsewhere is the better thing to complain of.
            guard !blocks.allSatisfy({ $0.text?.isBlank == true }) || !prompt.unportable.isEmpty else {
                throw .wrongValue(path + ".content", "something other than white space")
            }
            prompt.turns.append(Turn(.user, blocks))
        case "assistant": prompt.turns.append(Turn(.assistant, try assistant(message, &prompt)))
        case "tool": prompt.turns.append(Turn(.user, [try result(message, &prompt)]))
        case "function": prompt.refuse(path, "has the role of a legacy function: send a tool's result")
        default: throw .wrongValue(path + ".role", "system, developer, user, assistant or tool")
        }
        for member in message.items where member.kind != .null { note(member, &prompt) }
    }

    /// What is not read elsewhere is left out, and that is said.
    private func note(_ member: JSONNode, _ prompt: inout Prompt) {
        switch member.key {
        case "role", "content", "refusal", "tool_calls", "tool_call_id", "reasoning_content", "reasoning": break
        case "audio": prompt.refuse(path + ".audio", "is sound that OpenAI has kept")
        case "function_call": prompt.refuse(path + ".function_call", "was replaced by \"tool_calls\": send those")
        case let name: prompt.leaveOut("messages." + name, member)
        }
    }

    private func assistant(_ message: JSONNode, _ prompt: inout Prompt) throws(ClientError) -> [Block] {
        var blocks: [Block] = []
        if let thought = (message.member("reasoning_content") ?? message.member("reasoning"))?.text, !thought.isBlank {
            blocks.append(Block(.reasoning(Reasoning(text: thought, origin: .openAI))))
        }
        if message.member("content") != nil { blocks += try content(message, &prompt) }
        if let refusal = message.member("refusal") {
            blocks.append(Block(.refusal(try refusal.text(at: path + ".refusal"))))
        }
        guard let calls = message.member("tool_calls") else { return blocks }
        for (index, item) in try calls.elements(at: path + ".tool_calls").enumerated() {
            let path = "\(self.path).tool_calls[\(index)]"
            guard let function = try item.object(at: path).member("function") else {
                prompt.refuse(path, "is no call of a function")
                continue
            }
            guard let id = item.member("id") else { throw .missing(path + ".id") }
            guard let name = try function.object(at: path).member("name") else {
                throw .missing(path + ".function.name")
            }
            let arguments = function.member("arguments")
            blocks.append(
                Block(
                    .call(
                        ToolCall(
                            id: try id.text(at: path + ".id").text,
                            name: try name.text(at: path + ".function.name").text,
                            arguments: arguments?.text.map { ToolArguments(text: $0) } ?? ToolArguments(node: arguments)
                        ))
                ))
        }
        return blocks
    }

    private func result(_ message: JSONNode, _ prompt: inout Prompt) throws(ClientError) -> Block {
        guard let id = message.member("tool_call_id") else { throw .missing(path + ".tool_call_id") }
        let blocks = message.member("content") == nil ? [] : try content(message, &prompt)
        return Block(
            .result(
                ToolResult(
                    id: try id.text(at: path + ".tool_call_id").text,
                    blocks: blocks.filter { $0.text?.isEmpty != true })))
    }

    private func content(_ message: JSONNode, _ prompt: inout Prompt) throws(ClientError) -> [Block] {
        let path = self.path + ".content"
        guard let content = message.member("content") else { throw .missing(path) }
        if let text = content.text { return [.text(text)] }
        guard let parts = content.array else { throw .wrongType(path, "a string or an array of parts") }
        var blocks: [Block] = []
        for (index, part) in parts.enumerated() {
            if let block = try ChatPartReader(path: "\(path)[\(index)]").read(part, &prompt) { blocks.append(block) }
        }
        return blocks
    }
}

/// Reads one part of a message's content.
struct ChatPartReader {
    let path: String

    func read(_ part: JSONNode, _ prompt: inout Prompt) throws(ClientError) -> Block? {
        guard let type = try part.object(at: path).member("type") else { throw .missing(path + ".type") }
        let content: Block.Content
        switch try type.text(at: path + ".type").text {
        case "text":
            guard let text = part.member("text") else { throw .missing(path + ".text") }
            content = .text(try text.text(at: path + ".text"))
        case "refusal":
            guard let text = part.member("refusal") else { throw .missing(path + ".refusal") }
            content = .refusal(try text.text(at: path + ".refusal"))
        case "image_url": content = .media(try image(part))
        case "input_audio": content = .media(try audio(part))
        case "file":
            guard let file = try file(part, &prompt) else { return nil }
            content = .media(file)
        default:
            prompt.refuse(path, "is a kind of content that other providers do not know")
            return nil
        }
        // The only mark of this dialect that others have as well.
        return Block(content, cache: part.member("prompt_cache_breakpoint") == nil ? nil : CacheMark())
    }

    private func image(_ part: JSONNode) throws(ClientError) -> Media {
        guard let image = part.member("image_url") else { throw .missing(path + ".image_url") }
        // Mistral takes a string as well.
        let address = image.kind == .string ? image : image.member("url")
        guard let url = try address?.text(at: path + ".image_url.url") else { throw .missing(path + ".image_url.url") }
        let detail = image.member("detail")?.string
        return Media(.image, try DataURI.source(url, path + ".image_url.url"), detail: detail)
    }

    private func audio(_ part: JSONNode) throws(ClientError) -> Media {
        guard let audio = part.member("input_audio"), let data = audio.member("data")?.text,
            let format = audio.member("format")?.string
        else { throw .missing(path + ".input_audio") }
        return Media(.audio, .data(type: "audio/" + format, base64: data))
    }

    private func file(_ part: JSONNode, _ prompt: inout Prompt) throws(ClientError) -> Media? {
        guard let file = part.member("file") else { throw .missing(path + ".file") }
        guard let data = file.member("file_data") else {
            prompt.refuse(path + ".file.file_id", "is a file in one account")
            return nil
        }
        let name = file.member("filename")?.text
        return Media(.document, try DataURI.source(try data.text(at: path), path + ".file.file_data"), name: name)
    }
}
