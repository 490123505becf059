import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Prompts and answers in a line, so that tests can say what they expect.
enum Outline {
    static func of(_ reply: Reply) -> String {
        let choices = reply.choices.map { choice in
            (choice.blocks.map(of) + ["\(choice.finish)"] + (choice.stop.map { ["at(\($0))"] } ?? []))
                .joined(separator: " ")
        }
        let usage = reply.usage.map {
            " in \($0.input) out \($0.output) cached \($0.cachedInput) written \($0.writtenInput) reasoning \($0.reasoning)"
        }
        return choices.joined(separator: " | ") + (usage ?? "")
    }

    static func of(_ prompt: Prompt) -> String {
        var parts = ["model \(prompt.model)"]
        if prompt.isStream { parts.append("stream") }
        if !prompt.system.isEmpty { parts.append("system " + prompt.system.map(of).joined(separator: " ")) }
        for turn in prompt.turns { parts.append("\(turn.role) " + turn.blocks.map(of).joined(separator: " ")) }
        for tool in prompt.tools {
            parts.append(
                "tool \(tool.name) \(tool.description?.text ?? "-") \(raw(tool.schema)) \(tool.isStrict.map(String.init) ?? "-")"
            )
        }
        if let choice = prompt.toolChoice { parts.append("choice \(choice)") }
        if let several = prompt.allowsParallelCalls { parts.append("parallel \(several)") }
        switch prompt.format {
        case .text: break
        case .json: parts.append("json")
        case .schema(let schema):
            parts.append("schema \(schema.name) \(raw(schema.schema)) \(schema.isStrict.map(String.init) ?? "-")")
        }
        if let limit = prompt.outputLimit { parts.append("limit \(limit)") }
        let sampling = prompt.sampling
        for (name, value) in [
            ("temperature", sampling.temperature), ("top_p", sampling.topP), ("top_k", sampling.topK),
            ("seed", sampling.seed), ("presence", sampling.presencePenalty), ("frequency", sampling.frequencyPenalty),
        ] {
            if let value { parts.append("\(name) \(raw(value))") }
        }
        if !prompt.stops.isEmpty { parts.append("stops \(prompt.stops.map(\.text))") }
        if let wish = prompt.reasoning {
            parts.append("reasoning \(wish.effort.map { "\($0)" } ?? "-") \(wish.budget.map(String.init) ?? "-")")
        }
        if prompt.choices != 1 { parts.append("n \(prompt.choices)") }
        if let logprobs = prompt.logprobs { parts.append("logprobs \(logprobs)") }
        if let tier = prompt.serviceTier { parts.append("tier \(tier)") }
        return parts.joined(separator: "\n")
    }

    static func of(_ block: Block) -> String {
        switch block.content {
        case .text(let text): return "text(\(text))"
        case .refusal(let text): return "refusal(\(text))"
        case .media(let media):
            let source =
                switch media.source {
                case .data(let type, let base64): "\(type) \(base64.escaped.readableBytes)"
                case .text(let text): "text \(text)"
                case .url(let url): "url \(url)"
                case .file(let id): "file \(id)"
                }
            return "\(media.kind)(\(source))"
        case .call(let call): return "\(call.name)#\(call.id)(\(call.arguments.text))"
        case .result(let result):
            return "result#\(result.id)\(result.isError == true ? "!" : "")("
                + (result.object.map { raw($0) } ?? result.blocks.map(of).joined(separator: " ")) + ")"
        case .reasoning(let thought): return "thought(\(thought.text?.text ?? "-"))"
        }
    }

    private static func raw(_ node: JSONNode?) -> String { node.map { String(buffer: $0.raw) } ?? "-" }
}
