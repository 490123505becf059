/// What may stand in a message, and in whose.
extension BedrockChecks {
    var blocks: String? {
        for (index, message) in messages.enumerated() {
            for (place, block) in (message["content"].array ?? []).enumerated() {
                let path = "messages.\(index).content.\(place)"
                let member = "messages.\(index + 1).member.content.\(place + 1).member"
                if let found = complaint(block, message["role"].string ?? "", path, member) { return found }
            }
        }
        return nil
    }

    private func complaint(_ block: JSON, _ role: String, _ path: String, _ member: String) -> String? {
        if block.has("text") {
            guard let text = block["text"].string, !text.isBlank else { return blank(path) }
        }
        if block.has("toolUse") {
            if role != "assistant" { return "User messages cannot contain toolUse blocks: \(path)" }
            let use = block["toolUse"]
            if let found = identifier(use["toolUseId"], "\(member).toolUse.toolUseId") { return found }
            guard let name = use["name"].string, name.isName(upTo: 64) else {
                return pattern(use["name"], "\(member).toolUse.name", "[a-zA-Z0-9_-]+")
            }
            guard use["input"].members != nil else {
                return "The format of the value at \(path).toolUse.input is invalid. Provide a json object for the "
                    + "field and try again."
            }
        }
        if block.has("toolResult") {
            if role != "user" { return "Assistant messages cannot contain toolResult blocks: \(path)" }
            return result(block["toolResult"], path, member)
        }
        if block.has("reasoningContent") {
            return role == "assistant"
                ? reasoning(block["reasoningContent"], path) : "User messages cannot contain reasoningContent: \(path)"
        }
        return block.has("image") ? image(block["image"], path) : nil
    }

    private func blank(_ path: String) -> String {
        "The text field in the ContentBlock object at \(path) is blank. Add text to the text field, and try again."
    }

    private func identifier(_ value: JSON, _ member: String) -> String? {
        let isFine = value.string?.isName("_.:-", upTo: 64) ?? false
        return isFine ? nil : pattern(value, member, "[a-zA-Z0-9_.:-]+")
    }

    private func pattern(_ value: JSON, _ member: String, _ pattern: String) -> String {
        "1 validation error detected: Value '\(value.string ?? "")' at '\(member)' failed to satisfy constraint: Member "
            + "must satisfy regular expression pattern: \(pattern)"
    }

    private func result(_ result: JSON, _ path: String, _ member: String) -> String? {
        if let found = identifier(result["toolUseId"], "\(member).toolResult.toolUseId") { return found }
        if let status = result["status"].string, !["success", "error"].contains(status) {
            return pattern(result["status"], "\(member).toolResult.status", "[success, error]")
        }
        guard let content = result["content"].array else {
            return "1 validation error detected: Value at '\(member).toolResult.content' failed to satisfy constraint: "
                + "Member must not be null"
        }
        for (index, part) in content.enumerated() {
            let place = "\(path).toolResult.content.\(index)"
            if part.has("text"), part["text"].string?.isBlank != false { return blank(place) }
            if part.has("json"), part["json"].members == nil {
                return "The format of the value at \(place).json is invalid. Provide a json object for the field and "
                    + "try again."
            }
            if part.has("image"), let found = image(part["image"], place) { return found }
        }
        return nil
    }

    private func reasoning(_ content: JSON, _ path: String) -> String? {
        guard content.has("reasoningText") else {
            let isOwn = content["redactedContent"].string.map { BedrockCall.seal.isOwn($0) } ?? false
            return isOwn
                ? nil : "The model returned the following errors: \(path): Invalid `data` in `redacted_thinking` block"
        }
        let text = content["reasoningText"]["text"].string ?? ""
        let isOwn = content["reasoningText"]["signature"].string.map {
            BedrockCall.seal.isOwn($0, content: text.isEmpty ? nil : text)
        }
        return isOwn == true
            ? nil : "The model returned the following errors: \(path): Invalid `signature` in `thinking` block"
    }

    private func image(_ image: JSON, _ path: String) -> String? {
        guard let format = image["format"].string, ["png", "jpeg", "gif", "webp"].contains(format) else {
            return pattern(image["format"], "\(path).image.format", "[png, jpeg, gif, webp]")
        }
        guard image["source"].has("bytes") else { return nil }
        return image["source"]["bytes"].string?.isBase64 == true
            ? nil : "The image at \(path) could not be decoded: its bytes are not base 64."
    }

    /// A document has a name of few characters, no other has the same, and there is a text beside it.
    var documents: String? {
        var names: Set<String> = []
        for (index, message) in messages.enumerated() {
            let content = message["content"].array ?? []
            for (place, block) in content.enumerated() where block.has("document") {
                let path = "messages.\(index).content.\(place)"
                let name = block["document"]["name"].string ?? ""
                guard name.isName(" -()[]", upTo: 200), !name.contains("  ") else {
                    return "The name of the document at \(path) can only have letters, digits, single spaces, hyphens, "
                        + "parentheses and square brackets."
                }
                if !names.insert(name).inserted {
                    return "The conversation has several documents with the name '\(name)'. Use distinct names."
                }
                guard content.contains(where: { $0.has("text") }) else {
                    return "A text block must be in the message at messages.\(index) when a document is."
                }
            }
        }
        return nil
    }
}
