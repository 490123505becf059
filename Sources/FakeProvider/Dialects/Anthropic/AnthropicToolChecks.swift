/// Tools, and that each use has its result.
extension AnthropicChecks {
    var tools: String? {
        var names: Set<String> = []
        for (index, tool) in (call["tools"].array ?? []).enumerated() {
            let path = "tools.\(index)"
            let name = tool["name"].string ?? ""
            if !names.insert(name).inserted { return "tools: Tool names must be unique." }
            // Tools of the provider have members of their own.
            guard ["custom", nil].contains(tool["type"].string) else { continue }
            if let found = AnthropicShapes.tools.finding(in: tool, as: "tool", at: [.name("tools"), .index(index)]) {
                return "\(path).custom.\(found.name): Extra inputs are not permitted"
            }
            guard name.isName(upTo: 128) else {
                return "\(path).custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"
            }
            guard tool["input_schema"].members != nil else { return "\(path).custom.input_schema: Field required" }
            let schema = tool["input_schema"]
            guard schema["type"].string == "object" else {
                return "\(path).custom.input_schema.type: Input should be 'object'"
            }
            if schema.has("properties"), schema["properties"].members == nil {
                return "\(path).custom.input_schema.properties: Input should be a valid dictionary"
            }
        }
        return nil
    }

    var toolChoice: String? {
        let choice = call["tool_choice"]
        guard !choice.isNull else { return nil }
        let tools = call["tools"].array ?? []
        if tools.isEmpty { return "tool_choice: may only be specified while providing tools" }
        let type = choice["type"].string ?? ""
        guard ["any", "tool"].contains(type) else { return nil }
        if type == "tool", !tools.contains(where: { $0["name"] == choice["name"] }) {
            return "Tool '\(choice["name"].string ?? "")' not found in provided tools"
        }
        if call["thinking"]["type"].string == "enabled" {
            return "Thinking may not be enabled when tool_choice forces tool use."
        }
        if alwaysThinks { return "tool_choice: `\(type)` is not supported for this model." }
        return nil
    }

    /// Whether the model cannot be told not to think.
    var alwaysThinks: Bool {
        ["sonnet-5-5", "opus-5-5", "fable-5-1", "mythos-5-1"].contains { call.model.contains($0) }
    }

    var results: String? {
        var known: Set<String> = []
        for (position, turn) in turns.enumerated() {
            let uses = turn.blocks("tool_use").compactMap { $0.value["id"].string }
            for id in uses where !known.insert(id).inserted {
                return "messages.\(turn.index): `tool_use` ids must be unique"
            }
            let before = position > 0 ? turns[position - 1] : nil
            let asked = before?.role == "assistant" ? before?.blocks("tool_use") ?? [] : []
            if let found = answerComplaint(turn, asked.compactMap { $0.value["id"].string }) { return found }
            if !uses.isEmpty, position == turns.count - 1 { return unanswered(uses, turn.index + 1) }
        }
        return nil
    }

    private func unanswered(_ ids: [String], _ index: Int) -> String {
        "messages.\(index): `tool_use` ids were found without `tool_result` blocks immediately after: "
            + "\(ids.joined(separator: ", ")). Each `tool_use` block must have a corresponding `tool_result` block in "
            + "the next message."
    }

    private func answerComplaint(_ turn: AnthropicTurn, _ asked: [String]) -> String? {
        let answers = turn.blocks("tool_result")
        var seen: Set<String> = []
        for answer in answers {
            let id = answer.value["tool_use_id"].string ?? ""
            guard asked.contains(id) else {
                return "\(answer.path): unexpected `tool_use_id` found in `tool_result` blocks: \(id). Each "
                    + "`tool_result` block must have a corresponding `tool_use` block in the previous message."
            }
            if !seen.insert(id).inserted {
                return "\(answer.path): each tool_use must have a single result. Found multiple `tool_result` blocks "
                    + "with id: \(id)"
            }
        }
        let missing = asked.filter { !seen.contains($0) }
        if !missing.isEmpty { return unanswered(missing, turn.index) }
        let first = turn.blocks.prefix(answers.count)
        return first.allSatisfy { $0.type == "tool_result" }
            ? nil : "messages.\(turn.index): `tool_result` blocks must come before all other content"
    }
}
