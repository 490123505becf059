import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads the body of a Converse request into a prompt.
struct ConversePromptReader {
    var prompt: Prompt

    /// Nobody reads more, and each new one is looked for among those before it.
    private static let mostNotices = 100

    static func read(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        guard let model = path.model, !model.isEmpty else {
            throw .badRequest(
                "missing_required_parameter", parameter: "modelId",
                "The path names no model; send the request to /model/MODEL/converse.")
        }
        var reader = ConversePromptReader(prompt: Prompt(.bedrock, model: model))
        reader.prompt.isStream = path.isStream ?? false
        try reader.read(try ConverseField(body: body))
        do throws(PromptFault) { try reader.prompt.settle() } catch {
            throw .badRequest("invalid_value", parameter: "messages", error.message)
        }
        return reader.prompt
    }

    private mutating func read(_ root: ConverseField) throws(ClientError) {
        // In the order in which a model is given them: a cache point may stand at the beginning of the next part.
        if let tools = root.member("toolConfig") { try readTools(tools.object()) }
        if let system = root.member("system") { try readSystem(system.elements()) }
        try readMessages(try root.required("messages").elements())
        for member in root.members { try read(member: member) }
    }

    /// What is not known here only this dialect knows.
    private mutating func read(member: ConverseField) throws(ClientError) {
        switch member.name {
        case "messages", "system", "toolConfig": break
        case "inferenceConfig": try readInference(member.object())
        case "outputConfig": try readOutput(member.object())
        case "additionalModelRequestFields": try readAdditional(member.object())
        case "additionalModelResponseFieldPaths":
            // The only one that other dialects have a counterpart to: it is in every answer that met a stop.
            if !(try member.elements().allSatisfy { $0.node.isString("/stop_sequence") }) { leaveOut(member) }
        case "guardrailConfig": refuse(member, "is a guardrail of one AWS account")
        case "promptVariables": refuse(member, "belongs to a prompt that is stored in one AWS account")
        default: leaveOut(member)
        }
    }

    private mutating func readSystem(_ items: [ConverseField]) throws(ClientError) {
        for item in items {
            let variant = try item.variant()
            switch variant.name {
            case "text": prompt.system.append(.text(try variant.text()))
            case "cachePoint": markLastBlock(variant)
            case "guardContent": refuse(variant, "is for a guardrail of one AWS account")
            default: refuse(variant, "is a kind of content that has no counterpart elsewhere")
            }
        }
    }

    private mutating func readMessages(_ messages: [ConverseField]) throws(ClientError) {
        for message in messages {
            let role = try message.object().required("role")
            let content = try message.required("content")
            let items = try content.elements()
            switch try role.text().text {
            case "user":
                guard items.contains(where: Self.saysSomething) else {
                    throw content.wrongValue("at least one block, and not only white space")
                }
                try readTurn(.user, items)
            case "assistant": try readTurn(.assistant, items)
            case "system": try readTurn(.system, items)
            default: throw role.wrongValue("user, assistant or system")
            }
            for member in message.members where member.name != "role" && member.name != "content" {
                leaveOut(member, "messages.\(member.name)")
            }
        }
    }

    private static func saysSomething(_ item: ConverseField) -> Bool {
        if let text = item.node["text"]?.text { return !text.isBlank }
        return item.node["cachePoint"] == nil
    }

    private mutating func readTurn(_ role: Turn.Role, _ items: [ConverseField]) throws(ClientError) {
        // What the operator says before anybody else is said before the conversation.
        let isSystem = role == .system && prompt.turns.isEmpty
        var hasBegun = false
        for item in items {
            let blocks = try readBlock(try item.variant())
            if isSystem {
                prompt.system += blocks
            } else if hasBegun {
                prompt.turns[prompt.turns.count - 1].blocks += blocks
            } else if !blocks.isEmpty {
                prompt.turns.append(Turn(role, blocks))
                hasBegun = true
            }
        }
    }

    /// The mark of a cache point belongs to what stands before it.
    mutating func markLastBlock(_ point: ConverseField) {
        let mark = Self.mark(point)
        if let turn = prompt.turns.indices.last {
            prompt.turns[turn].blocks[prompt.turns[turn].blocks.count - 1].cache = mark
        } else if !prompt.system.isEmpty {
            prompt.system[prompt.system.count - 1].cache = mark
        } else if !prompt.tools.isEmpty {
            prompt.tools[prompt.tools.count - 1].cache = mark
        } else {
            leaveOut(point, "cachePoint")
        }
    }

    static func mark(_ point: ConverseField) -> CacheMark { CacheMark(ttl: point.member("ttl")?.node.string) }

    /// `field` is dropped with a notice, once for each name.
    mutating func leaveOut(_ field: ConverseField, _ name: String? = nil) {
        let name = name ?? field.path
        guard prompt.extras.count < Self.mostNotices, !prompt.extras.contains(where: { $0.name == name }) else {
            return
        }
        prompt.extras.append(Extra(name, field.node))
    }

    /// `field` may not be left out, and no other dialect has it.
    mutating func refuse(_ field: ConverseField, _ reason: String) {
        let refusal = Refusal(field.path, reason)
        guard prompt.unportable.count < Self.mostNotices, !prompt.unportable.contains(refusal) else { return }
        prompt.unportable.append(refusal)
    }
}
