import PlanBConversation
import PlanBVocabulary
import Testing

/// Names of tools and ids of calls, as one dialect has them and another takes them.
struct CallNamesTests {
    private static let openAI = NameRule(marks: "_-", longest: 64)
    private static let mistral = NameRule(marks: "", longest: 9, exactly: 9)
    private static let gemini = NameRule(marks: "_-.:", longest: 64, startsWithLetter: true)

    private static func prompt(_ names: [String]) -> Prompt {
        var prompt = Prompt(.openAI, model: "m")
        prompt.tools = names.map { Tool(name: $0) }
        return prompt
    }

    @Test(
        "Names are made legal, stay apart, and come back",
        arguments: [
            (["a", "b-c_d"], ["a", "b-c_d"]), (["mcp.a/b"], ["mcp_a_b"]), (["a.b", "a_b"], ["a_b_2", "a_b"]),
            (["a.b", "a/b", "a:b"], ["a_b", "a_b_2", "a_b_3"]), (["é"], ["__"]), ([""], ["_"]),
            ([String(repeating: "x", count: 65)], [String(repeating: "x", count: 64)]),
            (
                [String(repeating: "y", count: 65), String(repeating: "y", count: 66)],
                [String(repeating: "y", count: 64), String(repeating: "y", count: 62) + "_2"]
            ),
        ])
    func names(_ given: [String], _ expected: [String]) {
        let names = CallNames(Self.prompt(given), Self.openAI)
        #expect(given.map(names.outward) == expected)
        #expect(expected.map(names.inward) == given)
        #expect(expected.allSatisfy(Self.openAI.allows))
        #expect(names.isIdentity == (given == expected))
    }

    @Test(
        "Many long names that collide with many others do not cost the square of their number", .timeLimit(.minutes(1)))
    func manyCollisions() {
        let names = (0..<15_000).flatMap { number in
            let base = String(repeating: "x", count: 57) + "\(100_000 + number)"
            return [base + "_", base + "."]
        }
        let mapped = CallNames(Self.prompt(names), Self.openAI)
        let outward = names.map(mapped.outward)
        #expect(Set(outward).count == names.count)
        #expect(outward.allSatisfy(Self.openAI.allows) && outward.map(mapped.inward) == names)
    }

    @Test("A name of the history is mapped as the definition is")
    func history() {
        var prompt = Self.prompt([])
        prompt.turns = [
            Turn(.assistant, [Block(.call(ToolCall(id: "1", name: "a.b", arguments: .none)))]),
            Turn(.user, [Block(.result(ToolResult(id: "1", name: "a.b")))]),
        ]
        #expect(CallNames(prompt, Self.openAI).outward("a.b") == "a_b")
    }

    @Test("A name may have to begin with a letter", arguments: [("1a", "_1a"), ("-a", "_-a"), ("a.b:c", "a.b:c")])
    func beginning(_ given: String, _ expected: String) {
        #expect(CallNames(Self.prompt([given]), Self.gemini).outward(given) == expected)
    }

    @Test("Ids that are legal stay, others become legal ones, always the same and apart from each other")
    func ids() {
        #expect(Self.mistral.id("abcDEF123") == "abcDEF123")
        #expect(Self.openAI.id("call_1") == "call_1")
        let foreign = (0..<2000).map { "toolu_01:\($0)" }
        for rule in [Self.mistral, Self.openAI] {
            let mapped = foreign.map(rule.id)
            #expect(mapped.allSatisfy(rule.allows))
            #expect(mapped == foreign.map(rule.id))
            #expect(Set(mapped).count == foreign.count)
        }
        #expect(Self.openAI.allows(Self.openAI.id("")))
    }
}
