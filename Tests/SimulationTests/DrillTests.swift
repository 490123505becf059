import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSimulation

struct DrillTests {
    @Test("Drills do to users what they may, and go the same way twice", arguments: 0..<6)
    func holds(part: UInt64) {
        let player = Player()
        for seed in (part * 30 + 1)...(part * 30 + 30) {
            let run = player.play(DrillScenarioMaker.scenario(seed))
            #expect(run.offences.isEmpty, "seed \(seed): \(run.offences)")
            if seed % 10 == 0 { #expect(player.repeatedOffence(run) == nil, "seed \(seed)") }
        }
    }

    @Test("Each rule of drills is missed", arguments: Mutation.ofDrills.map(\.name))
    func mutations(name: String) throws {
        let mutation = try #require(Mutation.ofDrills.first { $0.name == name })
        let player = Player(rules: mutation.rules)
        let found = (1...400).first { !player.play(DrillScenarioMaker.scenario($0)).offences.isEmpty }
        #expect(found != nil)
    }

    // MARK: - The judge itself, with what no gateway does

    /// A drill of which half of the conversations are drawn, with a request of conversation 7 that takes part.
    struct Case {
        var scenario: Scenario
        var drill: DrillDirector.Begun
        var part: DrillDirector.Part
        var fate: DrillDirector.Fate

        init() {
            let targets = (0..<2).map { TargetPlan(index: $0, endpoint: $0, account: $0, model: $0) }
            scenario = Scenario(
                seed: 1, targets: targets, route: RoutePlan(chain: [.target(0), .target(1)]),
                requests: (0..<3).map { RequestPlan(index: $0, at: DrillTests.at(1)) }, faults: [])
            var plan = DrillPlan(
                at: DrillTests.at(0), level: .live, backup: 1, share: 1, salt: 0, failures: 1)
            plan.spend = 100
            scenario.drills = DrillScript(drills: [plan], invalid: 100)
            drill = DrillDirector.Begun(
                plan: plan, number: 1, process: 0, at: DrillTests.at(0), endedAt: DrillTests.at(10))
            part = DrillDirector.Part(drill: 0, arm: .experiment, conversation: 7, answeredBy: 1, cost: 10)
            fate = DrillDirector.Fate(
                arrivedAt: DrillTests.at(1), wasClear: true, process: 0, first: 1, end: 2, endedAt: DrillTests.at(2),
                kind: .answered, firstTarget: 1)
        }

        /// What the judge says of `fates`, all of the same part.
        func offences(_ fates: [DrillDirector.Fate]? = nil, others: [DrillDirector.Begun] = []) -> Int {
            let fates = fates ?? [fate]
            var judge = DrillJudge(
                scenario: scenario, begun: [drill] + others,
                parts: Dictionary(uniqueKeysWithValues: fates.indices.map { ($0, part) }),
                fates: Dictionary(uniqueKeysWithValues: fates.enumerated().map { ($0.offset, $0.element) }))
            judge.judge()
            return judge.offences.count
        }
    }

    static func at(_ seconds: Int) -> Instant { VirtualLoop.start + .seconds(seconds) }

    @Test func aGoodDrillIsNoOffence() { #expect(Case().offences() == 0) }

    @Test("What must not be is one", arguments: 0..<11)
    func offence(number: Int) {
        var one = Case()
        switch number {
        case 0: one.drill.plan.share = 0
        case 1: one.scenario.requests[0].isOptedOut = true
        case 2: one.fate.wasClear = false
        case 3: one.fate.process = 1
        case 4: one.drill.endedAt = Self.at(0)
        case 5: one.part.cost = 101
        case 6: one.drill.until = Self.at(0)
        case 7: one.fate.firstTarget = 0
        case 8: one.part.arm = .control
        case 9:
            one.fate.kind = .cut
            one.drill.plan.failures = 0
        default:
            one.scenario.requests[0].wantsForm = true
            one.drill.plan.failures = 0
        }
        #expect(one.offences() > 0)
    }

    /// What is held back to its end and answered by nobody is judged by what the primary did.
    @Test func whatNobodyAnswersIsJudgedByThePrimary() {
        var one = Case()
        one.drill.plan.buffers = true
        one.drill.plan.level = .cutover
        one.drill.plan.failures = 0
        (one.fate.kind, one.fate.status, one.fate.first) = (.failed, 503, nil)
        // It was not asked, though it was well.
        #expect(one.offences() > 0)
        var net = AttemptRecord(request: 0, target: 0, openedAt: Self.at(1), endedAt: Self.at(2), fault: .internalError)
        net.end = .failed
        one.fate.primary = net
        #expect(one.offences() == 0)
        net.end = .complete
        one.fate.primary = net
        #expect(one.offences() > 0)
        (net.end, net.fault) = (.late(.total), nil)
        one.fate.primary = net
        #expect(one.offences() > 0)
        net.endedAt = Self.at(61)
        one.fate.primary = net
        #expect(one.offences() == 0)
        // Somebody takes part after it.
        var later = one.fate
        (later.arrivedAt, later.kind, later.status) = (Self.at(3), .answered, 200)
        #expect(one.offences([one.fate, later]) > 0)
        // Who had less time counts as a failure, for which there is no allowance.
        one.fate.deadline = Self.at(60)
        #expect(one.offences() > 0)
    }

    @Test func whatTheGatewayCountsIsHeldAgainstTheCap() {
        var one = Case()
        one.drill.tally = Self.tally(failures: 2)
        #expect(one.offences() > 0)
        one.drill.tally = Self.tally(failures: 1)
        #expect(one.offences() == 0)
    }

    /// What a gateway says of a drill in which so many failed.
    private static func tally(failures: Int) -> DrillTally? {
        var book = DrillBook()
        let number =
            book.begin(
                DrillOrder(id: "d", level: .live, route: "r", primary: "a", backup: "b", share: 1, salt: 0)) ?? 0
        for _ in 0..<failures where book.enter(number, .experiment, exposes: true, bound: 0, now: at(0)) {
            book.leave(number, .experiment, exposes: true, bound: 0, cost: 0, outcome: .failure, now: at(0))
        }
        return book.tally(of: number)
    }

    @Test func streamsThatCouldFailCountBesideThoseThatDid() {
        let one = Case()
        var (first, second) = (one.fate, one.fate)
        (first.first, first.end, second.first, second.end) = (1, 4, 2, 3)
        #expect(one.offences([first, second]) > 0)
        (first.end, second.first, second.end) = (2, 3, 4)
        #expect(one.offences([first, second]) == 0)
        first.kind = .cut
        #expect(one.offences([first, second]) > 0)
    }

    @Test func exclusiveDrillsAreAlone() {
        let one = Case()
        var other = one.drill
        other.number = 2
        other.at = Self.at(0)
        other.plan.level = .cutover
        #expect(one.offences(others: [other]) > 0)
        other.at = Self.at(1)
        #expect(one.offences(others: [other]) == 0)
        var third = other
        third.at = Self.at(9)
        #expect(one.offences(others: [other, third]) > 0)
        third.at = Self.at(10)
        #expect(one.offences(others: [other, third]) == 0)
    }

    @Test func nobodyElseIsForced() {
        var one = Case()
        one.part.arm = .control
        one.drill.plan.share = 0.5
        // A conversation of the control, whose first target is the backup.
        one.part.conversation =
            (0...).first { conversation in
                var dice = Dice(conversation)
                return Double(dice.next() >> 11) * 0x1p-53 > 0.5
            } ?? 0
        #expect(one.offences() == 1)
        one.fate.firstTarget = 0
        #expect(one.offences() == 0)
    }
}
