import PlanBPolicy
import PlanBVocabulary

/// Makes the scenario of a seed.
struct ScenarioMaker {
    private let seed: UInt64
    private var dice: Dice
    private var targets: [TargetPlan] = []
    private var length = Instant.Span.zero

    static func scenario(_ seed: UInt64) -> Scenario {
        var maker = ScenarioMaker(seed: seed, dice: Dice(Dice.mix(seed)))
        return maker.make()
    }

    private init(seed: UInt64, dice: Dice) {
        self.seed = seed
        self.dice = dice
    }

    private mutating func make() -> Scenario {
        length = .seconds(dice.within(60...150))
        makeTargets()
        let route = makeRoute()
        var scenario = Scenario(
            seed: seed, targets: targets, route: route, requests: makeRequests(), faults: makeFaults())
        addReloads(to: &scenario)
        if dice.percent(10) {
            let shift = Int64(dice.within(-7200...7200))
            scenario.jumps.append(Scenario.Jump(at: moment(), seconds: shift))
        }
        addEpilogue(to: &scenario)
        addMoney(to: &scenario)
        return scenario
    }

    // MARK: - Money

    /// What tokens cost, and what may be spent. Has dice of its own, so that all else is as it would be without.
    private func addMoney(to scenario: inout Scenario) {
        var dice = Dice(Dice.mix(seed) ^ 0x5EED_0F_CA54)
        for index in scenario.targets.indices {
            scenario.targets[index].output = dice.percent(50) ? dice.within(20...200) : nil
            guard dice.percent(90) else { continue }
            scenario.targets[index].price = Price(
                input: dice.within(0...5) * 1_000_000, output: dice.within(0...30) * 1_000_000)
        }
        guard dice.percent(50) else { return }
        // From not even one request to all of them.
        let budget = Budget(
            limit: dice.within(1...400) * 1_000_000, period: dice.percent(60) ? .total : .day,
            mode: dice.percent(50) ? .strict : .expected)
        let share = dice.percent(50) ? 2000 : 0
        scenario.route.budget = budget
        scenario.route.outageShare = share
        for index in scenario.reloads.indices {
            scenario.reloads[index].route.budget = budget
            scenario.reloads[index].route.outageShare = share
        }
    }

    private mutating func moment() -> Instant {
        VirtualLoop.start + .milliseconds(dice.below(max(1, length.wholeMilliseconds)))
    }

    // MARK: - Targets

    private mutating func makeTargets() {
        let count = dice.percent(10) ? 1 : dice.percent(60) ? dice.within(2...3) : dice.within(4...6)
        for index in 0..<count {
            var target = TargetPlan(index: index, endpoint: index, account: index, model: index)
            if index > 0 {
                let other = targets[dice.below(index)]
                if dice.percent(25) { target.account = other.account }
                if dice.percent(25) { target.endpoint = other.endpoint }
                if dice.percent(45) { target.model = other.model }
                // Nobody configures the same thing twice.
                if targets.contains(where: {
                    $0.account == target.account && $0.endpoint == target.endpoint && $0.model == target.model
                }) {
                    target.endpoint = index
                    target.account = index
                }
            }
            if dice.percent(60) { target.region = dice.below(2) }
            // Whose hardware it is belongs to the account.
            let neighbour = targets.first { $0.account == target.account }
            target.isSelfHosted = neighbour?.isSelfHosted ?? dice.percent(20)
            target.tools = dice.percent(15) ? false : dice.percent(70) ? true : nil
            target.prefill = dice.percent(35) ? true : dice.percent(50) ? false : nil
            target.context = dice.percent(50) ? dice.pick([8192, 32_768, 131_072]) : nil
            target.isDeterministic = dice.percent(75)
            target.connect = dice.within(1...120)
            target.head = dice.within(20...400)
            target.first = dice.within(50...900)
            target.gap = dice.within(5...120)
            targets.append(target)
        }
    }

    // MARK: - The route

    private mutating func makeRoute() -> RoutePlan {
        var plan = RoutePlan(chain: makeChain())
        switch dice.below(10) {
        case 0...3: plan.onCut = .error
        case 4...5: plan.onCut = .buffer
        case 6...8: plan.onCut = .resume(.standard)
        default:
            plan.onCut = .resume(
                ResumeRule(methods: [dice.percent(50) ? .restart : .prefill], maximumRepeatedTokens: 400))
        }
        if dice.percent(20) { plan.hold = .milliseconds(dice.within(100...2000)) }
        if dice.percent(20) {
            plan.hedge = dice.percent(50) ? .after(.milliseconds(dice.within(500...6000))) : .percentile(0.95)
        }
        plan.patience = dice.percent(70) ? .seconds(2) : .milliseconds(dice.within(0...5000))
        plan.keepalive = dice.percent(70) ? .seconds(15) : dice.percent(50) ? .seconds(dice.within(1...8)) : nil
        plan.emptyFailsOver = dice.percent(20)
        plan.refusalsFailOver = dice.percent(20)
        if dice.percent(50) {
            plan.timeouts = Timeouts(
                connect: dice.percent(50) ? .seconds(dice.within(1...4)) : nil,
                firstToken: dice.percent(50) ? .seconds(dice.within(8...25)) : nil,
                idle: dice.percent(50) ? .seconds(dice.within(4...30)) : nil,
                answer: dice.percent(50) ? .seconds(dice.within(30...90)) : nil,
                total: dice.percent(40) ? .seconds(dice.within(20...300)) : nil)
        }
        return plan
    }

    private mutating func makeChain() -> [RoutePlan.Link] {
        var order = targets.map(\.index)
        for index in order.indices.reversed().dropLast() { order.swapAt(index, dice.below(index + 1)) }
        var chain: [RoutePlan.Link] = []
        var rest = order[...]
        while let next = rest.popFirst() {
            if rest.count > 0, dice.percent(20) {
                let size = min(rest.count, dice.within(1...2))
                let members = [next] + Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                chain.append(.group(members, dice.pick(TargetGroup.Balance.allCases)))
            } else {
                chain.append(.target(next))
            }
        }
        return chain
    }

    // MARK: - Traffic

    private mutating func makeRequests() -> [RequestPlan] {
        let count = dice.within(20...26)
        let leavers = dice.percent(10) ? 60 : dice.percent(30) ? 10 : 2
        let isBursty = dice.percent(20)
        var times = (0..<count).map { _ in moment() }
        if isBursty {
            let start = moment()
            for index in times.indices.prefix(count / 2) { times[index] = start + .milliseconds(dice.below(2000)) }
        }
        times.sort()
        return times.enumerated().map { index, at in
            var plan = RequestPlan(index: index, at: at)
            plan.isEmbedding = dice.percent(4)
            plan.isStream = !plan.isEmbedding && dice.percent(65)
            plan.hasTools = !plan.isEmbedding && dice.percent(15)
            plan.wantsCall = plan.hasTools && dice.percent(60)
            plan.wantsUsage = dice.percent(30)
            plan.pieces = dice.percent(85) ? dice.within(3...9) : dice.within(10...30)
            if dice.percent(8) { plan.deadline = .milliseconds(dice.within(300...15_000)) }
            plan.isRetry = dice.percent(6)
            if dice.percent(30) { plan.conversation = dice.below(4) }
            if dice.percent(leavers) { plan.departs = .milliseconds(dice.within(1...6000)) }
            if dice.percent(4) { plan.reads = .milliseconds(dice.within(20...400)) }
            return plan
        }
    }

    // MARK: - Faults

    private mutating func makeFaults() -> [FaultPlan] {
        let count = dice.percent(5) ? 0 : dice.within(1...4)
        return (0..<count).map { _ in makeFault() }
    }

    private mutating func makeFault() -> FaultPlan {
        var kind = FaultKind(rawValue: dice.below(FaultKind.allCases.count)) ?? .reset
        // A flood of bytes takes real time.
        if kind == .oversized, !dice.percent(4) { kind = .reset }
        // What has many stages comes more often, so that each of them does.
        if dice.percent(35) { kind = dice.pick([.reset, .stall, .errorEvent, .earlyEnd, .brokenJSON, .invalidUTF8]) }
        let from = moment()
        let span = Instant.Span.milliseconds(dice.percent(50) ? dice.within(500...20_000) : dice.within(5000...90_000))
        let stage = dice.pick(kind.stages)
        let share = dice.percent(55) ? FaultPlan.always : dice.within(655...32_768)
        return FaultPlan(
            scope: makeScope(), kind: kind, stage: stage, from: from, to: min(from + span, VirtualLoop.start + length),
            share: share, flap: dice.percent(12) ? .milliseconds(dice.within(500...15_000)) : nil)
    }

    private mutating func makeScope() -> FaultPlan.Scope {
        let target = dice.pick(targets)
        switch dice.below(20) {
        case 0...1: return .endpoint(target.endpoint)
        case 2...3: return .account(target.account)
        case 4...5: return target.region.map { .region($0) } ?? .target(target.index)
        case 6: return .everything
        default: return .target(target.index)
        }
    }

    // MARK: - The operator

    private mutating func addReloads(to scenario: inout Scenario) {
        guard dice.percent(20) else { return }
        for _ in 0..<dice.within(1...2) {
            var route = scenario.route
            switch dice.below(3) {
            case 0: route.chain.reverse()
            case 1 where route.targets.count > 1: route = route.without(dice.pick(route.targets))
            default: break
            }
            scenario.reloads.append(Scenario.Reload(at: moment(), route: route))
        }
        scenario.reloads.sort { $0.at < $1.at }
    }

    /// Long after the last fault: everybody must be back.
    private mutating func addEpilogue(to scenario: inout Scenario) {
        let start = VirtualLoop.start + length + .seconds(600)
        for step in 0..<2 {
            var plan = RequestPlan(index: scenario.requests.count, at: start + .seconds(step * 3))
            plan.isEpilogue = true
            plan.isStream = dice.percent(50)
            plan.pieces = 3
            scenario.requests.append(plan)
        }
    }
}
