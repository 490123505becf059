import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSimulation

/// Failover to a backup that throttles load which grows too fast.
struct RampTests {
    @Test("Batch jobs are shed before the backup throttles, and the same seed gives the same events", arguments: 1...3)
    func holds(seed: Int) {
        let player = Player()
        let run = player.play(RampScenario.short(UInt64(seed)))
        #expect(run.offences.isEmpty, "\(run.offences.prefix(3))")
        #expect(player.repeatedOffence(run) == nil)
    }

    @Test("A gateway that does not follow the ramp is noticed")
    func mutation() {
        var rules = Rules.standard
        rules.followsRamps = false
        #expect(!Player(rules: rules).play(RampScenario.short(1)).offences.isEmpty)
    }

    @Test("Fewer of those who wait are refused with admission than without")
    func figure() throws {
        let figures = Figures.ramp(seeds: 1...2)
        let (with, without) = (try #require(figures.first), try #require(figures.last))
        #expect(with.followsRamp && !without.followsRamp && with.requests == without.requests)
        #expect(with.refused * 4 < without.refused, "\(with.refused) with, \(without.refused) without")
    }

    @Test("The provider lets load grow by its rule and no faster")
    func truth() throws {
        var truth = try #require(RampTruth(.growth(above: 100, factor: 1.5, minutes: 15)))
        func taken(_ minute: Int) -> Int {
            var count = 0
            while truth.take(1, at: Instant(nanoseconds: Int64(minute) * 60_000_000_000)) { count += 1 }
            return count
        }
        #expect(taken(0) == 100)
        #expect(taken(15) == 150)
        #expect(taken(31) == 100)
        #expect(RampTruth(.unknown) == nil)
    }
}
