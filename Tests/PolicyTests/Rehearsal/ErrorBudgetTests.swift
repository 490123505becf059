import PlanBVocabulary
import Testing

@testable import PlanBPolicy

struct ErrorBudgetTests {
    @Test("As slow arithmetic over all requests", arguments: 0..<60)
    func model(seed: UInt64) {
        var chance = Chance(seed)
        var budget = ErrorBudget()
        var now = Instant(nanoseconds: Int64(chance.next() % 1_000_000_000_000_000) - 500_000_000_000_000)
        var seen: [(slot: Int64, isFailure: Bool)] = []
        var burning = 0
        let rate = chance.unit() * 0.03
        for _ in 0..<700 {
            let spans: [Int64] = [0, 1, 500_000_000, 3_000_000_000, 11_000_000_000, 290_000_000_000, 7_200_000_000_000]
            let rare: UInt64 = chance.unit() < 0.98 ? 4 : 7
            now = now + Instant.Span(nanoseconds: spans[Int(chance.next() % rare)])
            let isFailure = chance.unit() < rate
            budget.note(isFailure: isFailure, at: now)
            seen.append((slot(now), isFailure))
            let later = chance.unit() < 0.1 ? now + .seconds(Int(chance.next() % 5000)) : now
            let expected = isBurning(seen, at: slot(later))
            #expect(burns(budget, at: later) == expected)
            burning += expected ? 1 : 0
        }
        if rate > 0.025 { #expect(burning > 0, "the model is not only about nothing") }
    }

    @Test(
        "The rule",
        arguments: [
            (failures: 2, of: 2, isBurning: false), (3, 3, true), (3, 299, true), (3, 300, false), (4, 400, false),
            (5, 499, true), (5, 500, false), (10, 1000, false), (11, 1000, true), (0, 0, false),
        ])
    func rule(failures: Int, of requests: Int, isBurning: Bool) {
        var budget = ErrorBudget()
        for request in 0..<requests { budget.note(isFailure: request < failures, at: Instant(nanoseconds: 1)) }
        #expect(burns(budget, at: Instant(nanoseconds: 2)) == isBurning)
    }

    @Test func itStopsBurningWhenTheFailuresAreLongAgo() {
        var budget = ErrorBudget()
        for _ in 0..<4 { budget.note(isFailure: true, at: Instant(nanoseconds: 0)) }
        #expect(burns(budget, at: Instant(nanoseconds: 0) + .seconds(299)))
        #expect(!burns(budget, at: Instant(nanoseconds: 0) + .seconds(300)))
        budget = ErrorBudget()
        for _ in 0..<5 { budget.note(isFailure: true, at: Instant(nanoseconds: 0)) }
        #expect(burns(budget, at: Instant(nanoseconds: 0) + .seconds(3599)))
        #expect(!burns(budget, at: Instant(nanoseconds: 0) + .seconds(3600)))
        #expect(!burns(budget, at: .distantFuture))
    }

    private func burns(_ budget: ErrorBudget, at now: Instant) -> Bool {
        var budget = budget
        return budget.isBurning(at: now)
    }

    private func isBurning(_ seen: [(slot: Int64, isFailure: Bool)], at slot: Int64) -> Bool {
        [(30, 3), (360, 5)].contains { slots, least in
            let inside = seen.filter { $0.slot > slot - Int64(slots) }
            let failures = inside.count { $0.isFailure }
            return failures >= least && Double(failures) / Double(inside.count) > 0.01
        }
    }

    private func slot(_ now: Instant) -> Int64 {
        var slot = now.nanoseconds / 10_000_000_000
        if slot * 10_000_000_000 > now.nanoseconds { slot -= 1 }
        return slot
    }
}
