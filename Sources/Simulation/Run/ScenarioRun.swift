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
    private(set) var gateway: Gateway
    private(set) var director: DrillDirector?
    private let rules: Rules
    let upstream: SimulatedUpstream
    private let memories: [ConnectionMemory]
    /// The routes by generation of the configuration.
    private(set) var routes: [RoutePlan]
    /// How clients fared, by place in the scenario.
    private(set) var outcomes: [ClientOutcome] = []
    private var underWay = 0
    /// What its drills come to; nil: it has none, or is not over.
    private(set) var drillCounts: DrillCounts?
    private(set) var isOver = false

    init(_ scenario: Scenario, on loop: VirtualLoop, rules: Rules = .standard, isTraced: Bool = false) {
        self.scenario = scenario
        self.loop = loop
        self.rules = rules
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
        director = scenario.drills.map { DrillDirector($0, self) }
    }

    var offences: [Offence] { world.offences + ledger.books.offences }

    /// Plays the scenario to its end.
    func play() async {
        for reload in scenario.reloads { loop.at(reload.at) { self.reload(reload.route) } }
        for jump in scenario.jumps { loop.at(jump.at) { self.loop.calendarShift += jump.seconds } }
        director?.prepare()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.probe() }
            if let moment = scenario.drills?.restartAt {
                group.addTask {
                    _ = await self.loop.wait(until: moment)
                    self.restart()
                    await self.probe()
                }
            }
            for plan in scenario.requests where !plan.isLeftOut {
                _ = await loop.wait(until: plan.at)
                underWay += 1
                group.addTask { await self.serve(plan) }
            }
            while underWay > 0 || (director?.underWay ?? 0) > 0 { _ = await loop.wait(until: loop.now() + .seconds(1)) }
            group.cancelAll()
        }
        ledger.books.close(gateway)
        if let director { judge(director) }
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
        let (arrival, isClear) = (loop.now(), director?.isClear ?? true)
        let process = director?.currentProcess ?? 0
        await gateway.handle(request, upstream: upstream, sink: ClientSink(client))
        if let departure { loop.end(departure) }
        let outcome = RequestJudge(self, client).judge()
        outcomes.append(outcome)
        director?.note(
            plan.index,
            DrillDirector.Fate(
                arrivedAt: arrival, wasClear: isClear, process: process, first: client.firstTextOrder,
                end: client.endOrder ?? .max, endedAt: client.endedAt, kind: outcome.kind,
                firstTarget: outcome.targets.first, status: client.status,
                deadline: world.deadlines[plan.index], primary: world.lastAttempt(of: plan.index, at: 0)))
    }

    private func judge(_ director: DrillDirector) {
        director.finish()
        var judge = DrillJudge(self, director)
        judge.judge()
        world.offences += judge.offences
        drillCounts = judge.counts
        drillCounts?.crowd = scenario.requests.count
    }

    /// Another process takes over what comes. What is under way goes on in the old one.
    private func restart() {
        guard !isOver else { return }
        gateway.startDraining()
        gateway = Gateway(
            snapshot: Configuration.snapshot(scenario, routes[routes.count - 1], generation: routes.count), time: loop,
            ledger: ledger, ids: RequestIDs(seed: (scenario.seed, 2)), entropy: Entropy(seed: scenario.seed &+ 1),
            rules: rules)
        world.trace.note(23, loop.now())
        director?.restart()
    }

    private func reload(_ route: RoutePlan) {
        routes.append(route)
        world.trace.note(8, loop.now(), routes.count)
        gateway.replace(with: Configuration.snapshot(scenario, route, generation: routes.count))
    }
}
