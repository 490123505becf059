import PlanBEngine
import PlanBVocabulary
import Testing

@testable import PlanBPolicy
@testable import PlanBWatch

/// What people may have to know of a look at the gateway.
struct AlertReaderTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var trouble: TargetTrouble
        var expected: [String]
        var testDescription: String { name }
    }

    private static func down(_ causes: FailureClass...) -> TargetTrouble {
        TargetTrouble(target: "openai", givenUp: causes.map { GivenUp(part: "account openai/main", cause: $0) })
    }

    static let rows = [
        Row(name: "given up", trouble: down(.refused), expected: ["target_down"]),
        Row(name: "no quota left", trouble: down(.quota), expected: ["target_down", "quota"]),
        Row(name: "the key is refused", trouble: down(.credential), expected: ["target_down", "key_rejected"]),
        Row(
            name: "everything at once", trouble: down(.refused, .quota, .credential),
            expected: ["target_down", "quota", "key_rejected"]),
        Row(
            name: "its rates are used up", trouble: TargetTrouble(target: "openai", isOverQuota: true),
            expected: ["quota"]),
        Row(
            name: "there is no secret",
            trouble: TargetTrouble(target: "openai", refusal: "env:KEY: the variable is not set"),
            expected: ["key_rejected"]),
    ]

    @Test("Targets", arguments: rows)
    func targets(_ row: Row) {
        var observation = Observation(epoch: 1)
        observation.troubles = [row.trouble]
        var reader = AlertReader()
        let findings = reader.read(observation)
        #expect(findings.standing.map(\.key.kind.rawValue) == row.expected)
        #expect(findings.standing.allSatisfy { $0.key.subject == "openai" } && findings.moments.isEmpty)
    }

    @Test(
        "Budgets: from four fifths on, and what is set aside and spent elsewhere counts",
        arguments: [
            (100, 79, 0, 0, nil), (100, 80, 0, 0, .warning), (100, 40, 40, 0, .warning), (100, 40, 0, 60, .critical),
            (100, 250, 0, 0, .critical), (0, 5, 0, 0, nil), (Int.max, Int.max, Int.max, Int.max, .critical),
        ] as [(Int, Int, Int, Int, Alert.Severity?)])
    func budgets(limit: Int, spent: Int, held: Int, elsewhere: Int, expected: Alert.Severity?) {
        var observation = Observation(epoch: 1)
        observation.budgets = [
            BudgetStanding(
                account: "key:abc", budget: Budget(limit: limit, period: .month), period: 0, spent: spent, held: held,
                heldInAll: held, spentElsewhere: elsewhere)
        ]
        var reader = AlertReader()
        var findings = reader.read(observation)
        #expect(findings.standing.first?.severity == expected)
        observation.leads = false
        findings = reader.read(observation)
        #expect(findings.standing.isEmpty)
    }

    @Test("Amounts are cut to cents")
    func dollars() {
        #expect(Dollars.text(12_509_999_999) == "12.50 USD")
        #expect(Dollars.text(70_000_000) == "0.07 USD")
    }

    private func proofs(_ state: String?) -> Observation {
        var observation = Observation(epoch: 1)
        observation.proofs = state.map { [ProofNote(route: "r", backup: "b", state: $0, level: nil, age: nil)] } ?? []
        return observation
    }

    @Test("A proof that is gone: what was never proven is not")
    func staleness() {
        var reader = AlertReader()
        let looks: [(String?, Bool)] = [
            ("unproven", false), ("proven", false), ("unproven", true), ("stale", true), ("proven", false),
            (nil, false), ("unproven", false), ("stale", true),
        ]
        for (state, isTold) in looks {
            let standing = reader.read(proofs(state)).standing
            #expect(standing.map(\.key) == (isTold ? [Alert.Key(.proofStale, "r b")] : []))
        }
    }

    @Test("A change that is refused stands until another one is taken over")
    func reloads() {
        var reader = AlertReader()
        // Configuration in force, refused so far, told of.
        let looks = [
            (1, 0, false), (1, 1, true), (1, 1, true), (1, 2, true), (2, 2, false), (3, 3, true), (4, 3, false),
        ]
        for (generation, rejected, isTold) in looks {
            var observation = Observation(epoch: 1)
            (observation.generation, observation.rejectedReloads) = (generation, rejected)
            observation.reloadProblem = rejected > 0 ? "planb.yaml:3:5" : nil
            let standing = reader.read(observation).standing
            #expect(standing.map(\.key.kind) == (isTold ? [.reloadFailed] : []))
            if isTold { #expect(standing.first?.detail.contains("planb.yaml:3:5") == true) }
        }
    }

    @Test("Drills that were ended early: once, and not those of the past")
    func drills() {
        func note(_ id: String, _ state: DrillNote.State, at started: Int64) -> DrillNote {
            DrillNote(
                id: id, route: "r", level: .live, backup: "b", started: started, state: state,
                reason: "it cost too much")
        }
        var reader = AlertReader()
        let looks: [([DrillNote], [String])] = [
            ([note("past", .aborted, at: 1)], []),
            ([note("past", .aborted, at: 1), note("1", .running, at: 20_000)], []),
            ([note("1", .aborted, at: 20_000), note("elsewhere", .aborted, at: 2)], ["1"]),
            ([note("1", .aborted, at: 20_000), note("2", .aborted, at: 20_200), note("3", .ended, at: 20_200)], ["2"]),
            ([note("1", .aborted, at: 20_000), note("2", .aborted, at: 20_200)], []),
        ]
        for (index, (notes, expected)) in looks.enumerated() {
            var observation = Observation(epoch: 20_000 + Int64(index) * 150)
            observation.drills = notes
            let moments = reader.read(observation).moments
            #expect(moments.count == expected.count)
            for (moment, id) in zip(moments, expected) { #expect(moment.detail.contains(" \(id) ")) }
        }
    }
}
