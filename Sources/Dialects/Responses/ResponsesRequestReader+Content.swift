import PlanBConversation
import PlanBWire

extension ResponsesRequestReader {
    /// What a message or the output of a tool consists of: a string, or parts.
    mutating func blocks(of content: JSONNode, _ path: String, isAssistant: Bool) throws(ClientError) -> [Block] {
        if let text = content.text { return [.text(text)] }
        guard let parts = content.array else { throw TypedMember.wrongType(path, "a string or an array of parts") }
        var blocks: [Block] = []
        var index = 0
        for part in parts {
            if var block = try block(of: part, "\(path)[\(index)]", isAssistant: isAssistant) {
                if part["prompt_cache_breakpoint"]?.unlessNull != nil { block.cache = CacheMark() }
                blocks.append(block)
            }
            index += 1
        }
        return blocks
    }

    private mutating func block(
        of part: JSONNode, _ path: String, isAssistant: Bool
    ) throws(ClientError) -> Block? {
        guard part.kind == .object else { throw TypedMember.wrongType(path, "an object") }
        switch try TypedMember.word(part["type"], "\(path).type") {
        case "input_text", "output_text", "text":
            noteText(part)
            guard let text = part["text"] else { throw TypedMember.missing("\(path).text") }
            return .text(try TypedMember.string(text, "\(path).text"))
        case "refusal":
            guard isAssistant else { break }
            guard let text = part["refusal"] else { throw TypedMember.missing("\(path).refusal") }
            return Block(.refusal(try TypedMember.string(text, "\(path).refusal")))
        case "input_image": return try image(part, path).map { Block(.media($0)) }
        case "input_file": return try file(part, path).map { Block(.media($0)) }
        case "input_audio": return Block(.media(try audio(part, path)))
        default: break
        }
        refuse(path, "is a part of a type that only the Responses API knows")
        return nil
    }

    /// Answers of earlier turns come with empty lists that say nothing.
    private mutating func noteText(_ part: JSONNode) {
        for member in part.items where !Self.textMembers.contains(where: member.isNamed) && !isHollow(member) {
            note("input.content.\(member.key)", member)
        }
    }

    private static let textMembers: [StaticString] = ["type", "text", "prompt_cache_breakpoint"]

    private func isHollow(_ node: JSONNode) -> Bool { node.kind == .array && node.isEmpty }

    private mutating func image(_ part: JSONNode, _ path: String) throws(ClientError) -> Media? {
        noteOthers(
            of: part, "input.content", known: ["type", "image_url", "file_id", "detail", "prompt_cache_breakpoint"])
        var detail = try part["detail"]?.unlessNull.map { node throws(ClientError) in
            try TypedMember.string(node, "\(path).detail").text
        }
        if detail == "auto" { detail = nil }
        if let address = part["image_url"]?.unlessNull {
            let text = try TypedMember.string(address, "\(path).image_url")
            return Media(.image, try source(text, "\(path).image_url"), detail: detail)
        }
        guard part["file_id"]?.unlessNull != nil else { throw TypedMember.missing("\(path).image_url") }
        refuse("\(path).file_id", "names a file that is stored in an OpenAI account")
        return nil
    }

    private mutating func file(_ part: JSONNode, _ path: String) throws(ClientError) -> Media? {
        noteOthers(
            of: part, "input.content",
            known: ["type", "file_data", "file_url", "file_id", "filename", "prompt_cache_breakpoint"])
        var media: Media
        if let data = part["file_data"]?.unlessNull {
            let text = try TypedMember.string(data, "\(path).file_data")
            // Some clients send the data without the head that OpenAI asks for.
            var data = Media.Source.data(type: "application/pdf", base64: text)
            if DataAddress.isData(text) { data = try source(text, "\(path).file_data") }
            media = Media(Self.kind(of: data), data)
        } else if let address = part["file_url"]?.unlessNull {
            media = Media(.document, .url(try TypedMember.string(address, "\(path).file_url")))
        } else {
            guard part["file_id"]?.unlessNull != nil else { throw TypedMember.missing("\(path).file_data") }
            refuse("\(path).file_id", "names a file that is stored in an OpenAI account")
            return nil
        }
        if let name = part["filename"]?.unlessNull { media.name = try TypedMember.string(name, "\(path).filename") }
        return media
    }

    private func audio(_ part: JSONNode, _ path: String) throws(ClientError) -> Media {
        let audio = try TypedMember.object(part["input_audio"], "\(path).input_audio")
        guard let data = audio["data"] else { throw TypedMember.missing("\(path).input_audio.data") }
        let format = try TypedMember.word(audio["format"], "\(path).input_audio.format")
        let base64 = try TypedMember.string(data, "\(path).input_audio.data")
        return Media(.audio, .data(type: "audio/\(format)", base64: base64))
    }

    private func source(_ address: JSONString, _ path: String) throws(ClientError) -> Media.Source {
        guard DataAddress.isData(address) else { return .url(address) }
        guard let data = DataAddress(address) else {
            throw TypedMember.unknown(path, "an address, or data like \"data:image/png;base64,…\"")
        }
        return .data(type: data.type, base64: data.base64)
    }

    private static func kind(of source: Media.Source) -> Media.Kind {
        guard case .data(let type, _) = source else { return .document }
        if type.hasPrefix("image/") { return .image }
        return type.hasPrefix("audio/") ? .audio : .document
    }
}
