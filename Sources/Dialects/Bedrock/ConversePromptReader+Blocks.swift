import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ConversePromptReader {
    /// The blocks that a block of content stands for: none for a cache point, which is a mark of the one before.
    mutating func readBlock(_ variant: ConverseField) throws(ClientError) -> [Block] {
        switch variant.name {
        case "text": return [.text(try variant.text())]
        case "image": return try readMedia(.image, variant).map { [Block(.media($0))] } ?? []
        case "document": return try readMedia(.document, variant).map { [Block(.media($0))] } ?? []
        case "audio": return try readMedia(.audio, variant).map { [Block(.media($0))] } ?? []
        case "toolUse": return try readCall(variant.object()).map { [Block(.call($0))] } ?? []
        case "toolResult": return [Block(.result(try readResult(variant.object())))]
        case "reasoningContent": return try readReasoning(variant).map { [Block(.reasoning($0))] } ?? []
        case "citationsContent": return try readCitations(variant.object())
        case "cachePoint": markLastBlock(variant)
        case "video": refuse(variant, "is a video, which no other dialect takes in this form")
        case "guardContent": refuse(variant, "is for a guardrail of one AWS account")
        default: refuse(variant, "is a kind of content that has no counterpart elsewhere")
        }
        return []
    }

    private mutating func readCall(_ call: ConverseField) throws(ClientError) -> ToolCall? {
        if let type = call.member("type") {
            refuse(type, "says that AWS runs the tool itself")
            return nil
        }
        let id = try call.required("toolUseId").word()
        let name = try call.required("name").word()
        note(call, "messages.content.toolUse", known: ["toolUseId", "name", "input"])
        return ToolCall(id: id, name: name, arguments: ToolArguments(node: try call.required("input").node))
    }

    private mutating func readResult(_ result: ConverseField) throws(ClientError) -> ToolResult {
        var read = ToolResult(id: try result.required("toolUseId").word())
        if let status = result.member("status") {
            switch try status.text().text {
            case "error": read.isError = true
            case "success": read.isError = false
            default: throw status.wrongValue("success or error")
            }
        }
        if let type = result.member("type") { refuse(type, "says that AWS has run the tool itself") }
        let items = try result.required("content").elements()
        for item in items {
            let variant = try item.variant()
            switch variant.name {
            case "text": read.blocks.append(.text(try variant.text()))
            case "json":
                // One object is the whole result; among others it is a text like them.
                if items.count == 1, variant.node.kind == .object {
                    read.object = variant.node
                } else {
                    read.blocks.append(.text(JSONString(String(buffer: variant.node.raw))))
                }
            case "image": if let media = try readMedia(.image, variant) { read.blocks.append(Block(.media(media))) }
            case "document":
                if let media = try readMedia(.document, variant) { read.blocks.append(Block(.media(media))) }
            default: refuse(variant, "is a kind of content that has no counterpart elsewhere")
            }
        }
        note(result, "messages.content.toolResult", known: ["toolUseId", "content", "status", "type"])
        return read
    }

    private mutating func readReasoning(_ field: ConverseField) throws(ClientError) -> Reasoning? {
        let variant = try field.variant()
        switch variant.name {
        case "redactedContent": return Reasoning(sealed: try variant.text(), origin: .bedrock)
        case "reasoningText":
            let text = try variant.object().required("text").text()
            return Reasoning(
                text: text.isEmpty ? nil : text, signature: try variant.member("signature")?.text(),
                origin: .bedrock)
        default:
            refuse(variant, "is a kind of content that has no counterpart elsewhere")
            return nil
        }
    }

    /// An earlier answer with its sources: the words are kept, the sources dropped with a notice.
    private mutating func readCitations(_ field: ConverseField) throws(ClientError) -> [Block] {
        if let citations = field.member("citations") { leaveOut(citations, "messages.content.citations") }
        guard let content = field.member("content") else { return [] }
        var blocks: [Block] = []
        for item in try content.elements() { blocks.append(.text(try item.object().required("text").text())) }
        return blocks
    }

    /// Nil if it was refused.
    private mutating func readMedia(_ kind: Media.Kind, _ field: ConverseField) throws(ClientError) -> Media? {
        let format = try field.object().required("format")
        let word = try format.text().text
        let known = ["format", "source", "name"]
        note(field, "messages.content.\(kind.rawValue)", known: known)
        let source = try field.required("source").variant()
        let name = try kind == .document ? field.required("name").text() : nil
        guard let type = ConverseFormat.type(kind, word: word) else {
            refuse(format, "is a format that has no counterpart elsewhere")
            return nil
        }
        switch source.name {
        case "bytes":
            let base64 = try source.text()
            // Text is what every dialect takes.
            if kind == .document, ConverseFormat.isText(word), let text = ConverseBase64.decode(base64) {
                return Media(kind, .text(text), name: name)
            }
            return Media(kind, .data(type: type, base64: base64), name: name)
        case "text" where kind == .document: return Media(kind, .text(try source.text()), name: name)
        case "s3Location": refuse(source, "is a file of one AWS account: send its bytes")
        default: refuse(source, "is a source that has no counterpart elsewhere: send bytes")
        }
        return nil
    }

    /// Unknown members are dropped with a notice.
    private mutating func note(_ field: ConverseField, _ name: String, known: [String]) {
        for member in field.members where !known.contains(member.name) {
            leaveOut(member, "\(name).\(member.name)")
        }
    }
}
