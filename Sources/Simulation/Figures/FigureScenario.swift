import PlanBVocabulary

/// A primary that dies and one healthy backup under steady traffic.
struct FigureScenario {
    static let death = VirtualLoop.start + .seconds(60)

    /// `rate` requests a second with random distances, for `seconds`; the primary, `away` milliseconds from here, dies
    /// after a minute of it.
    static func steady(
        _ seed: UInt64, rate: Int, seconds: Int, away: Int = 20, faults: [(FaultKind, Stage, percent: Int)],
        until end: Instant
    ) -> Scenario {
        var dice = Dice(seed)
        var targets = (0..<2).map { TargetPlan(index: $0, endpoint: $0, account: $0, model: $0) }
        targets[0].connect = away
        var scenario = Scenario(
            seed: seed, targets: targets, route: RoutePlan(chain: [.target(0), .target(1)]), requests: [], faults: [])
        scenario.faults = faults.map { kind, stage, percent in
            FaultPlan(
                scope: .target(0), kind: kind, stage: stage, from: death, to: end,
                share: FaultPlan.always * percent / 100)
        }
        let step = 1_000_000_000 / max(1, rate)
        for index in 0..<(rate * seconds) {
            let at = VirtualLoop.start + Instant.Span(nanoseconds: Int64(index * step + dice.below(step)))
            var plan = RequestPlan(index: index, at: at)
            plan.isStream = dice.percent(70)
            plan.pieces = 3
            scenario.requests.append(plan)
        }
        return scenario
    }
}
