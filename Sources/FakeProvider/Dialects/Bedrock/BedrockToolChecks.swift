/// Tools, and that each use has its result.
extension BedrockChecks {
    var toolConfig: String? {
        let config = call["toolConfig"]
        guard !config.isNull else {
            let hasHistory = messages.contains { message in
                (message["content"].array ?? []).contains { $0.has("toolUse") || $0.has("toolResult") }
            }
            return hasHistory
                ? "The toolConfig field must be defined when using toolUse and toolResult content blocks." : nil
        }
        guard let tools = config["tools"].array, !tools.isEmpty else {
            return "1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: Member must "
                + "have length greater than or equal to 1"
        }
        var names: Set<String> = []
        for (index, tool) in tools.enumerated() where tool.has("toolSpec") {
            let spec = tool["toolSpec"]
            let name = spec["name"].string ?? ""
            let member = "toolConfig.tools.\(index + 1).member.toolSpec"
            guard name.isName(upTo: 64) else {
                return "1 validation error detected: Value '\(name)' at '\(member).name' failed to satisfy constraint: "
                    + "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"
            }
            if !names.insert(name).inserted { return "The toolConfig has several tools with the name '\(name)'." }
            if spec["description"].string?.isEmpty == true {
                return "1 validation error detected: Value '' at '\(member).description' failed to satisfy constraint: "
                    + "Member must have length greater than or equal to 1"
            }
            guard spec["inputSchema"]["json"]["type"].string == "object" else {
                return "The value at toolConfig.tools.\(index).toolSpec.inputSchema.json.type must be one of the "
                    + "following: object."
            }
            if spec.has("strict"), refusesStrict {
                return "This model doesn't support the strict field in toolSpec. Remove strict and try again."
            }
        }
        return choice(config["toolChoice"], names)
    }

    private var refusesStrict: Bool {
        ["nova", "llama", "gpt-oss", "opus-4-7", "opus-4-8"].contains { call.model.contains($0) }
    }

    private func choice(_ choice: JSON, _ names: Set<String>) -> String? {
        guard let kind = choice.members?.first?.name, kind != "auto" else { return nil }
        // Of a model behind an ARN nothing is known.
        let takes = ["anthropic", "mistral", "nova", "arn:"].contains { call.model.contains($0) }
        if !takes {
            return "This model doesn't support the toolConfig.toolChoice.\(kind) field. Remove "
                + "toolConfig.toolChoice.\(kind) and try again."
        }
        if call["additionalModelRequestFields"]["tool_choice"].has("type") {
            return "The additional field tool_choice.type conflicts with an existing field. Remove it and try again."
        }
        guard kind == "tool", let name = choice["tool"]["name"].string else { return nil }
        return names.contains(name)
            ? nil : "The tool '\(name)' at toolConfig.toolChoice.tool is not one of the tools of the request."
    }

    var toolPairs: String? {
        var asked: [String] = []
        for (index, message) in messages.enumerated() {
            let content = message["content"].array ?? []
            let answered = content.compactMap { $0["toolResult"]["toolUseId"].string }
            let missing = asked.filter { !answered.contains($0) }
            if !missing.isEmpty {
                return "Expected toolResult blocks at messages.\(index).content for the following Ids: "
                    + missing.joined(separator: ", ")
            }
            if answered.count > asked.count {
                return "The number of toolResult blocks at messages.\(index).content exceeds the number of toolUse "
                    + "blocks of previous turn."
            }
            asked = content.compactMap { $0["toolUse"]["toolUseId"].string }
            if Set(asked).count < asked.count {
                return "The toolUse blocks at messages.\(index).content contain duplicate Ids."
            }
        }
        return asked.isEmpty
            ? nil
            : "Expected toolResult blocks at messages.\(messages.count).content for the following Ids: "
                + asked.joined(separator: ", ")
    }
}
