import PlanBPolicy
import PlanBVocabulary

/// Makes the scenario of a seed in which a route is rehearsed: with backups that break in every way, under load.
struct DrillScenarioMaker {
    private let seed: UInt64
    private var dice: Dice
    private var length = Instant.Span.zero

    static func scenario(_ seed: UInt64) -> Scenario {
        var maker = DrillScenarioMaker(seed: seed, dice: Dice(Dice.mix(seed) ^ 0x5EED_0F_D811))
        return maker.make()
    }

    private init(seed: UInt64, dice: Dice) {
        self.seed = seed
        self.dice = dice
    }

    private mutating func make() -> Scenario {
        length = .seconds(dice.within(10...60))
        let targets = makeTargets()
        var scenario = Scenario(
            seed: seed, targets: targets, route: makeRoute(targets.count), requests: makeRequests(), faults: [])
        scenario.faults = makeFaults(targets)
        scenario.drills = makeScript(targets.count)
        // Where everything is held back, what counts is that backup and primary fail at once.
        if scenario.drills?.drills.contains(where: \.buffers) == true, dice.percent(50) {
            for place in 0..<2 { scenario.faults.append(makeFailure(of: place)) }
        }
        if dice.percent(20) {
            scenario.jumps.append(Scenario.Jump(at: moment(), seconds: Int64(dice.within(-86_400...86_400))))
        }
        if targets.count > 2, dice.percent(10) {
            scenario.reloads.append(Scenario.Reload(at: moment(), route: scenario.route.without(2)))
        }
        return scenario
    }

    private mutating func moment() -> Instant {
        VirtualLoop.start + .milliseconds(dice.below(max(1, length.wholeMilliseconds)))
    }

    private mutating func makeTargets() -> [TargetPlan] {
        (0..<dice.within(2...3)).map { index in
            var target = TargetPlan(index: index, endpoint: index, account: index, model: index)
            if index > 0, dice.percent(30) { target.model = 0 }
            target.prefill = dice.percent(50)
            target.isDeterministic = dice.percent(75)
            target.output = dice.percent(50) ? dice.within(20...200) : nil
            if dice.percent(80) {
                target.price = Price(
                    input: dice.within(0...5) * 1_000_000, output: dice.within(0...30) * 1_000_000)
            }
            if dice.percent(10) { target.price = Price(input: 0, output: 0) }
            target.connect = dice.within(1...60)
            target.head = dice.within(20...300)
            target.first = dice.within(50...600)
            target.gap = dice.within(5...200)
            return target
        }
    }

    private mutating func makeRoute(_ count: Int) -> RoutePlan {
        var plan = RoutePlan(chain: (0..<count).map { .target($0) })
        switch dice.below(10) {
        case 0...5: plan.onCut = .error
        case 6: plan.onCut = .buffer
        default: plan.onCut = .resume(.standard)
        }
        if dice.percent(10) { plan.hold = .milliseconds(dice.within(100...1000)) }
        if dice.percent(15) { plan.hedge = .after(.milliseconds(dice.within(500...4000))) }
        plan.keepalive = dice.percent(70) ? .seconds(15) : .seconds(dice.within(1...8))
        plan.timeouts = Timeouts(
            connect: nil, firstToken: .seconds(dice.within(4...20)), idle: .seconds(dice.within(2...15)), answer: nil,
            total: dice.percent(30) ? .seconds(dice.within(20...120)) : nil)
        return plan
    }

    /// Mostly a few, sometimes hundreds at once.
    private mutating func makeRequests() -> [RequestPlan] {
        let crowd = dice.percent(4) ? 500 : dice.percent(15) ? dice.within(60...250) : dice.within(1...50)
        let isCrowded = dice.percent(50)
        let start = moment()
        var times = (0..<crowd).map { _ in
            isCrowded && dice.percent(80) ? start + .milliseconds(dice.below(1500)) : moment()
        }
        times.sort()
        let forms = dice.percent(50) ? 0 : dice.within(1...60)
        let conversations = dice.percent(30) ? dice.within(1...40) : 0
        return times.enumerated().map { index, at in
            var plan = RequestPlan(index: index, at: at)
            plan.isStream = dice.percent(80)
            plan.wantsForm = dice.percent(forms)
            plan.isOptedOut = dice.percent(4)
            plan.pieces = dice.within(3...8)
            if conversations > 0 { plan.conversation = dice.below(conversations) }
            if dice.percent(4) { plan.departs = .milliseconds(dice.within(1...4000)) }
            if dice.percent(2) { plan.reads = .milliseconds(dice.within(20...200)) }
            if dice.percent(3) { plan.deadline = .milliseconds(dice.within(500...8000)) }
            return plan
        }
    }

    private mutating func makeFaults(_ targets: [TargetPlan]) -> [FaultPlan] {
        (0..<dice.within(0...3)).map { number in
            // Mostly of the backup: that is what a drill is for.
            let place = dice.percent(number == 0 ? 85 : 65) ? 1 : dice.below(targets.count)
            let kind =
                dice.percent(70)
                ? dice.pick([FaultKind.reset, .stall, .errorEvent, .earlyEnd, .brokenJSON, .invalidUTF8])
                : dice.pick([
                    .dns, .refused, .internalError, .overloaded, .rateLimitSilent, .modelGone, .unauthorized,
                    .emptyAnswer,
                    .slowDrip, .slowHead, .roleOnly, .connectHang,
                ])
            let stage =
                kind.stages.count > 3 && dice.percent(70)
                ? dice.pick([Stage.firstText, .midText, .finish]) : dice.pick(kind.stages)
            let from = dice.percent(50) ? VirtualLoop.start : moment()
            return FaultPlan(
                scope: .target(place), kind: kind, stage: stage, from: from,
                to: dice.percent(50) ? .distantFuture : from + .seconds(dice.within(1...30)),
                share: dice.percent(40) ? FaultPlan.always : dice.within(655...40_000))
        }
    }

    private mutating func makeFailure(of target: Int) -> FaultPlan {
        let kind = dice.pick([FaultKind.internalError, .errorEvent, .earlyEnd, .stall])
        return FaultPlan(
            scope: .target(target), kind: kind, stage: dice.pick(kind.stages), from: VirtualLoop.start,
            to: .distantFuture, share: dice.within(10_000...50_000))
    }

    private mutating func makeScript(_ targets: Int) -> DrillScript {
        var script = DrillScript()
        script.invalid = dice.percent(50) ? 0 : dice.within(1...100)
        script.judging = .milliseconds(dice.below(3000))
        for _ in 0..<dice.within(1...3) { script.drills.append(makeDrill(targets)) }
        if dice.percent(10) { script.restartAt = moment() }
        return script
    }

    private mutating func makeDrill(_ targets: Int) -> DrillPlan {
        let level = dice.pick([DrillLevel.live, .live, .cutover, .cutover, .cutover, .fault, .fault, .shadow])
        let share: Double = dice.percent(30) ? 1 : dice.percent(30) ? 0.05 : Double(dice.within(1...100)) / 100
        var plan = DrillPlan(
            at: dice.percent(50) ? VirtualLoop.start : moment(), level: level,
            backup: dice.percent(85) ? 1 : dice.within(1...(targets - 1)), share: share, salt: dice.next(),
            duration: dice.percent(70) ? .milliseconds(dice.within(500...60_000)) : nil, failures: dice.within(0...5))
        if dice.percent(30) { plan.spend = dice.within(0...200) * dice.pick([10_000, 1_000_000]) }
        if level == .fault { plan.fault = dice.pick(InjectedFault.allCases) }
        plan.buffers = level == .cutover && dice.percent(25)
        // What is held back needs no allowance.
        if plan.buffers, dice.percent(60) { plan.failures = 0 }
        if dice.percent(30) { plan.abortAt = moment() }
        plan.tick = .milliseconds(dice.within(20...500))
        return plan
    }
}
