import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSimulation

struct PlayTests {
    @Test("Scenarios hold, and go the same way twice", arguments: 1...20)
    func holds(seed: Int) {
        let player = Player()
        let run = player.play(ScenarioMaker.scenario(UInt64(seed)))
        #expect(run.offences.isEmpty, "\(run.offences)")
        #expect(player.repeatedOffence(run) == nil)
        #expect(run.outcomes.count == run.scenario.requests.count)
    }

    @Test("Chance that does not come from the seed is noticed")
    func otherChance() {
        var rules = Rules.standard
        rules.drawsFromSeed = false
        let player = Player(rules: rules)
        let isNoticed = (1...40).contains { player.repeatedOffence(player.play(ScenarioMaker.scenario($0))) != nil }
        #expect(isNoticed)
    }

    @Test("A failing scenario is made smaller, and still fails")
    func shrinks() throws {
        var rules = Rules.standard
        rules.triesLastResorts = false
        let player = Player(rules: rules)
        let seed = try #require((1...200).first { !player.play(ScenarioMaker.scenario($0)).offences.isEmpty })
        let offence = try #require(player.play(ScenarioMaker.scenario(seed)).offences.first)
        var shrinker = Shrinker(ScenarioMaker.scenario(seed), offence.invariant, rules: rules)
        shrinker.shrink()
        let small = shrinker.scenario
        #expect(small.requests.count { !$0.isLeftOut } < 10)
        #expect(player.play(small).offences.contains { $0.invariant == offence.invariant })
    }

    @Test("A share of 25 % meets about a quarter of the attempts")
    func share() {
        let run = Player().play(
            FigureScenario.steady(
                3, rate: 5, seconds: 120, faults: [(.unavailable, .head, 25)], until: VirtualLoop.start + .seconds(1000)
            ))
        let tried = run.world.attempts.filter { $0.target == 0 && $0.openedAt >= FigureScenario.death }
        let share = Double(tried.count { $0.fault != nil }) / Double(tried.count)
        #expect((0.18...0.32).contains(share))
        #expect(run.outcomes.allSatisfy { $0.kind == .answered })
    }

    @Test("A fault that comes and goes is there half of the time")
    func flapping() {
        let fault = FaultPlan(
            scope: .everything, kind: .reset, stage: .head, from: VirtualLoop.start,
            to: VirtualLoop.start + .seconds(100), share: FaultPlan.always, flap: .seconds(10))
        let active = (0..<100).filter { fault.isActive(at: VirtualLoop.start + .seconds($0)) }
        #expect(active.count == 50)
        #expect(active.prefix(6) == [0, 1, 2, 3, 4, 10])
    }
}
