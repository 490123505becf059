import PlanBPolicy
import Testing

struct ModelPatternTests {
    @Test(arguments: [
        ("gpt-4.1", "gpt-4.1", true), ("gpt-4.1", "gpt-4.10", false), ("*", "", true), ("*", "anything", true),
        ("gpt-*", "gpt-", true), ("gpt-*", "gp", false), ("*-mini", "gpt-4.1-mini", true), ("*-mini", "mini", false),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false), ("**", "x", true), ("a.c", "abc", false),
    ])
    func aStarStandsForAnyRunOfCharactersAndNothingElseIsSpecial(pattern: String, name: String, matches: Bool) {
        #expect(ModelPattern(pattern).matches(name) == matches)
    }

    @Test func manyStarsDoNotMakeItSlow() {
        let pattern = ModelPattern(String(repeating: "a*", count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }

    @Test func exactBeatsGlobLongerBeatsShorterAndTheStarComesLast() {
        let patterns = ["*", "gpt-*", "gpt-4.1", "gpt-4*", "*-mini"]
        let table = RouteTable(
            patterns.map { Route(pattern: ModelPattern($0), targets: []) }, aliases: ["four": "gpt-4.1"])
        let expected = [
            "gpt-4.1": "gpt-4.1", "gpt-4.1-mini": "gpt-4*", "gpt-3": "gpt-*", "o4-mini": "*-mini", "claude": "*",
            "four": "gpt-4.1",
        ]
        for (name, pattern) in expected { #expect(table.route(for: name)?.pattern.text == pattern, "\(name)") }
        #expect(table.exactNames == ["gpt-4.1", "four"])
    }

    @Test func theNearestNamesComeFirst() {
        let names = ["gpt-4.1", "gpt-4.1-mini", "claude-sonnet", "gpt-4o"]
        #expect(NearestName.suggestions(for: "gpt-4.2", among: names).first == "gpt-4.1")
        #expect(NearestName.suggestions(for: "gtp-4.1", among: names).first == "gpt-4.1")
        #expect(NearestName.suggestions(for: "llama", among: names).isEmpty)
    }
}
