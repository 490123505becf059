import PlanBPolicy
import Testing

@testable import PlanBSettings

/// Regular expressions of golden checks.
struct PatternTests {
    @Test(arguments: [
        "(a+)+", "^(a*)*$", "((a+)b)*", "(x{2,})+", "(?:\\w+\\s?)+$", "(a|b+){3,}", "([a-z]+,)*", "((a+))+", "(\\(+)*",
        "(a|aa)*b", "(a|A)+", "(|a)*", "(a|)*", "(a?a)*", "(a{2,3})*", "(a{1,20})+", "(a+){1,20}", "(\\d|1)+", "(.|x)*",
        "((a|ab)c)*", "(?<n>a|ab)+", "(?:a|a)*", "(?i:a|b|B)*", "(a+){,9}", "(a+){5}", "([)]|a)*", "(?<=x|xx)(y|yy)*",
        "\\Qa\\E",
    ])
    func whatCanTakeForeverIsFound(pattern: String) { #expect(Syntax.canTakeForever(pattern)) }

    @Test(arguments: [
        "a+b*", "(ab)+", "\\d+ EUR", "(\\+\\*)+", "([+*])+", "(a+)(b+)", "(a+)?", "(a)+)+", "", "(", ")", "a{", "\\",
        "[",
        "\\(a+\\)+", "(a|b)*", "(foo|bar)+", "(\\.|-|,)*", "a|aa", "(a|aa)", "(a|aa){1,4}", "(?:ab|c[de]){3,}",
        "(a{3})*",
        "(?<year>\\d{4})-(\\d{2})", "x{1,3}(,\\d{3})*", "(?=a|aa)b*", "([[a]*])+", "(?i)yes|no", "(?<!a)b+",
    ])
    func othersAreNot(pattern: String) { #expect(!Syntax.canTakeForever(pattern)) }

    /// Of what is let through, no expression divides a text in more ways than a power of its length.
    @Test(arguments: 0..<8)
    func whatIsLetThroughHasFewWays(part: UInt64) {
        var chance = Chance(part &* 7919 &+ 1)
        var (refused, passed) = (0, 0)
        for _ in 0..<400 {
            let made = Made.make(depth: 3, &chance)
            if Syntax.canTakeForever(made.text) {
                refused += 1
            } else {
                passed += 1
                #expect((made.ways.max() ?? 0) < 1e12, "\(made.text)")
            }
        }
        #expect(refused > 5 && passed > 5)
    }

    /// A pattern made by chance, and in how many ways it matches so many letters `a`, by their number.
    private struct Made {
        static let length = 60
        var text: String
        var ways: [Double]

        static func make(depth: Int, _ chance: inout Chance) -> Made {
            let kind = depth == 0 ? 0 : chance.next() % 5
            switch kind {
            case 0, 1:
                var ways = [Double](repeating: 0, count: length + 1)
                let isA = chance.next() % 4 > 0
                if isA { ways[1] = 1 }
                return Made(text: isA ? "a" : "b", ways: ways)
            case 2:
                let (one, other) = (make(depth: depth - 1, &chance), make(depth: depth - 1, &chance))
                return Made(text: "(?:\(one.text))(?:\(other.text))", ways: product(one.ways, other.ways))
            case 3:
                let (one, other) = (make(depth: depth - 1, &chance), make(depth: depth - 1, &chance))
                return Made(text: "(?:\(one.text)|\(other.text))", ways: zip(one.ways, other.ways).map { $0 + $1 })
            default:
                let one = make(depth: depth - 1, &chance)
                let kind = chance.next() % 3
                let suffix = kind == 0 ? "*" : kind == 1 ? "?" : "{2,3}"
                return Made(text: "(\(one.text))\(suffix)", ways: repeated(one.ways, kind))
            }
        }

        private static func product(_ one: [Double], _ other: [Double]) -> [Double] {
            (0...length).map { sum in (0...sum).reduce(0) { $0 + one[$1] * other[sum - $1] } }
        }

        private static func repeated(_ one: [Double], _ kind: UInt64) -> [Double] {
            var result = [Double](repeating: 0, count: length + 1)
            switch kind {
            case 0:
                // No engine repeats what matches nothing.
                result[0] = 1
                for sum in 1...length { result[sum] = (1...sum).reduce(0) { $0 + one[$1] * result[sum - $1] } }
            case 1:
                result = one
                result[0] += 1
            default:
                let twice = product(one, one)
                result = zip(twice, product(twice, one)).map { $0 + $1 }
            }
            return result
        }
    }
}
