import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Runs the drills of a scenario as the service of a gateway would, and keeps what became of them. Confined to its loop,
/// which is what makes it `Sendable`.
final class DrillDirector: @unchecked Sendable {
    /// A drill that began.
    struct Begun {
        var plan: DrillPlan
        /// What the gateway calls it, and which gateway: a restart begins anew.
        var number: Int
        var process: Int
        var at: Instant
        var until: Instant?
        /// When it was over, as far as the one who runs it knows.
        var endedAt: Instant?
        var tally: DrillTally?
    }

    /// A request that took part in one.
    struct Part {
        /// Its place in `begun`.
        var drill: Int
        var arm: DrillArm
        var conversation: UInt64
        var answeredBy: Int?
        /// When its answer was judged, if it has to be.
        var judgedAt: Instant?
        var cost: Int
    }

    /// How a request went, as its client saw it.
    struct Fate {
        var arrivedAt: Instant
        /// Everybody on the route was well, and nothing else in the way, when it came.
        var wasClear: Bool
        var process: Int
        /// The order of events: its first text, and its end.
        var first: Int?
        var end: Int
        var endedAt: Instant
        var kind: ClientOutcome.Kind
        var firstTarget: Int?
        /// The status that it saw; 0: none.
        var status = 0
        /// When its time would have been over.
        var deadline = Instant.distantFuture
        /// What the world did when the primary was asked for it, the last time; nil: it was not asked.
        var primary: AttemptRecord?
    }

    private unowned let run: ScenarioRun
    private let script: DrillScript
    private var loop: VirtualLoop { run.loop }
    private(set) var begun: [Begun] = []
    /// Drills that could not begin.
    private(set) var refused = 0
    private(set) var parts: [Int: Part] = [:]
    private(set) var fates: [Int: Fate] = [:]
    private(set) var copies = 0
    /// Copies and judgements under way.
    private(set) var underWay = 0
    private var process = 0
    private(set) var isOver = false

    static let route = "\(RequestBytes.modelPrefix)*"

    init(_ script: DrillScript, _ run: ScenarioRun) {
        self.script = script
        self.run = run
    }

    /// Sets the timers.
    func prepare() {
        watch()
        for plan in script.drills { loop.at(plan.at) { self.begin(plan) } }
    }

    /// There is a new process: it knows of no drill.
    func restart() {
        for place in begun.indices where begun[place].endedAt == nil { close(place) }
        process += 1
        watch()
    }

    private func watch() { run.gateway.drills.observer = DrillWatcher(self, process) }

    // MARK: - Drills

    private func begin(_ plan: DrillPlan) {
        guard !isOver, run.gateway.obstacle(to: Self.route) == nil else { return refused += 1 }
        let order = DrillOrder(
            id: "d\(begun.count)", level: plan.level, route: Self.route, primary: "t0", backup: "t\(plan.backup)",
            share: plan.share, salt: plan.salt, until: plan.duration.map { loop.now() + $0 },
            caps: RehearsalPlan.Caps(userFailures: plan.failures, spend: plan.spend), fault: plan.fault,
            buffers: plan.buffers)
        guard let number = run.gateway.drills.begin(order) else { return refused += 1 }
        let place = begun.count
        begun.append(Begun(plan: plan, number: number, process: process, at: loop.now(), until: order.until))
        run.world.trace.note(20, loop.now(), place, number)
        run.world.trace.write(
            loop.now(), "drill \(place): \(plan.level) of t\(plan.backup), \(plan.share) of all, cap \(plan.failures)")
        if let abort = plan.abortAt, abort > loop.now() {
            loop.at(abort) { self.end(place, .stopped("aborted")) }
        }
        look(place)
    }

    private func look(_ place: Int) {
        loop.at(loop.now() + begun[place].plan.tick) {
            guard !self.isOver, self.begun[place].endedAt == nil else { return }
            let drill = self.begun[place]
            if self.run.gateway.drills.tally(of: drill.number)?.end != nil { return self.close(place) }
            if let until = drill.until, self.loop.now() >= until { return self.end(place, .planned) }
            if let obstacle = self.run.gateway.obstacle(to: Self.route) { return self.end(place, .stopped(obstacle)) }
            self.look(place)
        }
    }

    private func end(_ place: Int, _ reason: DrillTally.End) {
        guard !isOver, begun[place].endedAt == nil, begun[place].process == process else { return }
        run.gateway.drills.end(begun[place].number, reason, now: loop.now())
        close(place)
    }

    private func close(_ place: Int) {
        let tally = begun[place].process == process ? run.gateway.drills.tally(of: begun[place].number) : nil
        begun[place].endedAt = tally?.endedAt ?? loop.now()
        run.world.trace.note(21, loop.now(), place)
        run.world.trace.write(loop.now(), "drill \(place) is over: \(tally?.end.map { "\($0)" } ?? "?")")
    }

    /// The scenario is over.
    func finish() {
        for place in begun.indices {
            if begun[place].endedAt == nil { end(place, .planned) }
            if begun[place].process == process {
                begun[place].tally = run.gateway.drills.tally(of: begun[place].number)
            }
        }
        isOver = true
    }

    // MARK: - Requests

    /// Everybody on the route is well. Also true while no drill has begun.
    var isClear: Bool {
        guard !begun.isEmpty, let obstacle = run.gateway.obstacle(to: Self.route) else { return true }
        // Failures of users end a drill when its service looks; who is not well keeps every single request out.
        return !obstacle.contains("not well")
    }

    /// The number of the process that serves what comes now.
    var currentProcess: Int { process }

    func note(_ request: Int, _ fate: Fate) { fates[request] = fate }

    fileprivate func observed(_ observation: DrillObservation, _ process: Int) {
        guard let request = Int(observation.request.model.dropFirst(RequestBytes.modelPrefix.utf8.count)),
            let drill = begun.firstIndex(where: { $0.number == observation.number && $0.process == process })
        else { return }
        let target = observation.target.flatMap { Int($0.dropFirst()) }
        if parts[request] != nil { offend("took part in a drill twice", request) }
        parts[request] = Part(
            drill: drill, arm: observation.arm, conversation: observation.conversation, answeredBy: target,
            cost: observation.cost ?? 0)
        run.world.trace.note(22, loop.now(), request, drill)
        if observation.isHeld {
            let isInvalid = target.map { script.isInvalid(request, from: $0, seed: run.scenario.seed) } ?? false
            underWay += 1
            loop.at(loop.now() + script.judging) {
                observation.release(isFailure: isInvalid)
                self.parts[request]?.judgedAt = self.loop.now()
                self.underWay -= 1
            }
        }
        if observation.arm == .copied { copy(observation, request, begun[drill].plan.backup) }
    }

    private func copy(_ observation: DrillObservation, _ request: Int, _ backup: Int) {
        guard observation.request.reasonAgainstCopies == nil, !isOver else { return }
        copies += 1
        underWay += 1
        run.world.expectCopy(of: request)
        let (gateway, number, bound) = (run.gateway, observation.number, 0)
        // A task of the scenario's, which waits for it before it is over.
        Task(executorPreference: loop) {
            _ = await gateway.rehearse(
                observation.request, at: "t\(backup)", of: Self.route, label: "d\(number)",
                patience: .seconds(60 + bound),
                self.run.upstream)
            self.run.world.forgetCopy(of: request)
            self.underWay -= 1
        }
    }

    private func offend(_ message: String, _ request: Int?) {
        run.world.offences.append(Offence(.rehearsal, request, message))
    }
}

/// What a gateway tells.
private final class DrillWatcher: DrillObserver {
    private let director: DrillDirector
    private let process: Int

    init(_ director: DrillDirector, _ process: Int) {
        self.director = director
        self.process = process
    }

    func observed(_ observation: DrillObservation) { director.observed(observation, process) }
}
