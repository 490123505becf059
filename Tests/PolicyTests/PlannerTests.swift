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

    struct Row: Sendable {
        var says: String
        var contract = Contract()
        var needs: Capabilities = []
        var bridged: Capabilities = []
        var isStream = false
        var least = 0
        var reason: String?
    }

    static let rows = [
        Row(says: "what is unknown is no reason", needs: [.tools, .images, .jsonSchema]),
        Row(
            says: "of several the first that is missing",
            contract: Contract(capabilities: [.images: false, .audio: false]),
            needs: [.audio, .images, .tools], reason: "its contract lacks images"),
        Row(
            says: "what nobody asks for may be missing", contract: Contract(capabilities: [.images: false]),
            needs: [.tools]
        ),
        Row(
            says: "a schema that is brought about in translation",
            contract: Contract(capabilities: [.jsonSchema: false]), needs: [.jsonSchema], bridged: [.jsonSchema]),
        Row(
            says: "a schema that is not", contract: Contract(capabilities: [.jsonSchema: false]), needs: [.jsonSchema],
            reason: "its contract lacks json_schema"),
        Row(
            says: "a stream of a target that has none", contract: Contract(capabilities: [.streaming: false]),
            isStream: true, reason: "its contract lacks streaming"),
        Row(says: "a whole answer of a target without streams", contract: Contract(capabilities: [.streaming: false])),
        Row(
            says: "a prompt that cannot fit", contract: Contract(context: 1000), least: 1001,
            reason: "its context of 1000 tokens is smaller than this prompt"),
        Row(says: "a prompt that just fits", contract: Contract(context: 1000), least: 1000),
        Row(says: "a window that nobody knows", least: 1_000_000),
    ]

    @Test("A contract keeps a target out for a reason that is said", arguments: rows)
    func contracts(_ row: Row) {
        var target = standing(0, contract: row.contract)
        target.bridged = row.bridged
        let demand = Demand(
            operation: .chat, needs: row.needs, isStream: row.isStream, promptTokens: row.least * 2,
            leastTokens: row.least)
        let plan = Planner.plan(needs: [], standings: [target, standing(1)], demand: demand)
        #expect(plan.skips.first?.reason == row.reason, Comment(rawValue: row.says))
        #expect(names(plan) == (row.reason == nil ? ["t0", "t1"] : ["t1"]), Comment(rawValue: row.says))
    }

    @Test("What the route needs is meant to the letter, whatever translation brings about")
    func routeNeeds() {
        var target = standing(0, contract: Contract(capabilities: [.jsonSchema: false]))
        target.bridged = [.jsonSchema]
        let plan = Planner.plan(needs: [.jsonSchema], standings: [target], demand: Demand(operation: .chat))
        #expect(plan.skips.map(\.lacks) == [.jsonSchema])
    }
}
