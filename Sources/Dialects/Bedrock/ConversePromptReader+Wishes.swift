import NIOCore
import PlanBConversation
import PlanBWire

extension ConversePromptReader {
    mutating func readTools(_ config: ConverseField) throws(ClientError) {
        for item in try config.required("tools").elements() {
            let variant = try item.variant()
            switch variant.name {
            case "toolSpec": prompt.tools.append(try readTool(variant.object()))
            case "cachePoint": markLastBlock(variant)
            case "systemTool": refuse(variant, "is a tool that AWS runs itself")
            default: refuse(variant, "is a kind of tool that has no counterpart elsewhere")
            }
        }
        if let choice = config.member("toolChoice") { prompt.toolChoice = try readChoice(choice.variant()) }
        for member in config.members where member.name != "tools" && member.name != "toolChoice" { leaveOut(member) }
    }

    private mutating func readTool(_ spec: ConverseField) throws(ClientError) -> Tool {
        let schema = try spec.required("inputSchema").object()
        for member in spec.members
        where !["name", "description", "inputSchema", "strict"].contains(member.name) {
            leaveOut(member, "toolConfig.tools.toolSpec.\(member.name)")
        }
        return Tool(
            name: try spec.required("name").word(), description: try spec.member("description")?.text(),
            schema: try schema.required("json").object().node, isStrict: try spec.member("strict")?.flag())
    }

    private func readChoice(_ variant: ConverseField) throws(ClientError) -> ToolChoice {
        switch variant.name {
        case "auto": return .auto
        case "any": return .required
        case "tool": return .named(try variant.object().required("name").word())
        default: throw variant.wrongValue("auto, any or tool")
        }
    }

    mutating func readInference(_ config: ConverseField) throws(ClientError) {
        for member in config.members {
            switch member.name {
            case "maxTokens":
                let limit = try member.integer()
                guard limit >= 1 else { throw member.wrongValue("at least 1") }
                prompt.outputLimit = limit
            case "temperature": prompt.sampling.temperature = try member.numeral()
            case "topP": prompt.sampling.topP = try member.numeral()
            case "stopSequences":
                prompt.stops = []
                for item in try member.elements() {
                    let stop = try item.text()
                    guard !stop.isEmpty else { throw item.wrongValue("a string that is not empty") }
                    prompt.stops.append(stop)
                }
            default: leaveOut(member)
            }
        }
    }

    mutating func readOutput(_ config: ConverseField) throws(ClientError) {
        for member in config.members {
            switch member.name {
            case "textFormat": try readFormat(member.object())
            case "effort":
                let word = try member.text().text
                guard let effort = ReasoningWish.Effort(rawValue: word) else {
                    leaveOut(member)
                    continue
                }
                wish { $0.effort = effort }
            default: leaveOut(member)
            }
        }
    }

    private mutating func readFormat(_ format: ConverseField) throws(ClientError) {
        let type = try format.required("type")
        guard type.node.isString("json_schema") else { throw type.wrongValue("json_schema") }
        let definition = try format.required("structure").object().required("jsonSchema").object()
        let schema = try definition.required("schema")
        // The schema is a string that holds a document.
        guard let node = try? JSONNode(reading: try schema.text().bytes), node.kind == .object else {
            throw schema.wrongValue("a string with a JSON Schema, which is an object")
        }
        prompt.format = .schema(
            AnswerSchema(
                name: try definition.member("name")?.text().text ?? "answer",
                description: try definition.member("description")?.text(), schema: node))
    }

    /// Members of the model's own API, of which other dialects have a few.
    mutating func readAdditional(_ fields: ConverseField) throws(ClientError) {
        for member in fields.members {
            switch member.name {
            case "top_k": prompt.sampling.topK = try member.numeral()
            case "inferenceConfig":
                for inner in try member.object().members {
                    if inner.name == "topK" {
                        prompt.sampling.topK = try inner.numeral()
                    } else {
                        leaveOut(inner)
                    }
                }
            case "thinking": try readThinking(member.object())
            case "reasoning_effort":
                guard let effort = member.node.string.flatMap(ReasoningWish.Effort.init(rawValue:)) else {
                    leaveOut(member)
                    continue
                }
                wish { $0.effort = effort }
            case "tool_choice":
                for inner in try member.object().members {
                    if inner.name == "disable_parallel_tool_use" {
                        prompt.allowsParallelCalls = !(try inner.flag())
                    } else {
                        leaveOut(inner)
                    }
                }
            default: leaveOut(member)
            }
        }
    }

    /// Anthropic's `thinking`.
    private mutating func readThinking(_ thinking: ConverseField) throws(ClientError) {
        let type = try thinking.required("type")
        switch try type.text().text {
        case "enabled":
            let budget = try thinking.required("budget_tokens").integer()
            wish { $0.budget = budget }
        case "adaptive": wish { _ in }
        case "disabled": wish { $0.effort = ReasoningWish.Effort.none }
        default: leaveOut(thinking)
        }
        for member in thinking.members where member.name != "type" && member.name != "budget_tokens" {
            switch member.name {
            case "display" where member.node.isString("summarized"): wish { $0.isShown = true }
            case "display" where member.node.isString("omitted"): wish { $0.isShown = false }
            default: leaveOut(member)
            }
        }
    }

    private mutating func wish(_ change: (inout ReasoningWish) -> Void) {
        var wish = prompt.reasoning ?? ReasoningWish()
        change(&wish)
        prompt.reasoning = wish
    }
}
