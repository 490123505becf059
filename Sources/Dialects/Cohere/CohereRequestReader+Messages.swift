import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension CohereRequestReader {
    mutating func readMessages(_ messages: JSONNode) throws(ClientError) {
        var index = 0
        for message in try TypedMember.array(messages, "messages") {
            try read(message, "messages[\(index)]")
            index += 1
        }
    }

    private mutating func read(_ message: JSONNode, _ path: String) throws(ClientError) {
        _ = try TypedMember.object(message, path)
        switch try TypedMember.word(message["role"], "\(path).role").lowercased() {
        case "system":
            noteOthers(of: message, "messages", known: ["role", "content"])
            let blocks = try content(of: message, path, isAssistant: false)
            if prompt.turns.isEmpty {
                prompt.system += blocks
            } else {
                prompt.turns.append(Turn(.system, blocks))
            }
        case "user":
            noteOthers(of: message, "messages", known: ["role", "content"])
            prompt.turns.append(Turn(.user, try content(of: message, path, isAssistant: false)))
        case "assistant": try readAssistant(message, path)
        case "tool": try readResult(message, path)
        default: throw TypedMember.unknown("\(path).role", "user, assistant, system or tool")
        }
    }

    private mutating func content(
        of message: JSONNode, _ path: String, isAssistant: Bool
    ) throws(ClientError) -> [Block] {
        guard let content = message["content"]?.unlessNull else {
            if isAssistant { return [] }
            throw TypedMember.missing("\(path).content")
        }
        if let text = content.text { return [.text(text)] }
        guard let parts = content.array else {
            throw TypedMember.wrongType("\(path).content", "a string or an array of parts")
        }
        var blocks: [Block] = []
        var index = 0
        for part in parts {
            if let block = try block(of: part, "\(path).content[\(index)]", isAssistant: isAssistant) {
                blocks.append(block)
            }
            index += 1
        }
        return blocks
    }

    private mutating func block(of part: JSONNode, _ path: String, isAssistant: Bool) throws(ClientError) -> Block? {
        _ = try TypedMember.object(part, path)
        switch try TypedMember.word(part["type"], "\(path).type") {
        case "text":
            noteOthers(of: part, "messages.content", known: ["type", "text"])
            return .text(try Self.text(part["text"], "\(path).text"))
        case "thinking" where isAssistant:
            noteOthers(of: part, "messages.content", known: ["type", "thinking"])
            let text = try Self.text(part["thinking"], "\(path).thinking")
            return text.isEmpty ? nil : Block(.reasoning(Reasoning(text: text, origin: .cohere)))
        case "image_url": return Block(.media(try image(part, path)))
        default:
            refuse(path, "is a part of a type that only Cohere knows")
            return nil
        }
    }

    private static func text(_ node: JSONNode?, _ path: @autoclosure () -> String) throws(ClientError) -> JSONString {
        guard let node else { throw TypedMember.missing(path()) }
        return try TypedMember.string(node, path())
    }

    private mutating func image(_ part: JSONNode, _ path: String) throws(ClientError) -> Media {
        noteOthers(of: part, "messages.content", known: ["type", "image_url"])
        let image = try TypedMember.object(part["image_url"], "\(path).image_url")
        noteOthers(of: image, "messages.content.image_url", known: ["url", "detail"])
        var detail = try image["detail"]?.unlessNull.map { node throws(ClientError) in
            try TypedMember.string(node, "\(path).image_url.detail").text
        }
        if detail == "auto" { detail = nil }
        let address = try Self.text(image["url"], "\(path).image_url.url")
        guard DataAddress.isData(address) else { return Media(.image, .url(address), detail: detail) }
        guard let data = DataAddress(address) else {
            throw TypedMember.unknown("\(path).image_url.url", "an address, or data like \"data:image/png;base64,…\"")
        }
        return Media(.image, .data(type: data.type, base64: data.base64), detail: detail)
    }

    private mutating func readAssistant(_ message: JSONNode, _ path: String) throws(ClientError) {
        noteOthers(of: message, "messages", known: ["role", "content", "tool_plan", "tool_calls", "citations"])
        if let citations = message["citations"]?.unlessNull, !citations.isEmpty {
            note("messages.citations", citations)
        }
        var blocks = try content(of: message, path, isAssistant: true)
        // What the model said before it called: other dialects have it as words.
        if let plan = message["tool_plan"]?.unlessNull {
            blocks.append(.text(try TypedMember.string(plan, "\(path).tool_plan")))
        }
        if let calls = message["tool_calls"]?.unlessNull {
            var index = 0
            for call in try TypedMember.array(calls, "\(path).tool_calls") {
                blocks.append(Block(.call(try self.call(call, "\(path).tool_calls[\(index)]"))))
                index += 1
            }
        }
        guard !blocks.isEmpty else { throw TypedMember.missing("\(path).content") }
        prompt.turns.append(Turn(.assistant, blocks))
    }

    private mutating func call(_ call: JSONNode, _ path: String) throws(ClientError) -> ToolCall {
        _ = try TypedMember.object(call, path)
        noteOthers(of: call, "messages.tool_calls", known: ["id", "type", "function"])
        let function = try TypedMember.object(call["function"], "\(path).function")
        var arguments = ToolArguments.none
        if let node = function["arguments"]?.unlessNull {
            arguments = ToolArguments(text: try TypedMember.string(node, "\(path).function.arguments"))
        }
        return ToolCall(
            id: try TypedMember.word(call["id"], "\(path).id"),
            name: try TypedMember.word(function["name"], "\(path).function.name"), arguments: arguments)
    }

    private mutating func readResult(_ message: JSONNode, _ path: String) throws(ClientError) {
        noteOthers(of: message, "messages", known: ["role", "content", "tool_call_id"])
        var result = ToolResult(id: try TypedMember.word(message["tool_call_id"], "\(path).tool_call_id"))
        guard let content = message["content"]?.unlessNull else { throw TypedMember.missing("\(path).content") }
        if let text = content.text {
            if !text.isEmpty { result.blocks = [.text(text)] }
        } else {
            try readParts(of: content, "\(path).content", into: &result)
        }
        prompt.turns.append(Turn(.user, [Block(.result(result))]))
    }

    /// One document alone is an object; among others, each is the text that it is written with.
    private mutating func readParts(
        of content: JSONNode, _ path: String, into result: inout ToolResult
    ) throws(ClientError) {
        var index = 0
        var documents: [JSONNode] = []
        for part in try TypedMember.array(content, path) {
            let place = "\(path)[\(index)]"
            index += 1
            _ = try TypedMember.object(part, place)
            switch try TypedMember.word(part["type"], "\(place).type") {
            case "text":
                let text = try Self.text(part["text"], "\(place).text")
                if !text.isEmpty { result.blocks.append(.text(text)) }
            case "document":
                let document = try TypedMember.object(part["document"], "\(place).document")
                noteOthers(of: document, "messages.content.document", known: ["data"])
                let data = try TypedMember.object(document["data"], "\(place).document.data")
                documents.append(data)
                result.blocks.append(.text(JSONString(String(buffer: data.raw))))
            default: refuse(place, "is a part of a type that only Cohere knows")
            }
        }
        if documents.count == 1, result.blocks.count == 1 {
            result.object = documents[0]
            result.blocks = []
        }
    }
}
