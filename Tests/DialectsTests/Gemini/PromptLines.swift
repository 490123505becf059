import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// A prompt in one line for each thing that it says; ids of calls are counted, since they need not survive.
enum PromptLines {
    static func lines(_ prompt: Prompt) -> [String] {
        var lines = ["\(prompt.model) \(prompt.isStream)"]
        lines += prompt.system.map { "system " + Told.line($0) }
        var ids: [String: Int] = [:]
        for turn in prompt.turns {
            for var block in turn.blocks {
                if case .call(var call) = block.content {
                    ids[call.id] = ids.count
                    call.id = "#\(ids.count - 1)"
                    block.content = .call(call)
                }
                if case .result(var result) = block.content {
                    result.id = ids[result.id].map { "#\($0)" } ?? "?"
                    block.content = .result(result)
                }
                lines.append("\(turn.role) " + Told.line(block))
            }
        }
        for tool in prompt.tools {
            lines.append(
                "tool \(tool.name) \(tool.description?.text ?? "-") \(plain(tool.schema)) \(word(tool.isStrict))")
        }
        if let choice = prompt.toolChoice { lines.append("choice \(choice)") }
        switch prompt.format {
        case .text: break
        case .json: lines.append("json")
        case .schema(let schema): lines.append("format \(plain(schema.schema))")
        }
        if let limit = prompt.outputLimit { lines.append("limit \(limit)") }
        let sampling = prompt.sampling
        for (name, value) in [
            ("temperature", sampling.temperature), ("topP", sampling.topP), ("topK", sampling.topK),
            ("presence", sampling.presencePenalty), ("frequency", sampling.frequencyPenalty), ("seed", sampling.seed),
        ] where value != nil { lines.append("\(name) \(plain(value))") }
        lines += prompt.stops.map { "stop \($0)" }
        if let wish = prompt.reasoning {
            lines.append(
                "thinking \(wish.effort?.rawValue ?? "-") \(wish.budget.map(String.init) ?? "-") \(word(wish.isShown))")
        }
        if prompt.choices != 1 { lines.append("\(prompt.choices) answers") }
        if let count = prompt.logprobs { lines.append("logprobs \(count)") }
        if let tier = prompt.serviceTier { lines.append("tier \(tier)") }
        return lines
    }

    private static func plain(_ node: JSONNode?) -> String { node.map { String(buffer: $0.raw) } ?? "-" }
    private static func word(_ flag: Bool?) -> String { flag.map { "\($0)" } ?? "-" }
}
