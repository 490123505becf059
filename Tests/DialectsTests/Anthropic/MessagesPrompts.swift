import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Prompts as the readers of all dialects may give them, the same for the same seed.
struct MessagesPrompts {
    private var dice: Dice
    /// Only what this dialect can say, so that nothing is lost on the way.
    private let isOwn: Bool
    private var calls = 0

    static func prompt(_ seed: UInt64, isOwn: Bool) -> Prompt {
        var prompts = MessagesPrompts(dice: Dice(seed), isOwn: isOwn)
        return prompts.prompt()
    }

    private init(dice: Dice, isOwn: Bool) {
        self.dice = dice
        self.isOwn = isOwn
    }

    private mutating func prompt() -> Prompt {
        var prompt = Prompt(isOwn ? .anthropic : .openAI, model: "m")
        prompt.isStream = dice.once(in: 2)
        if dice.once(in: 2) { prompt.system = [text()] }
        var role = isOwn || dice.once(in: 4) ? Turn.Role.user : .assistant
        for _ in 0..<1 + dice.below(6) {
            if role == .user {
                prompt.turns.append(Turn(.user, said()))
                if !isOwn, dice.once(in: 4) { prompt.turns.append(Turn(.system, [text()])) }
                role = .assistant
            } else {
                let blocks = answered()
                prompt.turns.append(Turn(.assistant, blocks))
                let results = blocks.compactMap(\.call).map { result(of: $0) }
                prompt.turns.append(Turn(.user, results + (results.isEmpty || dice.once(in: 2) ? said() : [])))
                if !isOwn, dice.once(in: 4) { prompt.turns.append(Turn(.system, [text()])) }
            }
        }
        for index in 0..<dice.below(4) { prompt.tools.append(tool(index)) }
        if !prompt.tools.isEmpty {
            prompt.toolChoice = choice()
            if dice.once(in: 3) { prompt.allowsParallelCalls = dice.once(in: 2) }
            if prompt.allowsParallelCalls == true || prompt.toolChoice == ToolChoice.none {
                prompt.allowsParallelCalls = nil
            }
            if isOwn, prompt.allowsParallelCalls == false, prompt.toolChoice == nil { prompt.toolChoice = .auto }
        }
        wish(&prompt)
        do { try prompt.settle() } catch { prompt.turns = [Turn(.user, [text()])] }
        return prompt
    }

    private mutating func wish(_ prompt: inout Prompt) {
        prompt.outputLimit = isOwn || dice.once(in: 2) ? 1 + dice.below(20_000) : nil
        if dice.once(in: 3) { prompt.stops = ["END", "\n\nX"] }
        if dice.once(in: 3), prompt.toolChoice?.isForced != true {
            prompt.reasoning = ReasoningWish(
                effort: ReasoningWish.Effort.allCases[(isOwn ? 2 : 0) + dice.below(5)],
                isShown: dice.once(in: 2) ? nil : dice.once(in: 2))
            if !isOwn, dice.once(in: 3) { prompt.reasoning = ReasoningWish(budget: dice.below(40_000)) }
        } else if dice.once(in: 2) {
            prompt.sampling.temperature = JSONNode(.number(isOwn ? "0.25" : "1.5"))
            if !isOwn { prompt.sampling.topP = JSONNode(.number("0.5")) }
            prompt.sampling.topK = JSONNode(.number("40"))
        }
        if dice.once(in: 4) {
            prompt.format = .schema(
                AnswerSchema(
                    name: "answer",
                    schema: JSONNode([
                        "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"],
                        "additionalProperties": false,
                    ]), isStrict: true))
        } else if !isOwn, dice.once(in: 4) {
            prompt.format = .json
        }
        prompt.user = isOwn ? nil : "u"
        guard !isOwn else { return prompt.wantsUsage = true }
        if dice.once(in: 3) { prompt.sampling.seed = JSONNode(7) }
        if dice.once(in: 6) { prompt.choices = 2 }
        if dice.once(in: 6) { prompt.logprobs = 0 }
    }

    private mutating func text() -> Block {
        let words = ["héllo", "a \"b\"\n", "☕", "x\ty \\", "last "]
        return Block(.text(JSONString(words[dice.below(words.count)])), cache: mark())
    }

    private mutating func mark() -> CacheMark? {
        guard !isOwn || calls < 0, dice.once(in: 4) else { return nil }
        return CacheMark(ttl: dice.once(in: 2) ? "1h" : nil)
    }

    private mutating func said() -> [Block] {
        var blocks = [text()]
        if dice.once(in: 4) { blocks.append(Block(.media(media()))) }
        if dice.once(in: 4) { blocks.append(text()) }
        return blocks
    }

    private mutating func media() -> Media {
        switch dice.below(isOwn ? 4 : 6) {
        case 0: Media(.image, .data(type: "image/png", base64: "iVBORw0KGgoAAA=="))
        case 1: Media(.image, .url("https://a.example/i.png"), detail: isOwn ? nil : "low")
        case 2: Media(.document, .data(type: "application/pdf", base64: "JVBERi0="), name: "a.pdf")
        case 3: Media(.document, .text("plain words"), name: "notes")
        case 4: Media(.audio, .data(type: "audio/wav", base64: "UklGRg=="))
        default: Media(.image, .data(type: "image/bmp", base64: "Qk0="))
        }
    }

    private mutating func answered() -> [Block] {
        var blocks: [Block] = []
        let origin: DialectID = isOwn || dice.once(in: 2) ? .anthropic : .gemini
        if dice.once(in: 2) {
            blocks.append(
                Block(
                    .reasoning(
                        Reasoning(text: "hm", signature: isOwn || dice.once(in: 2) ? "s==" : nil, origin: origin))))
        }
        if dice.once(in: 4) { blocks.append(Block(.reasoning(Reasoning(sealed: "z==", origin: origin)))) }
        if dice.once(in: 2) || blocks.isEmpty { blocks.append(text()) }
        if !isOwn, dice.once(in: 6) { blocks.append(Block(.refusal("no"))) }
        for _ in 0..<dice.below(3) {
            calls += 1
            blocks.append(
                Block(
                    .call(
                        ToolCall(
                            id: isOwn ? "toolu_\(calls)" : "chat.call:\(calls)", name: isOwn ? "f0" : "mcp/f.0",
                            arguments: dice.once(in: 2) ? .none : .object(ByteBuffer(string: #"{"x": [1,"é"]}"#))))))
        }
        return blocks
    }

    private mutating func result(of call: ToolCall) -> Block {
        var result = ToolResult(id: call.id)
        switch dice.below(4) {
        case 0: break
        case 1: result.blocks = [.text("done")]
        case 2:
            result.blocks = [.text("one"), Block(.media(Media(.image, .data(type: "image/jpeg", base64: "/9j/4AAQ"))))]
        default:
            result.blocks = [.text("no such city")]
            result.isError = true
        }
        return Block(.result(result))
    }

    private mutating func tool(_ index: Int) -> Tool {
        Tool(
            name: isOwn ? "f\(index)" : "mcp/f.\(index)", description: dice.once(in: 2) ? "does it" : nil,
            schema: isOwn || dice.once(in: 2) ? JSONNode(["type": "object", "properties": ["x": [:]]]) : nil,
            isStrict: dice.once(in: 3) && !isOwn ? true : nil, cache: mark())
    }

    private mutating func choice() -> ToolChoice? {
        let name = isOwn ? "f0" : "mcp/f.0"
        switch dice.below(isOwn ? 5 : 6) {
        case 0: return nil
        case 1: return .auto
        case 2: return ToolChoice.none
        case 3: return .required
        case 4: return .named(name)
        default: return .allowed([name], isRequired: dice.once(in: 2))
        }
    }

    /// Any contract.
    static func contract(_ seed: UInt64) -> Contract {
        var dice = Dice(seed &+ 1)
        var contract = Contract(output: dice.once(in: 2) ? 1 + dice.below(40_000) : nil)
        for capability in Capability.allCases where !dice.once(in: 3) {
            contract.capabilities[capability] = dice.once(in: 2)
        }
        return contract
    }
}

extension Prompt {
    /// All that it says, written out, to compare it with another.
    var account: [String] {
        var lines = [
            "\(model) \(isStream) \(String(describing: outputLimit)) \(stops.map(\.text)) \(String(describing: reasoning))",
            "\(String(describing: toolChoice)) \(String(describing: allowsParallelCalls)) \(choices) \(wantsUsage)",
            "\(number(sampling.temperature)) \(number(sampling.topP)) \(number(sampling.topK)) \(serviceTier ?? "-")",
            "\(extras.map(\.name)) \(unportable.map(\.field))",
        ]
        switch format {
        case .text: lines.append("text")
        case .json: lines.append("json")
        case .schema(let schema):
            lines.append("\(schema.name) \(String(describing: schema.isStrict)) \(schema.schema.value)")
        }
        lines += system.map { "system: " + account($0) }
        for turn in turns { lines += turn.blocks.map { turn.role.rawValue + ": " + account($0) } }
        lines += tools.map {
            "\($0.name) \($0.description?.text ?? "-") \(String(describing: $0.schema?.value)) \(String(describing: $0.isStrict))"
        }
        return lines
    }

    private func number(_ node: JSONNode?) -> String { node.map { String(buffer: $0.raw) } ?? "-" }

    private func account(_ block: Block) -> String {
        let mark = block.cache.map { " cache \($0.ttl ?? "-")" } ?? ""
        switch block.content {
        case .text(let text): return "text \(text)\(mark)"
        case .refusal(let text): return "refusal \(text)\(mark)"
        case .media(let media): return "\(media.kind) \(media.source) \(media.name?.text ?? "-")\(mark)"
        case .call(let call): return "call \(call.id) \(call.name) \(call.arguments.text)\(mark)"
        case .result(let result):
            return "result \(result.id) \(result.isError ?? false) \(result.blocks.map(account))\(mark)"
        case .reasoning(let thought):
            return
                "thought \(thought.text?.text ?? "-") \(thought.signature?.text ?? "-") \(thought.sealed?.text ?? "-") "
                + thought.origin.rawValue
        }
    }
}
