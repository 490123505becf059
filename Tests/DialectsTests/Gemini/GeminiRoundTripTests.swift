import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// Conversations that Google's dialect can hold whole.
private struct PromptThrower {
    var dice: Dice

    init(_ seed: UInt64) { dice = Dice(seed) }

    mutating func text() -> JSONString {
        let words = ["hé☕", "\"q\"", "\\", "\n", "a b", "{}", "</system>", "\u{1}", "𝄞"]
        return JSONString((0...dice.below(4)).map { _ in words[dice.below(words.count)] }.joined() + "x")
    }

    mutating func seal() -> JSONString { ["c2ln", "AA==", "-_8="][dice.below(3)] }

    mutating func maybe<Value>(_ value: (inout PromptThrower) -> Value) -> Value? {
        dice.once(in: 2) ? value(&self) : nil
    }

    mutating func number() -> JSONNode { JSONNode(.number(["0.1", "1", "1.50", "2e-1"][dice.below(4)])) }

    mutating func prompt() -> Prompt {
        var prompt = Prompt(.gemini, model: "gemini-3.8-flash")
        prompt.isStream = dice.once(in: 2)
        prompt.system = (0..<dice.below(3)).map { _ in .text(text()) }
        prompt.tools = (0..<dice.below(4)).map { index in
            Tool(
                name: ["get_it", "a/b:c", "9.x", "_"][index], description: maybe { $0.text() },
                schema: maybe {
                    JSONNode([
                        "type": "object", "properties": ["k": ["type": "string"]],
                        "description": .string($0.text().text),
                    ])
                })
        }
        turns(&prompt)
        if !prompt.tools.isEmpty {
            let names = prompt.tools.map(\.name)
            prompt.toolChoice =
                [
                    nil, .auto, ToolChoice.none, .required, .named(names[0]),
                    names.count > 1 ? .allowed(names, isRequired: true) : nil, .allowed(names, isRequired: false),
                ][dice.below(7)]
        }
        prompt.format =
            [.text, .json, .schema(AnswerSchema(name: "answer", schema: JSONNode(["type": "object"])))][dice.below(3)]
        prompt.outputLimit = maybe { 1 + $0.dice.below(9000) }
        prompt.sampling.temperature = maybe { $0.number() }
        prompt.sampling.topP = maybe { $0.number() }
        prompt.sampling.topK = maybe { JSONNode(.int($0.dice.below(90))) }
        prompt.sampling.seed = maybe { JSONNode(.int($0.dice.below(1 << 31))) }
        prompt.sampling.presencePenalty = maybe { $0.number() }
        prompt.sampling.frequencyPenalty = maybe { $0.number() }
        prompt.stops = (0..<dice.below(6)).map { _ in text() }
        prompt.reasoning = maybe { thrower in
            ReasoningWish(
                effort: [ReasoningWish.Effort.none, .minimal, .low, .medium, .high][thrower.dice.below(5)],
                isShown: thrower.maybe { $0.dice.once(in: 2) })
        }
        prompt.choices = 1 + dice.below(8)
        prompt.logprobs = maybe { $0.dice.below(21) }
        prompt.serviceTier = [nil, "default", "flex", "priority"][dice.below(4)]
        return prompt
    }

    private mutating func turns(_ prompt: inout Prompt) {
        var calls: [ToolCall] = []
        for turn in 0..<(1 + dice.below(4)) {
            prompt.turns.append(Turn(.user, user(&calls)))
            prompt.turns.append(Turn(.assistant, model(&calls, turn, prompt.tools.map(\.name) + ["gone"])))
        }
        prompt.turns.append(Turn(.user, user(&calls)))
    }

    private mutating func user(_ calls: inout [ToolCall]) -> [Block] {
        var blocks: [Block] = calls.map { call in
            var result = ToolResult(id: call.id, name: call.name)
            switch dice.below(4) {
            case 0: result.blocks = [.text(text())]
            case 1: (result.blocks, result.isError) = ([.text(text())], true)
            case 2: result.object = JSONNode(["n": .string(text().text)])
            default: result.blocks = [.text(text()), image()]
            }
            return Block(.result(result))
        }
        calls = []
        for _ in 0..<dice.below(3) { blocks.append(dice.once(in: 3) ? image() : .text(text())) }
        if blocks.isEmpty { blocks.append(.text(text())) }
        return blocks
    }

    private mutating func image() -> Block {
        Block(
            .media(
                Media(.image, .data(type: "image/png", base64: "AA=="), detail: [nil, "low", "high"][dice.below(3)])))
    }

    private mutating func model(_ calls: inout [ToolCall], _ turn: Int, _ names: [String]) -> [Block] {
        var blocks: [Block] = []
        for _ in 0..<dice.below(3) {
            if dice.once(in: 2) {
                let seal: JSONString? = maybe { $0.seal() }
                blocks.append(Block(.reasoning(Reasoning(text: text(), signature: seal, origin: .gemini))))
            }
            if blocks.last?.text == nil { blocks.append(.text(text())) }
            if dice.once(in: 2) { blocks.append(Block(.reasoning(Reasoning(signature: seal(), origin: .gemini)))) }
        }
        for index in 0..<dice.below(3) {
            let arguments = ["{}", #"{"a":[1,{"b":null}]}"#, #"{"t":"\u0041\n"}"#][dice.below(3)]
            // The first is signed, as it is in all that Google makes.
            calls.append(
                ToolCall(
                    id: "id\(turn)-\(index)", name: names[dice.below(names.count)],
                    arguments: .object(ByteBuffer(string: arguments)), signature: index == 0 ? seal() : nil))
        }
        blocks += calls.map { Block(.call($0)) }
        return blocks.isEmpty ? [.text(text())] : blocks
    }
}

struct GeminiRoundTripTests {
    @Test(arguments: 0..<400)
    func whatIsWrittenIsReadAgain(seed: Int) throws {
        var thrower = PromptThrower(UInt64(seed))
        var prompt = thrower.prompt()
        try prompt.settle()
        var losses = Losses()
        let request = GeminiCodec.request(prompt, to: TargetTraits(model: prompt.model), &losses)
        #expect(losses == Losses())
        let method = try #require(request.path.split(separator: ":").last)
        let path = PathFacts(
            model: String(request.path.dropFirst("/v1beta/models/".count).prefix { $0 != ":" }),
            isStream: method == "streamGenerateContent")
        #expect(path.isStream == (request.query == "alt=sse"))
        var read = try GeminiCodec.prompt(request.body, path)
        read.rename(request.names)
        #expect(PromptLines.lines(read) == PromptLines.lines(prompt))
        #expect(read.unportable.isEmpty)
        #expect(read.extras.allSatisfy { $0.name == "toolConfig.functionCallingConfig.mode" })
    }
}

extension Prompt {
    /// The names as the client of the request knew them.
    fileprivate mutating func rename(_ names: CallNames) {
        for index in tools.indices { tools[index].name = names.inward(tools[index].name) }
        switch toolChoice {
        case .named(let name): toolChoice = .named(names.inward(name))
        case .allowed(let allowed, let isRequired):
            toolChoice = .allowed(allowed.map(names.inward), isRequired: isRequired)
        default: break
        }
        for turn in turns.indices {
            for block in turns[turn].blocks.indices {
                switch turns[turn].blocks[block].content {
                case .call(var call):
                    call.name = names.inward(call.name)
                    turns[turn].blocks[block].content = .call(call)
                case .result(var result):
                    result.name = result.name.map(names.inward)
                    turns[turn].blocks[block].content = .result(result)
                default: break
                }
            }
        }
    }
}
