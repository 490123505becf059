import NIOCore
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// One scenario, played: the real gateway between simulated clients and a simulated world. Confined to its loop, which is
/// what makes it `Sendable`.
final class ScenarioRun: @unchecked Sendable {
    let scenario: Scenario
    let loop: VirtualLoop
    let world: World
    let ledger: SimulatedLedger
    let gateway: Gateway
    private let upstream: SimulatedUpstream
    private let memories: [ConnectionMemory]
    /// The routes by generation of the configuration.
    private(set) var routes: [RoutePlan]
    /// How clients fared, by place in the scenario.
    private(set) var outcomes: [ClientOutcome] = []
    private var underWay = 0
    private(set) var isOver = false

    init(_ scenario: Scenario, on loop: VirtualLoop, rules: Rules = .standard, isTraced: Bool = false) {
        self.scenario = scenario
        self.loop = loop
        loop.rewind()
        world = World(scenario, loop: loop)
        world.trace.isWritten = isTraced
        ledger = SimulatedLedger(count: scenario.requests.count, scenario.route)
        routes = [scenario.route]
        gateway = Gateway(
            snapshot: Configuration.snapshot(scenario, scenario.route, generation: 1), time: loop, ledger: ledger,
            ids: RequestIDs(seed: (scenario.seed, 1)), entropy: Entropy(seed: scenario.seed), rules: rules)
        upstream = SimulatedUpstream(world)
        memories = (0..<4).map { _ in ConnectionMemory() }
        outcomes.reserveCapacity(scenario.requests.count)
    }

    var offences: [Offence] { world.offences + ledger.books.offences }

    /// Plays the scenario to its end.
    func play() async {
        for reload in scenario.reloads { loop.at(reload.at) { self.reload(reload.route) } }
        for jump in scenario.jumps { loop.at(jump.at) { self.loop.calendarShift += jump.seconds } }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.probe() }
            for plan in scenario.requests where !plan.isLeftOut {
                _ = await loop.wait(until: plan.at)
                underWay += 1
                group.addTask { await self.serve(plan) }
            }
            while underWay > 0 { _ = await loop.wait(until: loop.now() + .seconds(1)) }
            group.cancelAll()
        }
        ledger.books.close(gateway)
        isOver = true
    }

    private func probe() async {
        await gateway.probeTargets(upstream) { [loop] action in loop.at(loop.now(), action) }
    }

    private func serve(_ plan: RequestPlan) async {
        defer { underWay -= 1 }
        world.deadlines[plan.index] = plan.end(on: routes[routes.count - 1])
        let client = SimulatedClient(plan, world, generation: routes.count - 1)
        let body = RequestBytes.body(plan)
        guard let head = RequestBytes.head(plan, length: body.readableBytes) else { return }
        let request = ClientRequest(
            head: head, arrival: loop.now(), isLoopback: true, body: SimulatedBody(body),
            memory: memories[plan.index % memories.count])
        let departure = plan.departs.map { span in loop.at(loop.now() + span) { client.depart() } }
        await gateway.handle(request, upstream: upstream, sink: ClientSink(client))
        if let departure { loop.end(departure) }
        let outcome = RequestJudge(self, client).judge()
        outcomes.append(outcome)
    }

    private func reload(_ route: RoutePlan) {
        routes.append(route)
        world.trace.note(8, loop.now(), routes.count)
        gateway.replace(with: Configuration.snapshot(scenario, route, generation: routes.count))
    }
}
