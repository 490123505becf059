import PlanBPolicy
import PlanBVocabulary
import Testing

/// The most that an attempt can cost.
struct CostBoundTests {
    struct Row: Sendable {
        var says: String
        var bound = CostBound(bytes: 1000, hasMore: false, cap: nil, choices: 1, kind: .text)
        var context: Int?
        var output: Int?
        var expected: Result<Usage, CostBound.Obstacle>
    }

    static let rows = [
        Row(
            says: "what the client allows",
            bound: CostBound(bytes: 1000, hasMore: false, cap: 50, choices: 1, kind: .text),
            output: 9000, expected: .success(Usage(input: 3000, output: 50))),
        Row(
            says: "of each answer",
            bound: CostBound(bytes: 1000, hasMore: false, cap: 50, choices: 3, kind: .text),
            expected: .success(Usage(input: 3000, output: 150))),
        Row(says: "what the model can give", output: 9000, expected: .success(Usage(input: 3000, output: 9000))),
        Row(says: "nobody says how long", expected: .failure(.output)),
        Row(
            says: "a prompt that the window bounds", context: 100, output: 10,
            expected: .success(Usage(input: 100, output: 10))),
        Row(
            says: "images of a model with a known window",
            bound: CostBound(bytes: 10, hasMore: true, cap: 5, choices: 1, kind: .text), context: 128_000,
            expected: .success(Usage(input: 128_000, output: 5))),
        Row(
            says: "images of another",
            bound: CostBound(bytes: 10, hasMore: true, cap: 5, choices: 1, kind: .text), expected: .failure(.media)),
        Row(
            says: "vectors have no output",
            bound: CostBound(bytes: 10, hasMore: false, cap: nil, choices: 1, kind: .prompt),
            expected: .success(Usage(input: 2010, output: 0))),
        Row(
            says: "what only the provider knows",
            bound: CostBound(bytes: 10, hasMore: false, cap: 5, choices: 1, kind: .other),
            expected: .failure(.operation)),
        Row(
            says: "what is free", bound: CostBound(bytes: nil, hasMore: true, cap: nil, choices: 1, kind: .free),
            expected: .success(Usage(input: 0, output: 0))),
        Row(
            says: "absurd numbers",
            bound: CostBound(bytes: .max, hasMore: false, cap: .max, choices: .max, kind: .text),
            expected: .success(Usage(input: .max, output: .max))),
    ]

    @Test("A bound, or why there is none", arguments: rows)
    func bounds(_ row: Row) {
        let contract = Contract(context: row.context, output: row.output)
        let found = Result { () throws(CostBound.Obstacle) in try row.bound.usage(contract) }
        #expect(found == row.expected, Comment(rawValue: row.says))
    }

    @Test("No usage within the bound costs more than the bound", arguments: 0..<200)
    func prices(seed: UInt64) {
        var chance = Chance(seed)
        func number(_ below: Int) -> Int { Int(chance.next() % UInt64(below)) }
        func rates() -> Price.Rates {
            Price.Rates(
                input: number(30_000_000), cached: chance.unit() < 0.5 ? number(40_000_000) : nil,
                written: chance.unit() < 0.5 ? number(60_000_000) : nil, output: number(90_000_000))
        }
        let price = Price(rates(), long: chance.unit() < 0.5 ? (number(2000), rates()) : nil)
        let (input, output) = (number(4000), number(4000))
        let most = price.most(input: input, output: output)
        var excesses = 0
        for _ in 0..<50 {
            let prompt = number(input + 1)
            let cached = number(prompt + 1)
            let usage = Usage(
                input: prompt, output: number(output + 1), cachedInput: cached,
                writtenInput: number(prompt - cached + 1))
            if price.cost(of: usage) > most { excesses += 1 }
        }
        #expect(excesses == 0)
        #expect(Price(input: .max, output: .max).most(input: .max, output: .max) == .max)
    }
}
