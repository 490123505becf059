import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ConverseRequest {
    mutating func writeMessages() {
        json.key("messages")
        json.beginArray()
        let turns = alternatingTurns()
        var media = ConverseMedia()
        for (index, turn) in turns.enumerated() {
            json.beginObject()
            json.member("role", turn.role.rawValue)
            json.key("content")
            json.beginArray()
            let isLast = index == turns.count - 1
            for (place, block) in turn.blocks.enumerated() {
                // An answer that is to be continued may not end with white space.
                let endsPrefill = isLast && turn.role == .assistant && place == turn.blocks.count - 1
                write(endsPrefill ? block.withoutTrailingSpace : block, turn.role, &media)
            }
            media.writeMissingText(of: turn.blocks, &json)
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    /// The turns as Converse wants them: the user first, then in turn, each with something to say.
    private mutating func alternatingTurns() -> [Turn] {
        var turns: [Turn] = []
        for turn in prompt.turns {
            var turn = turn
            turn.blocks = turn.blocks.compactMap { sendable($0) }
            if turn.role == .system, !target.contract.has(.systemTurns) {
                turn.role = .user
                turn.blocks = turn.blocks.compactMap(Self.markedAsSystem)
            }
            if turn.blocks.isEmpty { continue }
            if let last = turns.indices.last, turns[last].role == turn.role {
                turns[last].blocks += turn.blocks
            } else {
                turns.append(turn)
            }
        }
        if turns.first?.role != .user { turns.insert(Turn(.user, [.text("(The conversation begins.)")]), at: 0) }
        if turns.last?.role == .assistant, target.contract.lacks(.prefill) {
            losses.refuse("messages", "ends with the beginning of an answer, which this model does not continue")
        }
        return turns
    }

    /// The operator's words in the middle of a conversation, for a model that knows the operator only at its beginning.
    private static func markedAsSystem(_ block: Block) -> Block? {
        block.text.map { Block(.text("[System message]\n" + $0), cache: block.cache) }
    }

    /// The block as it is sent; nil if there is nothing to send.
    private mutating func sendable(_ block: Block) -> Block? {
        switch block.content {
        case .text(let text): return text.isBlank ? nil : block
        case .refusal(let text): return text.isBlank ? nil : Block(.text(text), cache: block.cache)
        case .reasoning(let reasoning):
            // A seal is good only where it was made, and unsealed thoughts are refused.
            let isSealed = reasoning.origin == .bedrock && (reasoning.signature ?? reasoning.sealed) != nil
            if isSealed, thinking.takesThoughts { return block }
            losses.drop("reasoning")
            return nil
        case .media(let media):
            return ConverseMedia.isTaken(media, target.contract, &losses) ? block : nil
        case .call(let call):
            if call.signature != nil { losses.drop("thoughtSignature") }
            return block
        case .result: return block
        }
    }

    private mutating func write(_ block: Block, _ role: Turn.Role, _ media: inout ConverseMedia) {
        var mark = block.cache
        json.beginObject()
        switch block.content {
        case .text(let text), .refusal(let text): json.member("text", text)
        case .reasoning(let reasoning): write(reasoning)
        case .media(let picture): media.write(picture, &json)
        case .call(let call): write(call)
        case .result(let result):
            write(result, &media)
            // Inside a result there is no place for a cache point.
            mark = mark ?? result.blocks.last { $0.cache != nil }?.cache
        }
        json.endObject()
        writeCachePoint(mark)
    }

    private mutating func write(_ reasoning: Reasoning) {
        json.key("reasoningContent")
        json.beginObject()
        if let sealed = reasoning.sealed {
            json.member("redactedContent", sealed)
        } else {
            json.key("reasoningText")
            json.beginObject()
            json.member("text", reasoning.text ?? "")
            if let signature = reasoning.signature { json.member("signature", signature) }
            json.endObject()
        }
        json.endObject()
    }

    private mutating func write(_ call: ToolCall) {
        json.key("toolUse")
        json.beginObject()
        json.member("toolUseId", ConverseCodec.callIDs.id(call.id))
        json.member("name", names.outward(call.name))
        json.key("input")
        if let object = call.arguments.object {
            json.raw(object)
        } else {
            losses.refuse("messages.tool_calls.function.arguments", "is not a JSON object in a call of the history")
            json.beginObject()
            json.endObject()
        }
        json.endObject()
    }

    private mutating func write(_ result: ToolResult, _ media: inout ConverseMedia) {
        json.key("toolResult")
        json.beginObject()
        json.member("toolUseId", ConverseCodec.callIDs.id(result.id))
        json.key("content")
        json.beginArray()
        var isEmpty = true
        // The mark of a failure goes into the words where there is no member for it.
        if result.isError == true, !model.takesResultStatus {
            writeText("Error: the tool failed.")
            isEmpty = false
        }
        if let object = result.object {
            writeObject(object)
            isEmpty = false
        }
        for block in result.blocks {
            switch block.content {
            case .text(let text) where result.object == nil && !text.isBlank: writeText(text)
            case .media(let picture) where ConverseMedia.isTaken(picture, target.contract, &losses):
                json.beginObject()
                media.write(picture, &json)
                json.endObject()
            default: continue
            }
            isEmpty = false
        }
        if isEmpty { writeObject(nil) }
        json.endArray()
        if let isError = result.isError, model.takesResultStatus {
            json.member("status", isError ? "error" : "success")
        }
        json.endObject()
    }

    private mutating func writeText(_ text: JSONString) {
        json.beginObject()
        json.member("text", text)
        json.endObject()
    }

    /// Empty text is refused; an empty object is not.
    private mutating func writeObject(_ object: JSONNode?) {
        json.beginObject()
        json.key("json")
        if let object {
            json.raw(object.raw)
        } else {
            json.beginObject()
            json.endObject()
        }
        json.endObject()
    }
}

extension Block {
    /// The same without the white space at its end, if it is a text.
    fileprivate var withoutTrailingSpace: Block {
        guard let text, let last = text.escaped.readableBytesView.last else { return self }
        // `n`, `r` and `t` may be the end of an escape, and a high byte the end of a wide space.
        guard last == 0x20 || last >= 0x80 || "nrt".utf8.contains(last) else { return self }
        var decoded = text.text[...]
        guard decoded.last?.isWhitespace == true else { return self }
        while decoded.last?.isWhitespace == true { decoded.removeLast() }
        return Block(.text(JSONString(decoded)), cache: cache)
    }
}
