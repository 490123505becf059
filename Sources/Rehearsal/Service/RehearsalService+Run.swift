import Foundation
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Synchronization

extension RehearsalService {
    /// Copies that are under way at a time. What comes while there are so many is not copied.
    private static let mostCopies = 4
    /// Answers that are read in a beat.
    private static let looksABeat = 8
    private static let beat = Duration.milliseconds(100)
    private static let beatsASecond = 10

    /// Rehearses until the surrounding task is cancelled. Whatever runs then is reported as interrupted.
    public func run() async {
        guard let sharing = world.sharing else { return await rehearse() }
        async let shared: Void = sharing.run(leads: world.leads) { [self] in adopt($0) }
        await rehearse()
        // Others are told of the last reports too.
        sharing.stop()
        await shared
    }

    private func rehearse() async {
        await withDiscardingTaskGroup { tasks in
            var beats = 0
            while !Task.isCancelled {
                var looks = Self.looksABeat
                for observation in inbox.take() {
                    if observation.order.isRecording {
                        looks -= 1
                        if looks >= 0 { _ = isRecorded(observation) }
                        continue
                    }
                    guard let run = run(of: observation.number) else { continue }
                    // Users come first: where a lot takes part, some of it is as good as all. What users may have seen fail
                    // is looked at in any case.
                    looks -= 1
                    guard looks >= 0 || observation.isHeld else { continue }
                    if observation.arm == .copied {
                        guard run.goesOn, isFreeForCopy() else { continue }
                        tasks.addTask {
                            await self.copy(observation, run)
                            self.state.withLock { $0.copies -= 1 }
                        }
                    } else {
                        judge(observation, run)
                    }
                }
                if beats % Self.beatsASecond == 0 {
                    tendRecordings()
                    tendLeadership()
                    keepWeeks()
                    schedule()
                    tidy()
                    if world.now() - state.withLock({ $0.notedAt }) >= 10_000 { noteProofs() }
                }
                beats &+= 1
                for run in takeWaiting() { tasks.addTask { await self.perform(run) } }
                try? await Task.sleep(for: Self.beat)
            }
            dropRecordings()
            let runs = state.withLock { Array($0.runs.values) }
            keepWeeks(isLast: true)
            for run in runs { run.stop(.interrupted, "the gateway was stopped; nothing stayed forced") }
        }
    }

    private func isFreeForCopy() -> Bool {
        state.withLock { state in
            guard state.copies < Self.mostCopies else { return false }
            state.copies += 1
            return true
        }
    }

    private func run(of number: Int) -> DrillRun? {
        state.withLock { state in state.runs.values.first { $0.numbers.contains(number) } }
    }

    private func takeWaiting() -> [DrillRun] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Begins what is due.
    private func schedule() {
        guard isInCharge else { return }
        let now = world.now()
        let routes = gateway.rehearsedRoutes
        let (before, due, standing) = state.withLock { state in
            let before = state.schedule
            let due = state.schedule.take(routes, now: now, chance: world.chance)
            return (before, due, self.standing(routes, state, now: now))
        }
        for request in due + standing {
            do throws(RehearsalRefusal) {
                _ = try begin(try DrillTerms(request, among: routes), actor: DrillSchedule.actor)
            } catch {
                // What runs all day is wanted again in a second, if nothing is in its way then.
                if due.contains(request) { state.withLock { $0.schedule.retry(request, now: now) } }
            }
        }
        let schedule = state.withLock { $0.schedule }
        guard schedule != before else { return }
        do { try keep(schedule) } catch {
            world.tell("planb: the schedule of rehearsals cannot be kept in \(files.folder.path): \(error)")
        }
    }

    /// What runs all day, a report a day, and does not run.
    private func standing(_ routes: [RehearsedRoute], _ state: borrowing State, now: Int64) -> [DrillRequest] {
        var wanted: [DrillRequest] = []
        for route in routes where !route.backups.isEmpty {
            for level in [DrillLevel.shadow, .live] where route.plan.levels.contains(level) {
                let isThere = state.runs.values.contains { $0.route.name == route.name && $0.level == level }
                let used = Self.used(of: route.name, level, state.reports, now: now)
                guard !isThere, !used.rests, gateway.obstacle(to: route.name) == nil,
                    let backup = DrillTerms.inTurn(now / Self.day, route, level)
                else { continue }
                wanted.append(
                    DrillRequest(
                        route: route.name, level: level, backup: backup,
                        duration: Int(Self.day - now % Self.day), actor: DrillSchedule.actor))
            }
        }
        return wanted
    }

    static let day: Int64 = 86_400_000

    /// What ran all day has used up of today's caps (UTC), and whether it rests until tomorrow.
    static func used(
        of route: String, _ level: DrillLevel, _ reports: [DrillReport], now: Int64
    ) -> (failures: Int, spend: Int, rests: Bool) {
        var used = (failures: 0, spend: 0, rests: false)
        for report in reports where report.started / day == now / day {
            guard report.route == route, report.level == level, report.actor == DrillSchedule.actor else { continue }
            used.failures += report.userFailures
            let (spend, overflow) = used.spend.addingReportingOverflow(report.spend)
            used.spend = overflow ? .max : spend
            used.rests = used.rests || report.rests == true
        }
        return used
    }

    func perform(_ run: DrillRun) async {
        switch run.level {
        case .probe: await probe(run)
        case .golden: await golden(run)
        case .shadow, .live, .cutover, .fault: await traffic(run)
        }
        if Task.isCancelled { run.stop(.interrupted, "the gateway was stopped; nothing stayed forced") }
        finish(run, run.level > .probe ? capacity(run) : nil)
    }

    /// What the backup can bear, as far as it is known.
    private func capacity(_ run: DrillRun) -> CapacityFigure {
        let backup = run.terms.backup
        let known = gateway.capacity(of: backup.name)
        var question = CapacityQuestion(
            demand: gateway.demand(of: run.route.name),
            warmShare: run.route.plan.live?.share ?? 0,
            ramp: known?.ramp ?? .of(provider: backup.provider, vendor: backup.vendor))
        question.configured = known?.quota
        question.concurrency = known?.concurrency
        question.secondsPerRequest = known?.secondsPerAnswer
        question.committed = known.flatMap { gateway.demand(on: $0.quotaName, besides: run.route.name) }
        question.answered = run.quota
        question.primaryPrice = run.route.primaryPrice
        question.backupPrice = backup.price
        return CapacityFigure(question)
    }

    // MARK: - Probes

    private func probe(_ run: DrillRun) async {
        let plan = run.route.plan
        let isScheduled = run.report().actor == DrillSchedule.actor
        var problems: [String: String] = [:]
        var skipped: [String] = []
        var asked = 0
        let known = state.withLock { $0.probed[run.route.name, default: [:]] }
        let backups = run.route.backups.filter { !$0.needsCaller }
        for (target, identity) in [(run.route.primary, run.route.primaryIdentity)]
            + backups.map({ ($0.name, $0.identity) })
        {
            guard !Task.isCancelled, run.goesOn else { break }
            // The list of models is no part of a quota.
            if plan.probe == .generate,
                let reason = state.withLock({ $0.allowance.reasonToWait(identity, at: gateway.clockTime) })
            {
                skipped.append("\(target): \(reason)")
                // What the last one found still stands.
                problems[target] = known[target]
                continue
            }
            let answer = await caller.probe(
                target, asksForAnswer: plan.probe == .generate, freshness: isScheduled ? plan.probeEvery : .zero)
            var problem: String?
            if let answer {
                asked += 1
                if answer.outcome == .answered, plan.probe == .generate {
                    state.withLock { $0.allowance.note(identity, answer.quota, at: gateway.clockTime) }
                }
                problem =
                    answer.outcome == .answered
                    ? nil : "\(answer.status == 0 ? "" : "\(answer.status) ")\(answer.code)"
            } else {
                // It answered users lately, or they are kept away from it.
                problem = gateway.reasonGivenUp(target)
            }
            problems[target] = problem
            if let backup = backups.first(where: { $0.name == target }) {
                let now = world.now()
                state.withLock { $0.proofs.note(probe: problem, of: ProofPlace(run.route, backup), at: now) }
            }
        }
        run.isNews = state.withLock { state in
            defer { state.probed[run.route.name] = problems }
            return state.probed[run.route.name, default: [:]] != problems
        }
        let primary = run.route.primary
        run.change { report in
            report.requests = asked
            report.skipped = skipped.isEmpty ? nil : skipped
            report.verdict = problems.contains { $0.key != primary } ? .bad : .good
            report.advice = problems.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)." }
        }
    }

    // MARK: - Users' requests

    /// How long the last requests of a drill are waited for.
    private static let drain = Instant.Span.seconds(30)

    private func traffic(_ run: DrillRun) async {
        let kinds: [InjectedFault?] = run.level == .fault ? run.terms.faults : [nil]
        let begun = gateway.clockTime
        let whole = run.terms.duration ?? .minutes(10)
        for (index, fault) in kinds.enumerated() where run.goesOn {
            let share = Int64(index + 1)
            let until = begun + Instant.Span(nanoseconds: whole.nanoseconds / Int64(kinds.count) * share)
            await phase(run, fault, until: until)
            noteDetections(run)
        }
        close(run)
        let patience = gateway.clockTime + Self.drain
        while gateway.clockTime < patience, !Task.isCancelled,
            run.numbers.contains(where: { gateway.drills.tally(of: $0)?.underWay ?? 0 > 0 })
        {
            try? await Task.sleep(for: Self.beat)
        }
        // What came last is still in the inbox.
        try? await Task.sleep(for: Self.beat + Self.beat)
        noteDetections(run)
        if run.level == .cutover || run.level == .live { await failback(run) }
    }

    private func phase(_ run: DrillRun, _ fault: InjectedFault?, until: Instant) async {
        var number: Int?
        var looked = gateway.clockTime
        var share = self.share(of: run)
        var failures = 0
        var known: Int?
        while run.goesOn, !Task.isCancelled, gateway.clockTime < until {
            if let obstacle = gateway.obstacle(to: run.route.name) {
                guard run.level == .shadow || run.level == .live else {
                    return run.stop(.aborted, "the route \(obstacle)", .route)
                }
                // What runs all day rests until the route is well again.
                if let resting = number { gateway.drills.end(resting, .planned, now: gateway.clockTime) }
                number = nil
            } else if number == nil {
                number = order(run, fault, share, until: until)
            }
            if let current = number, let end = gateway.drills.tally(of: current)?.end {
                switch end {
                case .failures:
                    return run.stop(.aborted, "users saw as many failures as the cap allows", .failures, rests: true)
                case .spend: return run.stop(.aborted, "it cost as much as the cap allows", .spend, rests: true)
                case .unanswered:
                    guard run.level == .live else {
                        return run.stop(
                            .aborted, "nobody answered one of its requests, the primary included", .unanswered)
                    }
                    // What runs all day goes on when the route is well.
                    number = nil
                    continue
                case .planned, .stopped: break
                }
            }
            // Those of earlier phases count as well.
            let seen = tallies(of: run).reduce(0) { $0 + $1.failures }
            if seen != failures {
                failures = seen
                try? keep(standing(run))
                if failures >= max(1, run.caps.userFailures) {
                    return run.stop(.aborted, "users saw as many failures as the cap allows", .failures, rests: true)
                }
            }
            if run.isWatched, gateway.clockTime - looked > .minutes(1) {
                looked = gateway.clockTime
                checkpoint(run)
                let wanted = self.share(of: run)
                if wanted > 2 * share || 2 * wanted < share {
                    share = wanted
                    if let resting = number { gateway.drills.end(resting, .planned, now: gateway.clockTime) }
                    number = nil
                }
            }
            if run.verdict == .bad, run.level.reachesUsers {
                return run.stop(.aborted, "the backup was found bad", .bad, rests: true)
            }
            let generation = gateway.snapshot.generation
            if generation != known,
                !gateway.rehearsedRoutes.contains(where: { run.route.isSame(as: $0, for: run.backup) })
            {
                return run.stop(.aborted, "the configuration of its route has changed", .configuration)
            }
            known = generation
            if !world.leads() { return run.stop(.aborted, "another node leads now", .leader) }
            try? await Task.sleep(for: Self.beat)
        }
        if let number { gateway.drills.end(number, .planned, now: gateway.clockTime) }
    }

    /// The share of requests that take part now, 0 to 1.
    private func share(of run: DrillRun) -> Double {
        run.isWatched && run.level == .shadow && run.route.plan.shadow == .auto
            ? ShadowAim(of: run.route, to: run.terms.backup, traffic(of: run.route, gateway.weeks)).share
            : run.terms.share ?? 0
    }

    private func order(_ run: DrillRun, _ fault: InjectedFault?, _ share: Double, until: Instant) -> Int? {
        var caps = run.caps
        // What earlier phases used up is gone, and what is still under way may be.
        let tallies = tallies(of: run)
        caps.userFailures = max(0, tallies.reduce(caps.userFailures) { $0 - $1.failures - max(0, $1.exposed) })
        caps.spend = caps.spend.map { cap in
            max(0, tallies.reduce(cap - run.spend) { $0 - $1.spend - max(0, $1.held) })
        }
        let number = gateway.drills.begin(
            DrillOrder(
                id: run.id, level: run.level, route: run.route.name, primary: run.route.primary, backup: run.backup,
                share: share,
                salt: UInt64(truncatingIfNeeded: run.id.utf8.reduce(7) { $0 &* 31 &+ Int($1) }),
                until: until, caps: caps, fault: fault, buffers: run.terms.buffers))
        if let number { run.add(number: number, fault) }
        return number
    }

    /// What is known of the detector so far, and of what it took. Not for every beat: intervals are worked out.
    func noteDetections(_ run: DrillRun) {
        guard run.level == .fault else { return }
        let delays = run.delays
        let detections = run.orders.compactMap { number, fault -> DrillReport.Detection? in
            guard let fault, let found = gateway.drills.detection(of: number) else { return nil }
            return DrillReport.Detection(
                fault: fault.rawValue, injected: found.injected, answered: found.answered, failed: found.failed,
                openedAfter: found.timeToOpen?.wholeMilliseconds, added: delays[fault]?.added())
        }
        run.change { $0.detections = detections }
    }

    /// Has the primary go on with conversations in which the backup had a turn.
    func failback(_ run: DrillRun) async {
        var failed = 0
        var tried = 0
        // Nothing that has effects beyond its answer is done twice.
        for followUp in run.followUps where !Task.isCancelled && followUp.request.reasonAgainstCopies == nil {
            guard let request = followUp.request.followUp(followUp.answer) else { continue }
            let answer = await ask(request, at: run.route.primary, run)
            guard let answer else { continue }
            tried += 1
            if answer.outcome != .answered || answer.transcript?.finish == nil { failed += 1 }
        }
        run.change { report in
            report.failbacks = tried
            report.failedFailbacks = failed
        }
    }

    /// The longest that a request of the service's own may take.
    private static let patience = Instant.Span.minutes(5)

    /// Asks one target, within what the drill may cost; nil: it may not, or there is no such target.
    func ask(_ request: RehearsalRequest, at target: String, _ run: DrillRun) async -> DrilledAnswer? {
        let bound = gateway.bound(of: request, at: target)
        while !run.reserve(bound) {
            // What is under way mostly costs less than it might.
            guard run.isHolding, run.goesOn, !Task.isCancelled else {
                run.stop(.aborted, "the rest might cost more than the cap allows", .spend, rests: true)
                return nil
            }
            try? await Task.sleep(for: Self.beat)
        }
        let answer = await caller.ask(
            request, at: target, of: run.route.name, label: run.id, patience: Self.patience)
        run.settle(bound, cost: answer.map { $0.charge(atMost: bound) })
        return answer
    }
}
