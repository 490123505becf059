/// Calls of functions, their responses, and the signatures under the calls.
extension GeminiChecks {
    var turns: String? {
        let contents = call["contents"].array ?? []
        if contents.first?["role"].string == "model" {
            return "Please ensure that the conversation starts with a user turn."
        }
        // Signatures are asked for since the user last spoke.
        let turnStart = contents.lastIndex { $0["role"].string != "model" && responses($0).isEmpty } ?? 0
        var asked: [JSON] = []
        for (index, content) in contents.enumerated() {
            let isModel = content["role"].string == "model"
            let answers = responses(content)
            if isModel, !answers.isEmpty { return "Please ensure that function responses are in a user turn." }
            if let found = answerComplaint(answers, asked) { return found }
            asked = calls(content)
            if !isModel, !asked.isEmpty {
                return "Please ensure that function call turn comes immediately after a user turn or after a function "
                    + "response turn."
            }
            if index > turnStart, let found = unsigned(content, index) { return found }
        }
        return asked.isEmpty ? nil : Self.numbers
    }

    private static let numbers =
        "Please ensure that the number of function response parts is equal to the number of function call parts of the "
        + "function call turn."

    private func calls(_ content: JSON) -> [JSON] {
        (content["parts"].array ?? []).map { $0["functionCall"] }.filter { !$0.isNull }
    }

    private func responses(_ content: JSON) -> [JSON] {
        (content["parts"].array ?? []).map { $0["functionResponse"] }.filter { !$0.isNull }
    }

    private func answerComplaint(_ answers: [JSON], _ asked: [JSON]) -> String? {
        if asked.isEmpty, !answers.isEmpty {
            return "Please ensure that function response turn comes immediately after a function call turn."
        }
        guard answers.count == asked.count else { return Self.numbers }
        for (answer, call) in zip(answers, asked) {
            if answer["name"] != call["name"] {
                return "Please ensure that function responses have the names of the function calls, in their order: "
                    + "found '\(answer["name"].string ?? "")', expected '\(call["name"].string ?? "")'."
            }
            if call.has("id") || answer.has("id"), answer["id"] != call["id"] {
                return "Please ensure that function responses have the ids of the function calls: found "
                    + "'\(answer["id"].string ?? "")', expected '\(call["id"].string ?? "")'."
            }
        }
        return nil
    }

    /// The first call of a step of a model that signs has to bring its signature back.
    private func unsigned(_ content: JSON, _ index: Int) -> String? {
        guard (modelVersion(call.model)?.major ?? 0) >= 3 else { return nil }
        let parts = content["parts"].array ?? []
        guard let first = parts.first(where: { $0.has("functionCall") }), !first.has("thoughtSignature") else {
            return nil
        }
        let name = first["functionCall"]["name"].string ?? ""
        return "Function call is missing a thought_signature in functionCall parts. This is required for tools to work "
            + "correctly, and missing thought_signature may lead to degraded model performance. Additional data, "
            + "function call `default_api:\(name)` , position \(index + 1)."
    }
}
