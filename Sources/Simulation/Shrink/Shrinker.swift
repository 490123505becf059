import PlanBPolicy
import PlanBVocabulary

/// Makes a failing scenario small: what can be left out without the offence going away is left out.
struct Shrinker {
    private let player: Player
    private let invariant: Invariant
    private(set) var scenario: Scenario
    /// Scenarios played; a bound, because each round may make others possible.
    private var plays = 0

    private static let mostPlays = 3000

    init(_ scenario: Scenario, _ invariant: Invariant, rules: Rules = .standard) {
        player = Player(rules: rules)
        self.scenario = scenario
        self.invariant = invariant
    }

    /// Leaves out what can be left out.
    mutating func shrink() {
        var isSmaller = true
        while isSmaller, plays < Self.mostPlays {
            isSmaller = dropFaults() || dropRequests() || dropTargets() || dropReloads() || calm()
        }
    }

    private mutating func accept(_ smaller: Scenario) -> Bool {
        plays += 1
        let run = player.play(smaller)
        guard run.offences.contains(where: { $0.invariant == invariant }) else { return false }
        scenario = smaller
        return true
    }

    private mutating func dropFaults() -> Bool {
        for index in scenario.faults.indices {
            var smaller = scenario
            smaller.faults.remove(at: index)
            if accept(smaller) { return true }
        }
        return false
    }

    /// Requests keep their places: those that are left out are never sent.
    private mutating func dropRequests() -> Bool {
        var size = max(1, scenario.requests.filter { !$0.isLeftOut }.count / 2)
        while size > 0 {
            let live = scenario.requests.indices.filter { !scenario.requests[$0].isLeftOut }
            var start = 0
            while start < live.count {
                var smaller = scenario
                for index in live[start..<min(live.count, start + size)] { smaller.requests[index].isLeftOut = true }
                if accept(smaller) { return true }
                start += size
            }
            size /= 2
        }
        return false
    }

    private mutating func dropTargets() -> Bool {
        for target in scenario.route.targets where scenario.route.targets.count > 1 {
            var smaller = scenario
            smaller.route = scenario.route.without(target)
            for index in smaller.reloads.indices {
                smaller.reloads[index].route = smaller.reloads[index].route.without(target)
            }
            guard smaller.reloads.allSatisfy({ !$0.route.chain.isEmpty }) else { continue }
            if accept(smaller) { return true }
        }
        return false
    }

    private mutating func dropReloads() -> Bool {
        guard !scenario.reloads.isEmpty || !scenario.jumps.isEmpty else { return false }
        var smaller = scenario
        smaller.reloads = []
        smaller.jumps = []
        return accept(smaller)
    }

    /// Makes what is left ordinary: no hedging, no hold, no share below 100 %.
    private mutating func calm() -> Bool {
        var changes: [(inout Scenario) -> Bool] = [
            {
                let had = $0.route.hedge != .off; $0.route.hedge = .off; return had
            },
            {
                let had = $0.route.hold > .zero; $0.route.hold = .zero; return had
            },
            {
                let had = $0.route.keepalive != nil; $0.route.keepalive = nil; return had
            },
            {
                let had = $0.route.timeouts != Timeouts(); $0.route.timeouts = Timeouts(); return had
            },
            {
                let had = $0.route.onCut != .error; $0.route.onCut = .error; return had
            },
        ]
        for index in scenario.faults.indices {
            changes.append { scenario in
                let had = scenario.faults[index].share < FaultPlan.always || scenario.faults[index].flap != nil
                scenario.faults[index].share = FaultPlan.always
                scenario.faults[index].flap = nil
                return had
            }
        }
        for change in changes {
            var smaller = scenario
            if change(&smaller), accept(smaller) { return true }
        }
        return false
    }

    /// The story of a failure: shrunk, and with everything that happened to the request it is about.
    static func report(_ failure: Tally.Failure, rules: Rules = .standard) -> String {
        var shrinker = Shrinker(ScenarioMaker.scenario(failure.seed), failure.offence.invariant, rules: rules)
        if failure.offence.invariant != .determinism { shrinker.shrink() }
        let run = Player(rules: rules).play(shrinker.scenario, isTraced: true)
        var lines = ["", "shrunk:", Report.describe(shrinker.scenario)]
        lines += run.world.trace.lines.suffix(120)
        for offence in run.offences { lines.append(Report.line(failure.seed, offence)) }
        lines.append("replay: planb-simulate --seed \(failure.seed) --trace")
        return lines.joined(separator: "\n")
    }
}
