import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSimulation

/// What the judge says of money.
struct BooksTests {
    private static func theatre(_ mode: Budget.Mode = .expected) -> Theatre {
        Theatre { $0.route.budget = Budget(limit: 1000, period: .total, mode: mode) }
    }

    private static func begin(_ number: Int, holding amount: Int, _ theatre: Theatre, reason: String = "first") {
        theatre.run.ledger.append(
            .open(
                OpenEntry(
                    request: Theatre.id, number: number, reason: reason, time: 0, expires: 0, key: "local",
                    route: "m-*",
                    operation: "chat", asked: "m-0", target: "t0", vendor: "v", model: "m", promptTokens: 1,
                    holds: [OpenEntry.Hold(account: "route:m-*", period: 0, amount: amount)])))
    }

    private static func end(_ number: Int, cost: Int?, _ theatre: Theatre) {
        theatre.run.ledger.append(
            .attempt(
                AttemptEntry(
                    request: Theatre.id, number: number, reason: "first", target: "t0", model: "m", outcome: "200",
                    failure: nil, duration: .zero, cost: cost, detail: "")))
    }

    private static func offences(_ theatre: Theatre) -> [Invariant] {
        theatre.run.ledger.books.offences.map(\.invariant)
    }

    @Test("Tries that fit break nothing, as many as come after each other")
    func good() {
        let theatre = Self.theatre(.strict)
        for number in 1...4 {
            Self.begin(number, holding: 400, theatre)
            Self.end(number, cost: 200, theatre)
        }
        #expect(Self.offences(theatre).isEmpty)
    }

    @Test("A try that the budget has no money for is found")
    func overspent() {
        let theatre = Self.theatre()
        Self.begin(1, holding: 600, theatre)
        Self.begin(2, holding: 500, theatre)
        #expect(Self.offences(theatre) == [.budget])
        Self.end(1, cost: 600, theatre)
        Self.end(2, cost: 100, theatre)
        Self.begin(3, holding: 301, theatre)
        #expect(Self.offences(theatre) == [.budget, .budget])
    }

    @Test("A strict try that costs more than was possible is found")
    func unbounded() {
        for (mode, expected) in [(Budget.Mode.strict, [Invariant.budget]), (.expected, [])] {
            let theatre = Self.theatre(mode)
            Self.begin(1, holding: 100, theatre)
            Self.end(1, cost: 101, theatre)
            #expect(Self.offences(theatre) == expected)
        }
    }

    @Test("A try without an end, and books that say something else, are found")
    func open() {
        let theatre = Self.theatre()
        Self.begin(1, holding: 100, theatre)
        Self.begin(2, holding: 100, theatre)
        Self.end(2, cost: 7, theatre)
        theatre.run.ledger.books.close(theatre.run.gateway)
        #expect(Self.offences(theatre) == [.ledger, .ledger])
    }

    @Test("A row that says something else than the bill is found")
    func bill() {
        let theatre = Theatre()
        theatre.attempt(0, text: "one ", usage: Usage(input: 9, output: 11))
        theatre.delta("one ")
        #expect(theatre.verdict() == [.ledger])
    }

    @Test("Money that is not held, not given back, or not charged, is missed", arguments: 0..<3)
    func mutations(index: Int) throws {
        var rules = Rules.standard
        switch index {
        case 0: rules.holdsMoney = false
        case 1: rules.releasesHolds = false
        default: rules.chargesBrokenAnswers = false
        }
        let player = Player(rules: rules)
        let offence = (1...300).lazy.compactMap { player.play(ScenarioMaker.scenario($0)).offences.first }.first
        #expect(offence?.invariant == (index == 0 ? .budget : .ledger))
    }
}
