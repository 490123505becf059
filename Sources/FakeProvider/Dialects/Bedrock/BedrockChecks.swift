/// The rules of Converse. Each check gives the message of the provider's ValidationException, or nil.
struct BedrockChecks {
    let call: BedrockCall
    let messages: [JSON]

    init(_ call: BedrockCall) {
        self.call = call
        messages = call["messages"].array ?? []
    }

    /// The first thing that is wrong.
    var complaint: String? {
        if let found = unknownMember ?? unions ?? conversation { return found }
        if let found = system ?? blocks ?? toolConfig { return found }
        if let found = toolPairs ?? documents ?? inference { return found }
        return caching ?? output
    }

    private var unknownMember: String? {
        guard let json = call.json, let found = BedrockShapes.table.finding(in: json, as: "request") else { return nil }
        let path = (found.path + [.name(found.name)]).dotted
        return "The request has the unknown member \(path). Remove it and try again."
    }

    /// A union has one member, no more and no less.
    private var unions: String? {
        var all: [(String, JSON)] = []
        for (index, message) in messages.enumerated() {
            for (place, block) in (message["content"].array ?? []).enumerated() {
                let path = "messages.\(index).content.\(place)"
                all.append((path, block))
                for (number, result) in (block["toolResult"]["content"].array ?? []).enumerated() {
                    all.append(("\(path).toolResult.content.\(number)", result))
                }
                for name in ["image", "document"] where block.has(name) {
                    all.append(("\(path).\(name).source", block[name]["source"]))
                }
                if block.has("reasoningContent") { all.append(("\(path).reasoningContent", block["reasoningContent"])) }
            }
        }
        all += (call["system"].array ?? []).enumerated().map { ("system.\($0)", $1) }
        all += (call["toolConfig"]["tools"].array ?? []).enumerated().map { ("toolConfig.tools.\($0)", $1) }
        if !call["toolConfig"]["toolChoice"].isNull {
            all.append(("toolConfig.toolChoice", call["toolConfig"]["toolChoice"]))
        }
        return all.first { $0.1.members?.count { !$0.value.isNull } != 1 }.map {
            "The union at \($0.0) must have exactly one member. Set one and try again."
        }
    }

    private var conversation: String? {
        guard !messages.isEmpty else {
            return
                "1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must not be null"
        }
        for (index, message) in messages.enumerated() {
            let role = message["role"].string ?? ""
            guard ["user", "assistant"].contains(role) else {
                return "1 validation error detected: Value '\(role)' at 'messages.\(index + 1).member.role' failed to "
                    + "satisfy constraint: Member must satisfy enum value set: [user, assistant]"
            }
            if index == 0, role != "user" {
                return "A conversation must start with a user message. Try again with a conversation that starts with "
                    + "a user message."
            }
            if index > 0, messages[index - 1]["role"].string == role {
                return "A conversation must alternate between user and assistant roles. Make sure the conversation "
                    + "alternates between user and assistant roles and try again."
            }
            guard message["content"].array?.isEmpty == false else {
                return "The content field in the Message object at messages.\(index) is empty. Add a ContentBlock "
                    + "object to the content field and try again."
            }
        }
        guard messages.last?["role"].string == "assistant", call.model.contains("anthropic") else { return nil }
        guard modelVersion(call.model).map({ $0 >= (4, 6) }) ?? false else { return nil }
        return "The model returned the following errors: This model does not support assistant message prefill. The "
            + "conversation must end with a user message."
    }

    private var system: String? {
        for (index, block) in (call["system"].array ?? []).enumerated() {
            if let text = block["text"].string, text.isBlank {
                return "The text field in the SystemContentBlock object at system.\(index) is blank. Add text to the "
                    + "text field, and try again."
            }
        }
        return nil
    }

    private var inference: String? {
        let config = call["inferenceConfig"]
        if !config["maxTokens"].isNull, (config["maxTokens"].int ?? 0) < 1 {
            return "1 validation error detected: Value at 'inferenceConfig.maxTokens' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 1"
        }
        for name in ["temperature", "topP"] where !config[name].isNull {
            guard let value = config[name].double, (0...1).contains(value) else {
                return "1 validation error detected: Value at 'inferenceConfig.\(name)' failed to satisfy constraint: "
                    + "Member must have value less than or equal to 1"
            }
        }
        for (index, stop) in (config["stopSequences"].array ?? []).enumerated() where stop.string?.isBlank != false {
            return
                "1 validation error detected: Value at 'inferenceConfig.stopSequences.\(index + 1).member' failed to "
                + "satisfy constraint: Member must have length greater than or equal to 1"
        }
        guard (call["requestMetadata"].members?.count ?? 0) <= 16 else {
            return
                "1 validation error detected: Value at 'requestMetadata' failed to satisfy constraint: Map must have "
                + "no more than 16 members"
        }
        return nil
    }

    private var caching: String? {
        let blocks = messages.flatMap { $0["content"].array ?? [] }
        let all = blocks + (call["system"].array ?? []) + (call["toolConfig"]["tools"].array ?? [])
        let points = all.filter { $0.has("cachePoint") }
        if points.contains(where: { $0["cachePoint"]["type"].string != "default" }) {
            return "1 validation error detected: Value at 'cachePoint.type' failed to satisfy constraint: Member must "
                + "satisfy enum value set: [default]"
        }
        return points.count > 4
            ? "The model returned the following errors: A maximum of 4 blocks with cache_control may be provided. Found "
                + "\(points.count)." : nil
    }

    private var output: String? {
        let format = call["outputConfig"]["textFormat"]
        guard !format.isNull else { return nil }
        guard format["type"].string == "json_schema" else {
            return "1 validation error detected: Value at 'outputConfig.textFormat.type' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [json_schema]"
        }
        guard let schema = format["structure"]["jsonSchema"]["schema"].string,
            JSONReader.read(Array(schema.utf8))?.members != nil
        else { return "The schema at outputConfig.textFormat.structure.jsonSchema is not a JSON object in a string." }
        return nil
    }
}
