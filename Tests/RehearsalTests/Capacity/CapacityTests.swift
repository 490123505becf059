import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBRehearsal

struct CapacityTests {
    static let openAI = RampRule.of(provider: "openai", vendor: "openai")

    static func demand(requests: Int = 600, input: Int = 100_000_000, output: Int = 1_000_000) -> RouteLoad {
        RouteLoad(
            busyMinutes: 1440, requests: requests, inputTokens: input, outputTokens: output, tokens: input + output,
            hourlyRequests: Double(requests * 60),
            hourlyUsage: Usage(input: input * 60, output: output * 60, cachedInput: input * 30))
    }

    @Test("The table of warm shares", arguments: [(0.01, 170.0), (0.05, 111), (0.25, 51), (0.5, 26), (1, 0)])
    func ramp(share: Double, minutes: Double) throws {
        // So large that the warm share is above the floor of the rule.
        let figure = CapacityFigure(
            CapacityQuestion(demand: Self.demand(input: 1_000_000_000), warmShare: share, ramp: Self.openAI))
        #expect(abs(try #require(figure.rampMinutes) - minutes) < 0.6)
    }

    @Test("Below a million tokens a minute nothing has to be ramped", arguments: [1, 999_999, 1_000_000])
    func small(input: Int) {
        let figure = CapacityFigure(CapacityQuestion(demand: Self.demand(input: input), ramp: Self.openAI))
        #expect(figure.rampMinutes == 0)
        #expect(figure.refusedInMinute1 == 0)
    }

    @Test func aColdBackupAtTenTimesTheFloor() throws {
        let figure = CapacityFigure(CapacityQuestion(demand: Self.demand(input: 10_000_000), ramp: Self.openAI))
        #expect(abs(try #require(figure.refusedInMinute1) - 0.9) < 1e-9)
        #expect(abs(try #require(figure.refusedInMinute15) - (1 - 0.1 * pow(1.5, 14.0 / 15))) < 1e-9)
        #expect(abs(try #require(figure.refusedInMinute60) - (1 - 0.1 * pow(1.5, 59.0 / 15))) < 1e-9)
        #expect(abs(try #require(figure.rampMinutes) - log(10) / log(1.5) * 15) < 1e-9)
    }

    @Test func theSmallestQuotaBinds() {
        var question = CapacityQuestion(demand: Self.demand(requests: 100, input: 10_000, output: 2000), ramp: .unknown)
        question.answered = QuotaReading(requests: 500, tokens: 80_000, outputTokens: 1000)
        var figure = CapacityFigure(question)
        #expect(figure.ratio == 0.5)
        #expect(figure.tokenDemand == 2000)
        #expect(figure.tokenQuota == 1000)
        #expect(figure.requestQuota == 500)
        #expect(figure.source == "answers")
        #expect(figure.refusedInMinute1 == 0.5)
        #expect(figure.refusedInMinute60 == 0.5)
        #expect(figure.rampMinutes == nil)
        #expect(figure.rampRule == RampRule.unknown.sentence)

        question.answered = QuotaReading(requests: 500, tokens: 80_000)
        figure = CapacityFigure(question)
        #expect(figure.ratio == 5)
        #expect(figure.tokenDemand == 12_000)
        #expect(figure.refusedInMinute1 == 0)

        question.configured = QuotaReading(requests: 50)
        figure = CapacityFigure(question)
        #expect(figure.ratio == 0.5)
        #expect(figure.source == "configuration")

        question.configured = QuotaReading(requests: 5000)
        #expect(CapacityFigure(question).source == "answers")
    }

    @Test func whatTheBackupServesAlreadyIsNotLeft() {
        var question = CapacityQuestion(demand: Self.demand(requests: 100, input: 1, output: 1))
        question.answered = QuotaReading(requests: 300)
        question.committed = Self.demand(requests: 200, input: 1, output: 1)
        #expect(CapacityFigure(question).ratio == 1)
        question.committed = Self.demand(requests: 400, input: 1, output: 1)
        #expect(CapacityFigure(question).ratio == 0)
        #expect(CapacityFigure(question).refusedInMinute1 == 1)
    }

    @Test func onesOwnHardwareHasNoQuotaUnlessItsPlacesAreKnown() {
        var question = CapacityQuestion(
            demand: Self.demand(requests: 60), ramp: .of(provider: "vllm", vendor: "self"))
        var figure = CapacityFigure(question)
        #expect(figure.ratio == nil)
        #expect(figure.refusedInMinute1 == nil)
        #expect(figure.rampMinutes == 0)
        #expect(figure.source.isEmpty)
        question.concurrency = 8
        question.secondsPerRequest = 4
        figure = CapacityFigure(question)
        #expect(figure.requestQuota == 120)
        #expect(figure.ratio == 2)
        #expect(figure.source == "concurrency")
    }

    @Test func nothingKnownIsNothingSaid() {
        var nothing = CapacityFigure()
        nothing.rampRule = RampRule.unknown.sentence
        #expect(CapacityFigure(CapacityQuestion(demand: nil)) == nothing)
    }

    @Test func costsAreThoseOfAnHourOfTheObservedMix() {
        var question = CapacityQuestion(demand: Self.demand(requests: 10, input: 10_000, output: 1000))
        // 600,000 prompt tokens an hour, half of them cached, and 60,000 of answers.
        question.primaryPrice = Price(.init(input: 2_000_000, cached: 500_000, output: 8_000_000))
        question.backupPrice = Price(.init(input: 1_000_000, cached: 100_000, output: 4_000_000), hourly: 5)
        let figure = CapacityFigure(question)
        #expect(figure.hourlyCostAtPrimary == 300_000 * 2000 + 300_000 * 500 + 60_000 * 8000)
        #expect(figure.hourlyCost == 600_000 * 1000 + 60_000 * 4000 + 5)
        // The rates of long prompts are for long prompts, not for long hours.
        let short = Price.Rates(input: 1_000_000, output: 0)
        let long = Price.Rates(input: 9_000_000, output: 0)
        question.backupPrice = Price(short, long: (2000, long))
        #expect(CapacityFigure(question).hourlyCost == 600_000 * 1000)
        question.backupPrice = Price(short, long: (500, long))
        #expect(CapacityFigure(question).hourlyCost == 600_000 * 9000)
    }

    @Test("Laws: more quota, more warmth and more time never make it worse; shares are shares", arguments: 0..<300)
    func laws(seed: UInt64) throws {
        var chance = Chance(seed)
        func any(_ most: Double) -> Int { Int(pow(most, chance.unit())) }
        var question = CapacityQuestion(
            demand: Self.demand(requests: any(1e6), input: any(1e10), output: any(1e9)), warmShare: chance.unit(),
            ramp: chance.unit() < 0.8 ? Self.openAI : .unknown)
        question.answered = QuotaReading(
            requests: any(1e7), tokens: any(1e11), outputTokens: chance.unit() < 0.5 ? any(1e10) : nil)
        if chance.unit() < 0.3 {
            question.committed = Self.demand(requests: any(1e5), input: any(1e9), output: any(1e8))
        }
        let figure = CapacityFigure(question)
        let shares = try [figure.refusedInMinute1, figure.refusedInMinute15, figure.refusedInMinute60].map {
            try #require($0)
        }
        #expect(shares.allSatisfy { (0...1).contains($0) })
        #expect(shares == shares.sorted(by: >))
        if let ratio = figure.ratio, ratio < 1 { #expect(shares[2] >= 1 - ratio - 1e-12) }
        if let minutes = figure.rampMinutes, let ratio = figure.ratio, ratio >= 1 {
            // Past the ramp nothing is refused, and before its end something is.
            if minutes <= 59 { #expect(shares[2] < 1e-9) }
            if minutes > 0 { #expect(shares[0] > 0) }
        }
        var warmer = question
        warmer.warmShare = min(1, question.warmShare + chance.unit())
        warmer.answered?.requests = (question.answered?.requests ?? 0) * 2
        let better = CapacityFigure(warmer)
        #expect((better.ratio ?? 0) >= (figure.ratio ?? 0))
        #expect((better.rampMinutes ?? 0) <= (figure.rampMinutes ?? 0))
        #expect((better.refusedInMinute1 ?? 0) <= shares[0])
    }

    @Test("Hostile numbers do not trap", arguments: [Int.max, Int.min, -1, 0])
    func hostile(number: Int) {
        let demand = RouteLoad(
            busyMinutes: number, requests: number, inputTokens: number, outputTokens: number, tokens: number,
            hourlyRequests: Double(number), hourlyUsage: Usage(input: number, output: number, cachedInput: number))
        var question = CapacityQuestion(demand: demand, warmShare: .nan, ramp: Self.openAI)
        question.committed = demand
        question.answered = QuotaReading(requests: number, tokens: number, outputTokens: number)
        question.concurrency = number
        question.secondsPerRequest = Double(number) * .leastNonzeroMagnitude
        question.primaryPrice = Price(.init(input: .max, output: .max), hourly: number)
        question.backupPrice = Price(.init(input: 1, output: .max), long: (number, .init(input: 2, output: 2)))
        let figure = CapacityFigure(question)
        #expect(figure.ratio?.isNaN != true)
        #expect(figure.refusedInMinute1?.isNaN != true)
    }
}
