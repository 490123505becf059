import PlanBPolicy
import PlanBVocabulary
import Testing

/// Who is asked to complete an answer that broke, and how often what never works is tried.
struct RecoveryTests {
    private static func table(_ models: String..., rule: ResumeRule = .standard, health: Health? = nil) -> Table {
        let targets = models.enumerated().map { index, model in
            standing(index, model: model, contract: Contract(capabilities: [.prefill: true]))
        }
        let route = Route(
            pattern: ModelPattern("m"), chain: targets.map { .target($0.target) }, onCut: .resume(rule))
        var table = Table(targets, route: route, health: health)
        table.delivered = DeliveredShare(obstacle: nil, allowsPrefill: true, tokens: 10)
        return table
    }

    /// The legs that are tried when each of them is cut as well.
    private static func legs(_ table: Table, _ failure: FailureClass = .cut) -> [String] {
        var (table, legs) = (table, [String]())
        var step = table.fail(table.begin(), AttemptFailure(failure))
        while let leg = step.attempt, legs.count < 100 {
            legs.append("\(leg.reason) \(leg.candidate.name)")
            step = table.fail(step, AttemptFailure(.cut))
        }
        return legs
    }

    @Test("Untouched twins of the model first, then who was only cut, then other models; four legs at most")
    func order() {
        #expect(Self.legs(Self.table("m", "other", "m")) == ["restart t2", "restart t0", "restart t1", "prefill t0"])
    }

    @Test("Who fell silent in an answer is not asked to complete it")
    func silent() {
        #expect(Self.legs(Self.table("m", "m"), .idle) == ["restart t1", "prefill t1"])
    }

    @Test("A long answer is not repeated", arguments: [(400, "restart t1"), (401, "prefill t1")])
    func long(tokens: Int, first: String) {
        var table = Self.table("m", "m")
        table.delivered?.tokens = tokens
        #expect(Self.legs(table).first == first)
    }

    @Test("An answer that nobody can complete is not begun again")
    func obstacle() {
        var table = Self.table("m", "m")
        table.delivered?.obstacle = "a tool call was begun"
        #expect(Self.legs(table) == [])
    }

    @Test("What missed twenty times is tried for one cut in twenty, until it hits")
    func tuner() {
        var (tuner, chance) = (ResumeTuner(), Chance(1))
        let key = ResumeTuner.Key(route: "m", target: "t", method: .restart)
        func isTried() -> Int { (0..<10_000).count { _ in tuner.allows(key, &chance) } }
        for _ in 0..<19 { tuner.note(key, rescued: false) }
        #expect(isTried() == 10_000)
        tuner.note(key, rescued: false)
        #expect((400...600).contains(isTried()))
        let other = ResumeTuner.Key(route: "m", target: "t", method: .prefill)
        #expect(tuner.allows(other, &chance))
        tuner.note(key, rescued: true)
        #expect(isTried() == 10_000)
    }
}
