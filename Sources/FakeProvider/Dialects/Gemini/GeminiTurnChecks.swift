/// Calls of functions, their responses, and the signatures under the calls.
extension GeminiChecks {
    var turns: String? {
        let turns = merged
        if turns.first?.isModel == true { return "Please ensure that the conversation starts with a user turn." }
        // Signatures are asked for since the user last spoke.
        let turnStart = turns.lastIndex { !$0.isModel && responses($0).isEmpty } ?? 0
        var asked: [JSON] = []
        for (index, turn) in turns.enumerated() {
            let (isModel, answers) = (turn.isModel, responses(turn))
            if isModel, !answers.isEmpty { return "Please ensure that function responses are in a user turn." }
            if let found = answerComplaint(answers, asked) { return found }
            asked = calls(turn)
            if !isModel, !asked.isEmpty {
                return "Please ensure that function call turn comes immediately after a user turn or after a function "
                    + "response turn."
            }
            if index > turnStart, let found = unsigned(turn) { return found }
        }
        return asked.isEmpty ? nil : Self.numbers
    }

    private static let numbers =
        "Please ensure that the number of function response parts is equal to the number of function call parts of the "
        + "function call turn."

    private struct Turn {
        var isModel: Bool
        var parts: [JSON]
        /// The position of its last content.
        var index: Int
    }

    /// A streamed answer comes back from Google's own SDKs as one content for each event: contents of the model in a row
    /// are one turn.
    private var merged: [Turn] {
        var turns: [Turn] = []
        for (index, content) in (call["contents"].array ?? []).enumerated() {
            let turn = Turn(
                isModel: content["role"].string == "model", parts: content["parts"].array ?? [], index: index)
            if turn.isModel, turns.last?.isModel == true {
                turns[turns.count - 1].parts += turn.parts
                turns[turns.count - 1].index = index
            } else {
                turns.append(turn)
            }
        }
        return turns
    }

    private func calls(_ turn: Turn) -> [JSON] {
        turn.parts.map { $0["functionCall"] }.filter { !$0.isNull }
    }

    private func responses(_ turn: Turn) -> [JSON] {
        turn.parts.map { $0["functionResponse"] }.filter { !$0.isNull }
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
            // Google's own SDK leaves the id out when it calls functions by itself.
            if answer.has("id"), answer["id"] != call["id"] {
                return "Please ensure that function responses have the ids of the function calls: found "
                    + "'\(answer["id"].string ?? "")', expected '\(call["id"].string ?? "")'."
            }
        }
        return nil
    }

    /// The first call of a step of a model that signs has to bring its signature back.
    private func unsigned(_ turn: Turn) -> String? {
        guard (modelVersion(call.model)?.major ?? 0) >= 3 else { return nil }
        guard let first = turn.parts.first(where: { $0.has("functionCall") }), !first.has("thoughtSignature") else {
            return nil
        }
        let name = first["functionCall"]["name"].string ?? ""
        return "Function call is missing a thought_signature in functionCall parts. This is required for tools to work "
            + "correctly, and missing thought_signature may lead to degraded model performance. Additional data, "
            + "function call `default_api:\(name)` , position \(turn.index + 1)."
    }
}
