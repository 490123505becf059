import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension GeminiPromptReader {
    mutating func readSystem(_ root: GeminiValue) throws(ClientError) {
        guard let system = root.member("systemInstruction", "system_instruction") else { return }
        guard let parts = try system.object().member("parts") else { return }
        for part in try parts.elements() {
            switch try sorted(part).content {
            case .text(let text): prompt.system.append(.text(text))
            default:
                prompt.unportable.append(Refusal(part.path, "is not text, which is all that a system prompt can hold"))
            }
        }
        keepUnknown(of: system, besides: ["parts", "role"], as: "systemInstruction")
    }

    mutating func readContents(_ root: GeminiValue) throws(ClientError) {
        guard let contents = root.member("contents") else { throw root.missing("contents") }
        for (index, content) in try contents.elements().enumerated() {
            let isModel = try isModel(try content.object())
            if isModel, isAnswered {
                try checkAnswered(contents)
                calls = []
            }
            isAnswered = !isModel
            let parts = try content.member("parts")?.elements() ?? []
            var blocks: [Block] = []
            for part in parts {
                if isModel {
                    try readModel(part, index, &blocks)
                } else {
                    try readUser(part, &blocks)
                }
            }
            append(blocks, isModel ? .assistant : .user)
            keepUnknown(of: content, besides: ["parts", "role"], as: "contents")
        }
        try checkAnswered(contents)
    }

    /// Google has no role but these two; `function` is what the results of tools had in its first version.
    private func isModel(_ content: GeminiValue) throws(ClientError) -> Bool {
        guard let role = content.member("role") else { return false }
        switch try role.text().text {
        case "model": return true
        case "user", "function", "": return false
        default: throw role.wrongValue("\"user\" or \"model\"; instructions go into \"systemInstruction\"")
        }
    }

    /// SDKs keep each piece of a streamed answer as a content of its own. Put together again, no piece is so small that
    /// it looks like nothing.
    private mutating func append(_ blocks: [Block], _ role: Turn.Role) {
        guard role == .assistant, prompt.turns.last?.role == .assistant else {
            prompt.turns.append(Turn(role, blocks))
            return
        }
        let last = prompt.turns.count - 1
        for block in blocks { Self.join(block, to: &prompt.turns[last].blocks) }
    }

    private static func join(_ block: Block, to blocks: inout [Block]) {
        if let text = block.text, let last = blocks.last?.text {
            blocks[blocks.count - 1] = .text(last + text)
        } else {
            blocks.append(block)
        }
    }

    private mutating func readModel(
        _ part: GeminiValue, _ content: Int, _ blocks: inout [Block]
    ) throws(ClientError) {
        let sorted = try sorted(part)
        switch sorted.content {
        case .text(let text) where sorted.isThought:
            blocks.append(
                Block(.reasoning(Reasoning(text: text, signature: sorted.signature, origin: .gemini))))
        case .text(let text):
            if !text.isEmpty { Self.join(.text(text), to: &blocks) }
            seal(sorted, &blocks)
        case .functionCall(let node):
            blocks.append(Block(.call(try call(GeminiValue(node, part.path + ".functionCall"), content, sorted))))
        case .inlineData, .fileData:
            blocks.append(Block(.media(try media(sorted, part))))
            seal(sorted, &blocks)
        case .functionResponse:
            throw .badRequest(
                "invalid_value", parameter: part.path,
                "\"\(part.path)\" is a functionResponse of the role \"model\": send it with the role \"user\".")
        case .other(let name): refuse(name, part)
        case nil: seal(sorted, &blocks)
        }
    }

    /// A signature on words is a thought that has nothing but a signature, after the words: the smallest thing that
    /// other dialects leave out as they do with all signatures of others, and from which Google's comes back.
    private func seal(_ part: GeminiPart, _ blocks: inout [Block]) {
        guard let signature = part.signature else { return }
        blocks.append(Block(.reasoning(Reasoning(signature: signature, origin: .gemini))))
    }

    private mutating func readUser(_ part: GeminiValue, _ blocks: inout [Block]) throws(ClientError) {
        let sorted = try sorted(part)
        switch sorted.content {
        case .text(let text): blocks.append(.text(text))
        case .inlineData, .fileData: blocks.append(Block(.media(try media(sorted, part))))
        case .functionResponse(let node):
            blocks.append(Block(.result(try result(GeminiValue(node, part.path + ".functionResponse")))))
        case .functionCall:
            throw .badRequest(
                "invalid_value", parameter: part.path,
                "\"\(part.path)\" is a functionCall of the role \"user\": send it with the role \"model\".")
        case .other(let name): refuse(name, part)
        case nil: throw part.wrongValue("a part that holds something, such as \"text\"")
        }
    }

    private mutating func refuse(_ name: String, _ part: GeminiValue) {
        let word = PlainWord.read(name) ?? "something unknown"
        prompt.unportable.append(Refusal(part.path, "holds \(word), which has no counterpart at other providers"))
    }

    private mutating func sorted(_ part: GeminiValue) throws(ClientError) -> GeminiPart {
        let sorted = GeminiPart(try part.object().node)
        guard !sorted.isBroken else {
            throw part.wrongValue("one piece of content, such as {\"text\": \"…\"}, and not more than one")
        }
        for note in sorted.notes { keep(note, "contents.parts.\(note.key)") }
        return sorted
    }

    /// Keeps the members of `value` that are not known, under the name of `place`.
    mutating func keepUnknown(of value: GeminiValue, besides known: [StaticString], as place: String) {
        for member in value.members(besides: known) { keep(member, "\(place).\(member.key)") }
    }
}
