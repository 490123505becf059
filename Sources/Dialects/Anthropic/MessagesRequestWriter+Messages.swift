import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension MessagesRequestWriter {
    /// The first turn, where there is none of the user: the API wants one.
    private static let beginning: JSONString = "(The conversation begins.)"

    /// What is open in `messages`.
    private enum Side: String {
        case user
        case assistant
        case system
    }

    mutating func writeMessages(sendsThoughts: Bool) {
        writer.key("messages")
        writer.beginArray()
        var open: Side?
        for (index, turn) in prompt.turns.enumerated() {
            let isLast = index == prompt.turns.count - 1
            var blocks = turn.blocks.filter { isSent($0, sendsThoughts: sendsThoughts) }
            if isLast, turn.role == .assistant, !blocks.contains(where: { $0.call != nil }) {
                if target.contract.lacks(.prefill) {
                    losses.refuse("messages", "end with words of the assistant, which this model does not continue")
                    continue
                }
                trimEnd(&blocks)
            }
            guard !blocks.isEmpty else { continue }
            let side = side(of: turn, after: open)
            if side == .assistant, open == nil { begin(.user, &open) { $0.writeText(Self.beginning) } }
            begin(side, &open) { request in
                for block in blocks { request.writeBlock(block, turn.role, in: side) }
            }
        }
        if open == nil { begin(.user, &open) { $0.writeText(Self.beginning) } }
        end(&open)
        writer.endArray()
    }

    /// Writes blocks into the message of `side`: the open one, or a new one. Turns of one side become one message.
    private mutating func begin(_ side: Side, _ open: inout Side?, _ write: (inout Self) -> Void) {
        if open != side {
            end(&open)
            writer.beginObject()
            writer.member("role", side.rawValue)
            writer.key("content")
            writer.beginArray()
            open = side
        }
        write(&self)
    }

    private mutating func end(_ open: inout Side?) {
        guard open != nil else { return }
        writer.endArray()
        writer.endObject()
        open = nil
    }

    /// Words of the operator have a role of their own only right after a turn of the user, and only in newer models.
    /// For the others they stand in a turn of the user, marked as what they are.
    private func side(of turn: Turn, after open: Side?) -> Side {
        switch turn.role {
        case .user: .user
        case .assistant: .assistant
        case .system: target.contract.has(.systemTurns) && (open == .user || open == .system) ? .system : .user
        }
    }

    private mutating func isSent(_ block: Block, sendsThoughts: Bool) -> Bool {
        switch block.content {
        case .text(let text), .refusal(let text): return !text.isBlank
        case .reasoning(let thought):
            // Thoughts that nobody signed, and those of other makers, are refused; so are all of them while the model
            // is told not to think.
            if thought.isAnthropic, sendsThoughts { return true }
            losses.drop("reasoning")
            return false
        case .media, .call, .result: return true
        }
    }

    /// White space at the end of what the model is to continue is an error.
    private func trimEnd(_ blocks: inout [Block]) {
        while let last = blocks.last, let text = last.text?.text {
            guard let end = text.lastIndex(where: { !$0.isWhitespace }) else {
                blocks.removeLast()
                continue
            }
            if text.index(after: end) < text.endIndex {
                blocks[blocks.count - 1].content = .text(JSONString(text[...end]))
            }
            return
        }
    }

    /// - Parameters:
    ///   - role: who says it.
    ///   - side: whose words it stands among.
    private mutating func writeBlock(_ block: Block, _ role: Turn.Role, in side: Side) {
        switch block.content {
        case .text(let text), .refusal(let text):
            let isMarked = role == .system && side != .system
            writeText(isMarked ? "[Message of the system, not of the user: " + text + "]" : text, cache: block.cache)
        case .media(let media):
            guard role == .user else {
                losses.refuse("messages", "have media that are not the user's, which the Messages API does not take")
                return writeText("(Something was left out here.)")
            }
            writeMedia(media, cache: block.cache)
        case .call(let call): writeCall(call, cache: block.cache)
        case .result(let result): writeResult(result, cache: block.cache)
        case .reasoning(let thought): writeThought(thought)
        }
    }

    private mutating func writeThought(_ thought: Reasoning) {
        writer.beginObject()
        if let sealed = thought.sealed {
            writer.member("type", "redacted_thinking")
            writer.member("data", sealed)
        } else {
            writer.member("type", "thinking")
            writer.member("thinking", thought.text ?? "")
            writer.member("signature", thought.signature ?? "")
        }
        writer.endObject()
    }

    private mutating func writeCall(_ call: ToolCall, cache: CacheMark?) {
        writer.beginObject()
        writer.member("type", "tool_use")
        writer.member("id", MessagesCodec.callIDs.id(call.id))
        writer.member("name", names.outward(call.name))
        writer.key("input")
        if let input = call.arguments.object {
            writer.raw(input)
        } else {
            losses.refuse("messages", "have a tool call whose arguments are not a JSON object")
            writer.beginObject()
            writer.endObject()
        }
        writeMark(cache)
        writer.endObject()
    }

    private mutating func writeResult(_ result: ToolResult, cache: CacheMark?) {
        writer.beginObject()
        writer.member("type", "tool_result")
        writer.member("tool_use_id", MessagesCodec.callIDs.id(result.id))
        let blocks = result.blocks.filter { block in
            switch block.content {
            case .text(let text): !text.isBlank
            case .media: true
            default: false
            }
        }
        if result.object != nil {
            writer.member("content", result.text)
        } else if blocks.count == 1, let text = blocks[0].text {
            writer.member("content", text)
        } else if !blocks.isEmpty {
            writer.key("content")
            writer.beginArray()
            for block in blocks {
                switch block.content {
                case .text(let text): writeText(text)
                case .media(let media): writeMedia(media, cache: nil)
                default: break
                }
            }
            writer.endArray()
        }
        if result.isError == true { writer.member("is_error", true) }
        writeMark(cache)
        writer.endObject()
    }
}
