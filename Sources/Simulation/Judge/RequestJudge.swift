import PlanBPolicy
import PlanBVocabulary

/// Judges one request that is over. Each invariant has a file of its own.
struct RequestJudge {
    let run: ScenarioRun
    let client: SimulatedClient
    let world: World
    let plan: RequestPlan
    let route: RoutePlan
    /// The request's attempts, in the order in which they began.
    let attempts: [AttemptRecord]
    let now: Instant
    let deadline: Instant

    init(_ run: ScenarioRun, _ client: SimulatedClient) {
        self.run = run
        self.client = client
        world = run.world
        plan = client.plan
        route = run.routes[client.generation]
        let world = run.world
        attempts = world.attemptsOfRequest[plan.index].map { world.attempts[$0] }
        now = run.loop.now()
        deadline = plan.end(on: route)
    }

    /// Reports every offence to the world. Returns how the client fared.
    func judge() -> ClientOutcome {
        judgeOutcome()
        judgeSecrecy()
        judgeBytes()
        judgeSuccess()
        if run.scenario.drills == nil {
            judgeAttempts()
            judgeLedger()
            judgeLiveness()
        }
        return ClientOutcome(request: plan.index, kind: kind, at: now, targets: attempts.map(\.target))
    }

    func offend(_ invariant: Invariant, _ message: String) {
        world.offences.append(Offence(invariant, plan.index, message))
    }

    // MARK: - What the client can say of it

    var hasDeparted: Bool { client.departedAt != nil }

    /// A complete, good answer.
    var isAnswered: Bool {
        guard client.status == 200, client.isFinished, !client.answer.hasError else { return false }
        return plan.isStream && !plan.isEmbedding ? client.answer.isDone : true
    }

    var kind: ClientOutcome.Kind {
        if hasDeparted { return .departed }
        if isAnswered { return .answered }
        if client.status == 200, !client.answer.text.isEmpty { return .cut }
        return attempts.contains { $0.fault?.isFinal == true } ? .surfaced : .failed
    }

    // MARK: - What the plan allows

    func target(_ index: Int) -> TargetPlan { run.scenario.targets[index] }

    /// The targets that can serve the request, in the order of the route.
    var compatible: [TargetPlan] {
        var found: [TargetPlan] = []
        for index in route.targets {
            let target = target(index)
            if plan.hasTools, target.tools == false { continue }
            if plan.isEmbedding, let first = found.first, first.model != target.model { continue }
            found.append(target)
        }
        return found
    }
}
