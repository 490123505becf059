import PlanBPolicy
import PlanBVocabulary

/// A primary that dies under more load than its backup lets grow at once, a part of which is of batch jobs.
enum RampScenario {
    /// What a gateway has watched for less than 15 minutes it holds nothing against.
    static let death = VirtualLoop.start + .minutes(17)

    /// The scenario of a seed: after the death, requests for `minutes`.
    static func scenario(_ seed: UInt64, minutes: Int) -> Scenario {
        var dice = Dice(Dice.mix(seed) ^ 0x5EED_0F_4A39)
        var targets = (0..<2).map { TargetPlan(index: $0, endpoint: $0, account: $0, model: $0) }
        var scenario = Scenario(
            seed: seed, targets: targets, route: RoutePlan(chain: [.target(0), .target(1)]), requests: [], faults: [])
        scenario.faults = [
            FaultPlan(
                scope: .target(0), kind: dice.percent(50) ? .refused : .unavailable, stage: .head, from: death,
                to: .distantFuture, share: FaultPlan.always)
        ]
        if scenario.faults[0].kind == .refused { scenario.faults[0].stage = .connect }
        let batchShare = dice.within(30...60)
        func ask(_ at: Instant) {
            var plan = RequestPlan(index: scenario.requests.count, at: at)
            plan.isStream = dice.percent(70)
            plan.pieces = 3
            plan.isBatch = dice.percent(batchShare)
            scenario.requests.append(plan)
        }
        // A little is asked until then, so that the primary is known.
        for second in stride(from: 1, to: 17 * 60, by: 10) { ask(VirtualLoop.start + .seconds(second)) }
        let step = 1000 / dice.within(3...6)
        for number in 0..<(minutes * 60_000 / step) {
            ask(death + .milliseconds(number * step + dice.below(step)))
        }
        let later = scenario.requests.filter { $0.at >= death && !$0.isBatch }
        let tokens = later.count * RampTruth.prompt
        // Enough for all who wait, not for the batch jobs as well.
        let above = Double(tokens) / Double(minutes) * Double(dice.within(115...135)) / 100
        targets[1].ramp = .growth(above: above, factor: 1.5, minutes: 15)
        scenario.targets = targets
        return scenario
    }

    /// A short one, for hunting mutations.
    static func short(_ seed: UInt64) -> Scenario { scenario(seed, minutes: 3) }
}
