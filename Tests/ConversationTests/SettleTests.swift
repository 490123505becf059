import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

/// Brings a conversation into the form that every dialect takes, or says what is wrong with it.
struct SettleTests {
    /// `u:a` is a text of the user, `a!1` a call of the assistant with the id 1, `u?1` its result, `s:x` a system turn.
    private static func turns(_ words: String) -> [Turn] {
        words.split(separator: " ").map { word in
            let role: Turn.Role = word.first == "u" ? .user : word.first == "a" ? .assistant : .system
            let rest = String(word.dropFirst(2))
            switch word.dropFirst().first {
            case "!":
                return Turn(role, [Block(.call(ToolCall(id: rest, name: name(of: rest), arguments: .none)))])
            case "?": return Turn(role, [Block(.result(ToolResult(id: rest, blocks: [.text("ok")])))])
            default: return Turn(role, [.text(.init(rest == "_" ? " " : rest))])
            }
        }
    }

    private static func name(of id: String) -> String { "f" + id.prefix { $0 != "_" } }

    private static func words(_ turns: [Turn]) -> String {
        turns.map { turn in
            String(turn.role.rawValue.first ?? "?")
                + turn.blocks.map { block in
                    switch block.content {
                    case .text(let text): ":" + text.text
                    case .call(let call): "!" + call.id
                    case .result(let result): "?" + result.id + (result.name == name(of: result.id) ? "" : "(unnamed)")
                    case .refusal, .media, .reasoning: "-"
                    }
                }.joined()
        }.joined(separator: " ")
    }

    @Test(
        "Turns are joined, results come first and in the order of their calls, nothing stands between",
        arguments: [
            ("u:a", "u:a"), ("u:a u:b a:c", "u:a:b a:c"), ("u:a u:_ a:_ u:b", "u:a:b"), ("a:a u:b", "a:a u:b"),
            ("u:a a!1 u?1", "u:a a!1 u?1"), ("u:a a:x a!1 a!2 u?2 u?1 u:b", "u:a a:x!1!2 u?1?2:b"),
            ("u:a a!1 u:b u?1", "u:a a!1 u?1:b"), ("u:a a!1 s:x u?1 u:b", "u:a a!1 u?1 s:x u:b"),
            ("u:a s:x u:b", "u:a s:x u:b"), ("u:a s:x s:y a:b", "u:a s:x s:y a:b"), ("u:a a:b s:x", "u:a a:b s:x"),
            ("u:a a!1 u?1 a!1 u?1", "u:a a!1 u?1 a!1_2 u?1_2"),
            ("u:a a!1 u?1 a!1_2 u?1_2 a!1 a!3 u?3 u?1", "u:a a!1 u?1 a!1_2 u?1_2 a!1_3!3 u?1_3?3"),
        ])
    func settled(_ given: String, _ expected: String) throws {
        var prompt = Prompt(.openAI, model: "m")
        prompt.turns = Self.turns(given)
        try prompt.settle()
        #expect(Self.words(prompt.turns) == expected)
        // And it stays so.
        try prompt.settle()
        #expect(Self.words(prompt.turns) == expected)
    }

    @Test(
        "What nobody can answer is refused with what to change",
        arguments: [
            ("u:a a!1", "The tool call \"1\" has no result"), ("u:a a!1 u:b", "The tool call \"1\" has no result"),
            ("u:a a!1 a:b u:c", "The tool call \"1\" has no result"),
            ("u:a a!1 a!2 u?1", "The tool call \"2\" has no result"),
            ("u:a u?1", "The result of the tool call \"1\" does not follow that call"),
            ("u:a a!1 u?1 a:b u?1", "The result of the tool call \"1\" does not follow that call"),
            ("u:a a!1 u?1 u?1", "The tool call \"1\" has more than one result"),
            ("u:a a!1 a!1 u?1", "Two tool calls of one message have the id \"1\""),
            ("a?1", "The result of the tool call \"1\" does not follow that call"),
        ])
    func refused(_ given: String, _ expected: String) {
        var prompt = Prompt(.openAI, model: "m")
        prompt.turns = Self.turns(given)
        #expect {
            try prompt.settle()
        } throws: {
            ($0 as? PromptFault)?.message.hasPrefix(expected) == true
        }
    }
}
