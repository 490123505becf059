import PlanBInsight
import PlanBPolicy
import PlanBVocabulary

/// Ten hours of traffic that rises and falls, with an outage of one vendor in the middle: with it and without it, the same
/// requests.
struct OutageDay {
    private static let minutes = 600
    /// Of so many requests one is copied to backups.
    private static let requestsPerCopy = 30

    let seed: UInt64
    let shape: OutageShape
    /// The day without the outage.
    private(set) var calm: Scenario
    /// The day with it.
    var hit: Scenario {
        var scenario = calm
        scenario.faults.insert(outage, at: 0)
        return scenario
    }
    private(set) var outage: FaultPlan
    private var dice: Dice

    /// The day of a seed. Its shape follows from it, too.
    init(_ seed: UInt64) {
        self.seed = seed
        shape = OutageShape.allCases[Int(seed % UInt64(OutageShape.allCases.count))]
        dice = Dice(Dice.mix(seed) ^ 0x5EED_0F_DA75)
        calm = Scenario(seed: seed, targets: [], route: RoutePlan(chain: []), requests: [], faults: [])
        outage = FaultPlan(
            scope: .account(0), kind: .refused, stage: .connect, from: VirtualLoop.start, to: VirtualLoop.start,
            share: FaultPlan.always)
        makeTraffic()
        makeOutage()
        makeTargets()
        makeTroubles()
    }

    /// Copies of a few of its requests that are sent to each backup, as rehearsals do it.
    var rehearsals: [Scenario] {
        calm.targets.dropFirst().map { backup in
            var scenario = calm
            scenario.route.chain = [.target(backup.index)]
            scenario.requests = stride(from: 0, to: calm.requests.count, by: Self.requestsPerCopy).enumerated().map {
                index, place in
                var copy = calm.requests[place]
                copy.index = index
                return copy
            }
            return scenario
        }
    }

    /// What `planb whatif` would be asked.
    var question: PlanBInsight.Scenario {
        PlanBInsight.Scenario(
            title: shape.rawValue, losses: [Loss(.dependence(.vendor), "vendor-0")],
            manner: shape == .silent ? .silent : .refused, share: Double(outage.share) / Double(FaultPlan.always),
            from: VirtualLoop.milliseconds(at: outage.from), until: VirtualLoop.milliseconds(at: outage.to))
    }

    // MARK: - Traffic

    private mutating func makeTraffic() {
        // Requests a minute, from the quiet times to the busy ones.
        let (least, most) = (dice.within(20...40), dice.within(50...100))
        let isMixed = shape == .tokenQuota || dice.percent(50)
        let streamed = dice.within(30...100)
        for minute in 0..<Self.minutes {
            // Up to noon and down again.
            let height = 1 - abs(Double(minute) / Double(Self.minutes) * 2 - 1)
            let count = Int((Double(least) + Double(most - least) * height).rounded()) + dice.within(-8...8)
            var times = (0..<max(1, count)).map { _ in dice.below(60_000) }
            times.sort()
            for time in times {
                var plan = RequestPlan(
                    index: calm.requests.count, at: VirtualLoop.start + .milliseconds(minute * 60_000 + time))
                plan.isStream = dice.percent(streamed)
                plan.wantsUsage = true
                plan.promptTokens = isMixed ? Self.size(&dice, 20...6000) : 400
                plan.pieces = isMixed ? dice.within(2...20) : 8
                plan.answerTokens = plan.pieces * 25
                calm.requests.append(plan)
            }
        }
    }

    /// Small ones are many, large ones few.
    private static func size(_ dice: inout Dice, _ range: ClosedRange<Int>) -> Int {
        var size = dice.within(range)
        for _ in 0..<2 { size = min(size, dice.within(range)) }
        return size
    }

    private mutating func makeOutage() {
        let length = dice.within(45...150)
        let start = dice.within(90...(Self.minutes - length - 60))
        outage.from = VirtualLoop.start + .seconds(start * 60 + dice.below(60))
        outage.to = outage.from + .minutes(length)
        if shape == .silent { (outage.kind, outage.stage) = (.stall, .head) }
        if shape == .partial { outage.share = FaultPlan.always * dice.within(20...70) / 100 }
    }

    /// What is asked for in a minute of the outage: requests, and tokens of prompts and of both.
    private var load: (requests: Double, prompts: Double, tokens: Double) {
        let hit = calm.requests.filter { $0.at >= outage.from && $0.at < outage.to }
        let minutes = Double((outage.to - outage.from).nanoseconds) / 60e9
        let prompts = Double(hit.reduce(0) { $0 + $1.promptTokens })
        let answers = Double(hit.reduce(0) { $0 + $1.answerTokens })
        return (Double(hit.count) / minutes, prompts / minutes, (prompts + answers) / minutes)
    }

    // MARK: - Targets

    private mutating func makeTargets() {
        let count =
            switch shape {
            case .alone: 1
            case .twoBackups, .quotaAndRelief, .group: 3
            case .requestQuota, .strictQuota, .tokenQuota, .partial: dice.within(2...3)
            case .oneBackup, .ramp, .silent: 2
            }
        calm.targets = (0..<count).map { index in
            var target = TargetPlan(index: index, endpoint: index, account: index, model: index)
            target.connect = dice.within(5...60)
            target.head = dice.within(50...400)
            target.first = dice.within(100...900)
            target.gap = dice.within(10...120)
            target.price = Price(input: dice.within(1...5) * 1_000_000, output: dice.within(2...20) * 1_000_000)
            return target
        }
        let load = load
        let part = Double(dice.within(35...130)) / 100
        switch shape {
        case .requestQuota, .quotaAndRelief: quota(1, requests: load.requests * part)
        case .strictQuota:
            quota(1, requests: load.requests * part)
            calm.targets[1].quota?.isStrict = true
        case .tokenQuota: quota(1, tokens: load.tokens * part)
        case .group: quota(2, requests: load.requests * part)
        case .ramp:
            calm.targets[1].ramp = .growth(above: load.prompts * part, factor: 1.5, minutes: 15)
            calm.targets[1].isSilentAboutRamp = true
        default: break
        }
        calm.route.chain =
            shape == .group
            ? [.group([0, 1], dice.pick([.weight, .leastBusy])), .target(2)]
            : calm.targets.map { .target($0.index) }
    }

    private mutating func quota(_ target: Int, requests: Double? = nil, tokens: Double? = nil) {
        calm.targets[target].quota = TargetPlan.Quota(
            requests: requests.map { max(1, Int($0)) }, tokens: tokens.map { max(1000, Int($0)) })
    }

    /// Every target fails now and then, all day.
    private mutating func makeTroubles() {
        for target in calm.targets where dice.percent(70) {
            calm.faults.append(
                FaultPlan(
                    scope: .target(target.index), kind: dice.pick([.internalError, .unavailable, .overloaded]),
                    stage: .head, from: VirtualLoop.start, to: .distantFuture,
                    share: FaultPlan.always * dice.within(1...20) / 1000))
        }
    }
}
