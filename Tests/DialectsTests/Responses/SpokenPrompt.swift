import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

@testable import PlanBDialects

/// Makes conversations of any shape out of what a dialect can say.
struct SpokenPrompt {
    /// What the dialect can say beyond words, calls and results.
    struct Palette {
        var dialect: DialectID
        var refusals = false
        var documents = false
        var mediaInResults = false
        var sealedThoughts = false
        var brokenArguments = false
        var severalSystemTexts = false
        var toolStrictness: [Bool?] = [nil]
        var choices: [ToolChoice?] = [nil, .auto, ToolChoice.none, .required]
        var formats: [OutputFormat] = [.text]
        var efforts: [ReasoningWish?] = [nil]
        var tiers: [String?] = [nil]
    }

    let palette: Palette
    var dice: Dice

    init(_ palette: Palette, seed: UInt64) {
        self.palette = palette
        dice = Dice(seed)
    }

    mutating func prompt() throws -> Prompt {
        var prompt = Prompt(palette.dialect, model: "m-\(dice.below(3))")
        prompt.isStream = dice.once(in: 2)
        for _ in 0..<dice.below(palette.severalSystemTexts ? 4 : 2) { prompt.system.append(.text(text())) }
        for index in 0..<dice.below(4) { prompt.tools.append(tool(index)) }
        var calls = 0
        for _ in 0..<1 + dice.below(4) { exchange(&prompt, &calls) }
        if !prompt.tools.isEmpty {
            prompt.toolChoice = palette.choices[dice.below(palette.choices.count)]
        }
        prompt.format = palette.formats[dice.below(palette.formats.count)]
        prompt.reasoning = palette.efforts[dice.below(palette.efforts.count)]
        prompt.serviceTier = palette.tiers[dice.below(palette.tiers.count)]
        if dice.once(in: 2) { prompt.outputLimit = 16 + dice.below(10_000) }
        if dice.once(in: 2) { prompt.sampling.temperature = JSONNode(.number("0.\(dice.below(10))")) }
        if dice.once(in: 2) { prompt.sampling.topP = JSONNode(.number("0.\(1 + dice.below(9))")) }
        try prompt.settle()
        return prompt
    }

    /// The user says something, and the assistant answers, with or without calls.
    private mutating func exchange(_ prompt: inout Prompt, _ calls: inout Int) {
        var user: [Block] = []
        for _ in 0..<1 + dice.below(2) { user.append(.text(text())) }
        if dice.once(in: 4) { user.append(Block(.media(media()))) }
        prompt.turns.append(Turn(.user, user))
        guard !dice.once(in: 4) else { return }
        var blocks: [Block] = []
        if palette.sealedThoughts, dice.once(in: 3) {
            let thought = Reasoning(
                text: dice.once(in: 2) ? text() : nil, sealed: "c2VhbGVk", origin: palette.dialect)
            blocks.append(Block(.reasoning(thought)))
        }
        blocks.append(palette.refusals && dice.once(in: 5) ? Block(.refusal(text())) : .text(text()))
        guard dice.once(in: 2) else { return prompt.turns.append(Turn(.assistant, blocks)) }
        var results: [Block] = []
        for _ in 0..<1 + dice.below(3) {
            calls += 1
            let name = "tool_\(dice.below(4))"
            blocks.append(Block(.call(ToolCall(id: "call_\(calls)", name: name, arguments: arguments()))))
            results.append(Block(.result(result("call_\(calls)"))))
        }
        results.shuffle(using: &dice)
        prompt.turns += [Turn(.assistant, blocks), Turn(.user, results)]
        if dice.once(in: 3) { prompt.turns.append(Turn(.user, [.text(text())])) }
    }

    private mutating func result(_ id: String) -> ToolResult {
        var blocks: [Block] = []
        for _ in 0..<dice.below(3) { blocks.append(.text(text())) }
        if !palette.mediaInResults, blocks.count > 1 { blocks.removeLast() }
        if palette.mediaInResults, dice.once(in: 4) { blocks.append(Block(.media(image()))) }
        // One text alone is written as it is.
        if blocks.count > 1, !blocks.contains(where: { $0.text == nil }) { blocks.removeLast(blocks.count - 1) }
        return ToolResult(id: id, blocks: blocks)
    }

    private mutating func arguments() -> ToolArguments {
        switch dice.below(palette.brokenArguments ? 4 : 3) {
        case 0: return .none
        case 1: return .object(ByteBuffer(string: #"{"a":[1,{"b":null}]}"#))
        case 2:
            var json = JSONWriter()
            json.beginObject()
            json.member("text", text())
            json.endObject()
            return .object(json.buffer)
        default: return .text(#"{"a":"#)
        }
    }

    private mutating func tool(_ index: Int) -> Tool {
        Tool(
            name: "tool_\(index)", description: dice.once(in: 2) ? text() : nil,
            schema: ConversationKit.node(#"{"type":"object","properties":{"a":{"type":"string"}}}"#),
            isStrict: palette.toolStrictness[dice.below(palette.toolStrictness.count)])
    }

    private mutating func media() -> Media {
        palette.documents && dice.once(in: 2)
            ? Media(.document, .data(type: "application/pdf", base64: "JVBERi0="), name: "a.pdf") : image()
    }

    private mutating func image() -> Media {
        let source =
            dice.once(in: 2)
            ? Media.Source.url("https://example.com/a.png") : .data(type: "image/png", base64: "iVBORw0=")
        return Media(.image, source, detail: dice.once(in: 2) ? "low" : nil)
    }

    /// Never blank, since a blank text is no text.
    private mutating func text() -> JSONString {
        JSONString("x" + SpokenAnswer.text(&dice, count: dice.below(12)))
    }
}

/// Something asked for, and the name by which its loss is told.
struct AskedFor: Sendable {
    let field: String
    let change: @Sendable (inout Prompt) -> Void

    init(_ field: String = "", _ change: @escaping @Sendable (inout Prompt) -> Void) {
        self.field = field
        self.change = change
    }
}
