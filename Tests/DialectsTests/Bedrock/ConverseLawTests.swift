import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// Prompts by chance.
private struct PromptMaker {
    var dice: Dice
    /// Only what Converse can say, to be compared; or anything that other dialects can say.
    let isTame: Bool
    private var names = 0

    init(_ seed: UInt64, isTame: Bool) {
        dice = Dice(seed)
        self.isTame = isTame
    }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[dice.below(items.count)] }
    mutating func maybe<Item>(_ item: Item) -> Item? { dice.once(in: 2) ? item : nil }

    mutating func text() -> JSONString {
        let text = pick(["a", "é☕", "line\nline", "\"quoted\" \\ slash", "x y", "\u{1F600}"])
        // The same text in escapes of another kind.
        return dice.once(in: 5)
            ? JSONString(escaped: ByteBuffer(string: #"\u0041\/\n\ud83d\ude00."#)) : JSONString(text)
    }

    mutating func mark() -> CacheMark? {
        guard dice.once(in: 4) else { return nil }
        return CacheMark(ttl: maybe("1h"))
    }

    mutating func media() -> Media {
        names += 1
        if !isTame {
            switch dice.below(6) {
            case 0: return Media(.image, .url("https://x"))
            case 1: return Media(.document, .data(type: "application/pdf", base64: "QQ=="), name: maybe("a//b"))
            case 2: return Media(.document, .text(text()), name: maybe("same name"))
            default: break
            }
        }
        switch dice.below(3) {
        case 0:
            let type = pick(["image/png", "image/jpeg", "image/gif", "image/webp"])
            return Media(.image, .data(type: type, base64: "QUJD"))
        case 1:
            return Media(.document, .data(type: "application/pdf", base64: "QQ=="), name: JSONString("doc \(names)"))
        default: return Media(.document, .text(text()), name: JSONString("doc \(names)"))
        }
    }

    mutating func object() -> ByteBuffer {
        ByteBuffer(string: pick([#"{"a":1}"#, #"{"b":[1,{"c":null}]}"#, "{}", #"{"é":"☕"}"#]))
    }

    mutating func toolName() -> String {
        isTame ? pick(["get_weather", "now"]) : pick(["a.b", "a/b", "now", "ns:tool é"])
    }

    mutating func callID(_ index: Int) -> String { isTame ? "call_\(index)" : "call|\(index)|é" }

    mutating func assistantBlocks(_ calls: Int, _ turn: Int) -> [Block] {
        var blocks: [Block] = []
        if dice.once(in: 3) {
            let origin: DialectID = isTame ? .bedrock : pick([.bedrock, .anthropic, .openAI])
            blocks.append(
                Block(.reasoning(Reasoning(text: text(), signature: isTame ? "sig" : maybe("sig"), origin: origin))))
        }
        if dice.once(in: 4) {
            blocks.append(Block(.reasoning(Reasoning(sealed: "QUJD", origin: isTame ? .bedrock : .anthropic))))
        }
        if calls == 0 || dice.once(in: 2) { blocks.append(Block(.text(text()), cache: mark())) }
        if !isTame, dice.once(in: 4) { blocks.append(Block(.refusal(text()))) }
        for index in 0..<calls {
            let arguments: ToolArguments = !isTame && dice.once(in: 6) ? .text("{bad") : .object(object())
            blocks.append(
                Block(
                    .call(ToolCall(id: callID(turn * 10 + index), name: toolName(), arguments: arguments)),
                    cache: mark()))
        }
        return blocks
    }

    mutating func results(_ calls: [ToolCall]) throws -> [Block] {
        var blocks: [Block] = []
        for call in calls {
            var result = ToolResult(id: call.id, name: call.name, isError: pick([nil, true, false]))
            switch dice.below(4) {
            case 0: result.object = try JSONNode(reading: object())
            case 1: break
            case 2: result.blocks = [.text(text()), .text(isTame ? text() : " ")]
            default: result.blocks = [Block(.media(Media(.image, .data(type: "image/png", base64: "QQ=="))))]
            }
            // An empty result is read back as an empty object.
            if isTame, result.blocks.isEmpty, result.object == nil { result.object = try Converse.node("{}") }
            blocks.append(Block(.result(result), cache: mark()))
        }
        return blocks
    }

    mutating func prompt() throws -> Prompt {
        var prompt = Prompt(isTame ? .bedrock : .openAI, model: "m")
        prompt.isStream = dice.once(in: 2)
        for _ in 0..<dice.below(3) { prompt.system.append(Block(.text(text()), cache: mark())) }
        var calls: [ToolCall] = []
        for turn in 0..<(1 + dice.below(4)) {
            var blocks = try results(calls)
            if calls.isEmpty || dice.once(in: 2) { blocks.append(Block(.text(text()), cache: mark())) }
            if dice.once(in: 3), blocks.contains(where: { $0.text != nil }) || !isTame {
                blocks.append(Block(.media(media()), cache: mark()))
            }
            prompt.turns.append(Turn(.user, blocks))
            if !isTame, dice.once(in: 3) { prompt.turns.append(Turn(.system, [.text(text())])) }
            let count = dice.below(3)
            let answer = assistantBlocks(count, turn)
            calls = answer.compactMap(\.call)
            prompt.turns.append(Turn(.assistant, answer))
        }
        if calls.isEmpty, dice.once(in: 2) || isTame {
            prompt.turns.removeLast()
        } else {
            prompt.turns.append(Turn(.user, try results(calls) + [.text("x")]))
        }
        if !isTame, dice.once(in: 4) { prompt.turns.insert(Turn(.assistant, [.text(text())]), at: 0) }
        try wishes(&prompt)
        return prompt
    }

    mutating func wishes(_ prompt: inout Prompt) throws {
        if dice.once(in: 2) || isTame {
            for name in isTame ? ["get_weather", "now"] : ["a.b", "now", "a_b"] {
                let schema = try Converse.node(#"{"type":"object","properties":{"a":{"type":"string"}}}"#)
                let isStrict = isTame ? maybe(true) : true
                prompt.tools.append(
                    Tool(
                        name: name, description: isTame ? maybe(text()) : pick(["", "d"]),
                        schema: isTame ? schema : maybe(schema),
                        isStrict: isStrict, cache: mark()))
            }
            prompt.toolChoice =
                isTame
                ? pick([nil, .required, .named("now")])
                : pick([nil, ToolChoice.none, .allowed(["now"], isRequired: true), .named("a.b")])
            prompt.allowsParallelCalls = maybe(false)
        }
        let schema = AnswerSchema(
            name: "report", description: maybe(text()),
            schema: try Converse.node(#"{"type":"object","x":["é\n",1.50]}"#))
        if dice.once(in: 3) {
            prompt.format = .schema(schema)
        } else if !isTame, dice.once(in: 3) {
            prompt.format = .json
        }
        prompt.outputLimit = pick([nil, 1, 4096])
        if dice.once(in: 3) { prompt.stops = [text(), "END"] }
        if dice.once(in: 2) {
            prompt.sampling.temperature = try Converse.node(pick(["0.5", "1", "0", isTame ? "0.10" : "1.5"]))
        }
        if dice.once(in: 3), prompt.sampling.temperature == nil || !isTame {
            prompt.sampling.topP = try Converse.node("0.9")
        }
        if dice.once(in: 3) { prompt.sampling.topK = try Converse.node("40") }
        if dice.once(in: 3), !isTame || prompt.toolChoice == nil && prompt.sampling.isUnsaid {
            prompt.reasoning = ReasoningWish(
                effort: pick([nil, .low, .medium, .high, .max]), budget: isTame ? nil : maybe(3000),
                isShown: pick([nil, true, false]))
        }
        if !isTame {
            prompt.sampling.seed = maybe(try Converse.node("7"))
            prompt.choices = pick([1, 2])
            prompt.logprobs = maybe(3)
        }
    }
}

extension Sampling {
    fileprivate var isUnsaid: Bool { temperature == nil && topP == nil && topK == nil }
}

@Suite("Converse, laws")
struct ConverseLawTests {
    @Test("what is written is read back as the same prompt, and nothing is lost", arguments: 0..<8)
    func thereAndBack(_ seed: UInt64) throws {
        var maker = PromptMaker(seed, isTame: true)
        for _ in 0..<60 {
            var prompt = try maker.prompt()
            try prompt.settle()
            let (body, losses, request) = try Converse.written(prompt, Converse.claude, [.jsonSchema: true])
            #expect(losses == Losses())
            #expect(ConverseValidator.faults(body).isEmpty)
            let back = try ConverseCodec.prompt(request.body, PathFacts(model: "m", isStream: prompt.isStream))
            #expect(back.words == prompt.words)
            // And once more: what was read is written with the same bytes.
            #expect(try Converse.written(back, Converse.claude, [.jsonSchema: true]).request.body == request.body)
        }
    }

    @Test("whatever other dialects say becomes a request that Converse takes", arguments: 0..<8)
    func anything(_ seed: UInt64) throws {
        var maker = PromptMaker(seed, isTame: false)
        let models = [Converse.claude, Converse.oldClaude, Converse.nova, Converse.llama]
        for _ in 0..<60 {
            var prompt = try maker.prompt()
            try prompt.settle()
            let capabilities: [[Capability: Bool]] = [
                [:], [.jsonSchema: true], [.forcedTools: false, .sampling: false],
            ]
            for model in models {
                for capabilities in capabilities {
                    let (body, losses, request) = try Converse.written(prompt, model, capabilities)
                    #expect(ConverseValidator.faults(body).isEmpty)
                    if prompt.choices > 1 { #expect(losses.refused.contains { $0.field == "n" }) }
                    if prompt.sampling.seed != nil { #expect(losses.dropped.contains("seed")) }
                    for tool in prompt.tools {
                        #expect(request.names.inward(request.names.outward(tool.name)) == tool.name)
                    }
                    // What is sent can be asked by a client, too.
                    _ = try ConverseCodec.prompt(request.body, PathFacts(model: "m"))
                }
            }
        }
    }

    @Test("bodies with bytes changed are read or refused, and never trap", arguments: 0..<4)
    func garbage(_ seed: UInt64) throws {
        var dice = Dice(seed)
        let recorded = Array(try Converse.fixture("converse_request.json").readableBytesView)
        var refusals = 0
        for _ in 0..<400 {
            var bytes = recorded
            for _ in 0...dice.below(3) {
                let place = dice.below(bytes.count)
                switch dice.below(3) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes.removeSubrange(place..<min(place + dice.below(30), bytes.count))
                default:
                    bytes.insert(
                        contentsOf: Array(["null", "1", "{}", "[]", "\"\"", ","][dice.below(6)].utf8), at: place)
                }
            }
            do throws(ClientError) {
                _ = try ConverseCodec.prompt(ByteBuffer(bytes: bytes), PathFacts(model: "m"))
            } catch {
                refusals += 1
                #expect(error.status == 400 && !error.message.isEmpty)
            }
        }
        #expect(refusals > 100)
    }
}
