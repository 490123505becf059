import Testing

@testable import PlanBSettings

/// Regular expressions of golden checks.
struct PatternTests {
    @Test(arguments: [
        "(a+)+", "^(a*)*$", "((a+)b)*", "(x{2,})+", "(?:\\w+\\s?)+$", "(a|b+){3,}", "([a-z]+,)*", "((a+))+", "(\\(+)*",
    ])
    func aRepetitionWithinOneIsFound(pattern: String) { #expect(Syntax.repeatsARepetition(pattern)) }

    @Test(arguments: [
        "a+b*", "(ab)+", "(a+){1,20}", "(a{1,20})+", "\\d+ EUR", "(\\+\\*)+", "([+*])+", "(a+)(b+)", "(a+)?", "(a)+)+",
        "",
        "(", ")", "a{", "\\", "[", "(a{2,3})*", "\\(a+\\)+",
    ])
    func othersAreNot(pattern: String) { #expect(!Syntax.repeatsARepetition(pattern)) }
}
