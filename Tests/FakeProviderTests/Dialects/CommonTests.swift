import Testing

@testable import PlanBFakeProvider

@Suite struct CommonTests {
    private static func json(_ text: String) -> JSON { JSONReader.read(Array(text.utf8)) ?? .null }

    @Test(arguments: [
        (#"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}}}"#, #"{"a": "text", "b": 1}"#),
        (#"{"type":"array","items":{"enum":["x","y"]}}"#, #"["x"]"#),
        (#"{"type":["boolean","null"]}"#, "true"),
        (##"{"$ref":"#/$defs/n","$defs":{"n":{"const":{"k":[null]}}}}"##, #"{"k": [null]}"#),
        (#"{"type":"OBJECT","properties":{"n":{"type":"NUMBER","minimum":3}}}"#, #"{"n": 3}"#),
        (#"{"anyOf":[{"type":"null"},{"type":"string"}]}"#, "null"),
    ])
    func aSampleFollowsItsSchema(schema: String, sample: String) {
        #expect(Sample(Self.json(schema)).text == sample)
    }

    @Test func aSchemaThatRefersToItselfHasASampleToo() {
        let schema = ##"{"type":"object","properties":{"next":{"$ref":"#"}}}"##
        #expect(JSON.isValid(Sample(Self.json(schema)).text))
        #expect(JSON.isValid(Sample(.object([])).text))
    }

    @Test func aSealIsThatOfItsContentAndItsDialect() {
        let seal = Seal(dialect: "anthropic")
        let made = seal.of("I think.")
        #expect(made.isBase64)
        #expect(seal.isOwn(made) && seal.isOwn(made, content: "I think."))
        #expect(!seal.isOwn(made, content: "I thought."))
        #expect(!Seal(dialect: "gemini").isOwn(made))
        #expect(
            !seal.isOwn("") && !seal.isOwn("EqQB") && !seal.isOwn(made + "A") && !seal.isOwn(String(made.dropLast())))
    }

    @Test func anUnknownMemberIsFoundWithItsWay() {
        let shapes = Shapes("a x:b y\nb list:c@type\nc.one type\nc.two type deep:a")
        func found(_ text: String) -> String? {
            shapes.finding(in: Self.json(text), as: "a").map { "\($0.path.dotted) \($0.name) \($0.isTag)" }
        }
        #expect(found(#"{"x":{"list":[{"type":"one"},{"type":"two","deep":{"y":{"z":1}}}]},"y":7}"#) == nil)
        #expect(found(#"{"x":{"list":[{"type":"one","more":1}]}}"#) == "x.list.0 more false")
        #expect(found(#"{"x":{"list":[{"type":"two","deep":{"z":1}}]}}"#) == "x.list.0.deep z false")
        #expect(found(#"{"x":{"list":[{"type":"three"}]}}"#) == "x.list.0 type true")
        #expect(found(#"{"x":{"list":"text"}}"#) == nil)
        let snake = Shapes("a inlineData", readsSnakeCase: true)
        #expect(snake.finding(in: Self.json(#"{"inline_data":1,"inlineData":1}"#), as: "a") == nil)
        #expect(snake.finding(in: Self.json(#"{"inline_date":1}"#), as: "a")?.name == "inline_date")
    }

    @Test(arguments: [
        ("claude-sonnet-5-5", 5, 5), ("claude-haiku-4-5-20251001", 4, 5), ("gemini-3.8-flash", 3, 8),
        ("anthropic.claude-opus-4-8", 4, 8), ("us.anthropic.claude-haiku-4-5-20251001-v1:0", 4, 5),
        ("claude-opus-5", 5, 0),
    ])
    func theVersionIsInTheName(model: String, major: Int, minor: Int) throws {
        let version = try #require(modelVersion(model))
        #expect(version == (major, minor))
    }

    @Test func anAnswerEndsWhereTheRequestWantsIt() {
        var ask = Ask()
        ask.stops = ["opens", "café"]
        let stopped = Utterance(.init(), to: ask)
        #expect(stopped.reason == .stopSequence("café") && stopped.text.joined() == "Olá! The ")
        (ask.stops, ask.limit, ask.wantsReasoning) = ([], 6, true)
        let short = Utterance(.init(), to: ask)
        #expect(short.reason == .length && short.reasoning.count == 5 && short.text == ["Olá! "])
        ask.limit = 3
        let silent = Utterance(.init(), to: ask)
        #expect(silent.text.isEmpty && silent.reasoning.count == 3 && silent.usage.completion == 3)
    }
}
