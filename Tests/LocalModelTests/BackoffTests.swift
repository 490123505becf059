import Testing

@testable import PlanBLocalModel

@Suite struct BackoffTests {
    @Test("the wait doubles with each failure in a row, up to the ceiling")
    func doubles() {
        var backoff = Backoff(firstMilliseconds: 500, ceilingMilliseconds: 6000, stableMilliseconds: 60_000)
        let waits = (1...6).map { _ in backoff.wait(ranMilliseconds: 10, random: 1) }
        #expect(waits.map(\.milliseconds) == [500, 1000, 2000, 4000, 6000, 6000])
        #expect(waits.map(\.attempt) == [1, 2, 3, 4, 5, 6])
    }

    @Test("chance picks from the upper half of the step", arguments: [-1, 0, 0.25, 0.5, 0.999, 1, 7, Double.infinity])
    func jitter(random: Double) {
        var backoff = Backoff(firstMilliseconds: 1001, ceilingMilliseconds: 30_000, stableMilliseconds: 60_000)
        let first = backoff.wait(ranMilliseconds: 0, random: random).milliseconds
        #expect((500...1001).contains(first))
        #expect((1001...2002).contains(backoff.wait(ranMilliseconds: 0, random: random).milliseconds))
        #expect(random > 0 ? first > 500 : first == 500)
    }

    @Test("a run of the stable length makes the next failure the first; a shorter one does not")
    func reset() {
        var backoff = Backoff(firstMilliseconds: 100, ceilingMilliseconds: 10_000, stableMilliseconds: 5000)
        for _ in 1...4 { _ = backoff.wait(ranMilliseconds: 0, random: 1) }
        #expect(backoff.wait(ranMilliseconds: 4999, random: 1) == .init(attempt: 5, milliseconds: 1600))
        #expect(backoff.wait(ranMilliseconds: 5000, random: 1) == .init(attempt: 1, milliseconds: 100))
        #expect(backoff.wait(ranMilliseconds: 0, random: 1) == .init(attempt: 2, milliseconds: 200))
    }

    @Test(
        "no setting and no number of failures overflows or gives a wait outside 0 ... ceiling",
        arguments: [(1, 1), (Int.max, Int.max), (0, 0), (-5, -5), (Int.max, 10), (10, Int.max), (3, 7)])
    func bounds(first: Int, ceiling: Int) {
        var backoff = Backoff(firstMilliseconds: first, ceilingMilliseconds: ceiling, stableMilliseconds: .max)
        for count in 1...200 {
            let wait = backoff.wait(ranMilliseconds: 0, random: 0.999_999)
            #expect((0...backoff.ceilingMilliseconds).contains(wait.milliseconds))
            #expect(wait.attempt == count)
        }
    }
}
