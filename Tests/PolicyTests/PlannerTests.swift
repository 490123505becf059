import PlanBPolicy
import PlanBVocabulary
import Testing

struct PlannerTests {
    private func names(_ plan: Plan) -> [String] { plan.candidates.map(\.name) }

    @Test func whatCannotServeIsSkippedWithAReason() {
        let standings = [
            standing(0, disabled: "no secret"), standing(1, operations: [.embedding]),
            standing(2, contract: Contract(capabilities: [.tools: false])), standing(3),
        ]
        let plan = Planner.plan(needs: [], standings: standings, demand: Demand(operation: .chat, needs: [.tools]))
        #expect(names(plan) == ["t3"])
        #expect(plan.skips.map(\.name) == ["t0", "t1", "t2"])
        #expect(plan.skips[2].lacks == .tools)
    }

    @Test func aRetryingClientGetsAnotherTargetFirst() {
        let standings = (0..<3).map { standing($0) }
        let plan = Planner.plan(needs: [], standings: standings, demand: Demand(operation: .chat, isRetry: true))
        #expect(names(plan) == ["t1", "t2", "t0"])
    }

    @Test func vectorsOfTwoModelsAreNeverMixed() {
        let standings = [
            standing(0, model: "a", operations: [.embedding]), standing(1, model: "b", operations: [.embedding]),
            standing(2, model: "a", operations: [.embedding]),
        ]
        let plan = Planner.plan(needs: [], standings: standings, demand: Demand(operation: .embedding))
        #expect(names(plan) == ["t0", "t2"])
    }

    @Test func whatRefersToStateStaysWithItsAccount() {
        let standings = (0..<3).map { standing($0) }
        let plan = Planner.plan(
            needs: [], standings: standings, demand: Demand(operation: .chat, isStateful: true, isRetry: true))
        #expect(names(plan) == ["t0"])
    }
}
