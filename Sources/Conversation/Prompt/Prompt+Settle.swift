import PlanBWire

/// A conversation that no provider would take, as a sentence for the client that says what to change.
public struct PromptFault: Error, Sendable, Equatable {
    /// The sentence.
    public var message: String
}

extension Prompt {
    /// Brings the conversation into the form that every dialect can be given: turns of one side joined, results first
    /// in their turn and each next to its call, nothing empty, no system turn between a call and its results.
    /// - Throws: if a call has no result or more than one, a result no call, or a turn of the user no content. What to
    ///   put there is not for a gateway to guess.
    public mutating func settle() throws(PromptFault) {
        dropEmptyTexts()
        turns = joined(turns)
        try tieResults()
        separateIDs()
    }

    /// Not every provider makes ids that no other has, or even different ones for each answer, and Anthropic refuses
    /// a conversation with one twice: a later call, and its result, get one of their own.
    private mutating func separateIDs() {
        var seen: Set<String> = []
        var counts: [String: Int] = [:]
        var renamed: [String: String] = [:]
        for index in turns.indices where turns[index].role != .system {
            if turns[index].role == .assistant { renamed = [:] }
            for place in turns[index].blocks.indices {
                switch turns[index].blocks[place].content {
                case .call(var call):
                    let id = call.id
                    if seen.insert(id).inserted { continue }
                    repeat {
                        counts[id, default: 1] += 1
                        call.id = "\(id)_\(counts[id, default: 1])"
                    } while !seen.insert(call.id).inserted
                    renamed[id] = call.id
                    turns[index].blocks[place].content = .call(call)
                case .result(var result):
                    guard let id = renamed[result.id] else { continue }
                    result.id = id
                    turns[index].blocks[place].content = .result(result)
                case .text, .refusal, .media, .reasoning: continue
                }
            }
        }
    }

    /// A text without content says nothing, and Anthropic and Bedrock refuse it.
    private mutating func dropEmptyTexts() {
        system.removeAll { $0.text?.isBlank == true }
        for index in turns.indices {
            turns[index].blocks.removeAll { $0.text?.isBlank == true }
        }
    }

    private func joined(_ turns: [Turn]) -> [Turn] {
        var whole: [Turn] = []
        // System turns that wait until the results of a call have been given.
        var waiting: [Turn] = []
        for turn in turns where !turn.blocks.isEmpty {
            if turn.role == .system {
                waiting.append(turn)
                continue
            }
            if !turn.startsWithResult {
                whole += waiting
                waiting = []
            }
            if whole.last?.role == turn.role {
                whole[whole.count - 1].blocks += turn.blocks
            } else {
                whole.append(turn)
            }
        }
        return whole + waiting
    }

    private mutating func tieResults() throws(PromptFault) {
        var open: [ToolCall] = []
        for index in turns.indices where turns[index].role != .system {
            let turn = turns[index]
            var results = try resultsByCall(turn, open)
            if let missing = open.first(where: { results[$0.id] == nil }) { throw noResult(missing) }
            if !open.isEmpty {
                // In the order of the calls, which Gemini wants, and before anything else, which Anthropic wants.
                let inOrder = open.compactMap { call in results.removeValue(forKey: call.id) }
                turns[index].blocks = inOrder + turn.blocks.filter { $0.result == nil }
            }
            open = turn.role == .assistant ? turn.blocks.compactMap(\.call) : []
            var ids: Set<String> = []
            if let twice = open.first(where: { !ids.insert($0.id).inserted }) {
                throw PromptFault(
                    message: "Two tool calls of one message have the id \"\(shortened(twice.id))\": "
                        + "give each its own.")
            }
        }
        if let missing = open.first { throw noResult(missing) }
    }

    /// The results of `turn`, by the id of their call, each with the name of its tool.
    private func resultsByCall(_ turn: Turn, _ calls: [ToolCall]) throws(PromptFault) -> [String: Block] {
        var results: [String: Block] = [:]
        guard turn.blocks.contains(where: { $0.result != nil }) else { return results }
        let names = Dictionary(calls.map { ($0.id, $0.name) }) { first, _ in first }
        for var block in turn.blocks {
            guard case .result(var result) = block.content else { continue }
            guard turn.role == .user, let name = names[result.id] else {
                throw PromptFault(
                    message: "The result of the tool call \"\(shortened(result.id))\" does not follow that call: "
                        + "send it right after the message that makes the call.")
            }
            result.name = result.name ?? name
            block.content = .result(result)
            guard results.updateValue(block, forKey: result.id) == nil else {
                throw PromptFault(
                    message: "The tool call \"\(shortened(result.id))\" has more than one result: send exactly one.")
            }
        }
        return results
    }

    private func noResult(_ call: ToolCall) -> PromptFault {
        PromptFault(
            message: "The tool call \"\(shortened(call.id))\" has no result: send one right after the message that "
                + "makes the call.")
    }

    private func shortened(_ id: String) -> String { String(id.prefix(64)) }
}

extension Turn {
    fileprivate var startsWithResult: Bool { blocks.first?.result != nil }
}

extension Block {
    /// The call, if it is one.
    public var call: ToolCall? { if case .call(let call) = content { call } else { nil } }

    /// The result, if it is one.
    public var result: ToolResult? { if case .result(let result) = content { result } else { nil } }
}
