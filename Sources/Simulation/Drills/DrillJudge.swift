import PlanBPolicy
import PlanBVocabulary

/// I7: what a drill may do to users, counted once more from what clients saw, in the order in which it happened.
struct DrillJudge {
    let scenario: Scenario
    let begun: [DrillDirector.Begun]
    let parts: [Int: DrillDirector.Part]
    let fates: [Int: DrillDirector.Fate]
    private(set) var offences: [Offence] = []
    private(set) var counts = DrillCounts()

    init(_ run: ScenarioRun, _ director: DrillDirector) {
        self.init(scenario: run.scenario, begun: director.begun, parts: director.parts, fates: director.fates)
        counts.refused = director.refused
        counts.copies = director.copies
    }

    init(
        scenario: Scenario, begun: [DrillDirector.Begun], parts: [Int: DrillDirector.Part],
        fates: [Int: DrillDirector.Fate]
    ) {
        self.scenario = scenario
        self.begun = begun
        self.parts = parts
        self.fates = fates
    }

    mutating func judge() {
        counts.drills = begun.count
        for place in begun.indices { judgeCaps(place) }
        for (request, part) in parts.sorted(by: { $0.key < $1.key }) { judgeAssignment(request, part) }
        judgeExclusion()
        judgeUnforced()
    }

    // MARK: - The caps

    /// Something that a client saw, at its place in the order of events.
    private struct Event {
        var order: Int
        var at: Instant
        var underWay: Int
        var failures: Int
    }

    private mutating func judgeCaps(_ place: Int) {
        let drill = begun[place]
        let cap = drill.plan.failures
        var events: [Event] = []
        var breaches: [Instant] = []
        var spend = 0
        for (request, part) in parts where part.drill == place && part.arm == .experiment {
            guard let fate = fates[request] else { continue }
            let plan = scenario.requests[request]
            let isFailure = failed(request, part, fate)
            counts.requests += 1
            counts.streams += plan.isStream ? 1 : 0
            spend += part.cost
            if isUnanswered(request, part, fate) { judgeUnanswered(place, request, fate) }
            if let first = fate.first, plan.isStream, !isHeldBack(drill.plan, fate) || plan.wantsForm {
                events.append(Event(order: first, at: fate.arrivedAt, underWay: 1, failures: 0))
                events.append(Event(order: fate.end, at: fate.endedAt, underWay: -1, failures: isFailure ? 1 : 0))
            } else if isFailure {
                events.append(Event(order: fate.end, at: fate.endedAt, underWay: 0, failures: 1))
            }
            if isFailure { breaches.append(fate.kind == .answered ? part.judgedAt ?? .distantFuture : fate.endedAt) }
        }
        events.sort { $0.order < $1.order }
        var (underWay, failures, worst) = (0, 0, 0)
        for event in events {
            underWay += event.underWay
            failures += event.failures
            worst = max(worst, underWay + failures)
        }
        if failures > cap { offend(nil, "users saw \(failures) failures in a drill that was allowed \(cap)") }
        if worst > cap {
            offend(nil, "\(worst) streams had been seen to fail, or could be, in a drill that was allowed \(cap)")
        }
        if let most = drill.plan.spend, spend > most {
            offend(nil, "a drill cost \(spend) nanodollars of the \(most) that it was allowed")
        }
        if let counted = drill.tally?.failures, counted > cap {
            offend(nil, "the gateway counted \(counted) failures in a drill that was allowed \(cap)")
        }
        counts.note(failures: failures, cap: cap, peak: worst)
        judgeBreach(place, breaches.sorted())
    }

    /// It is handed over when it is complete, so that it cannot break, and there is time for another target.
    private func isHeldBack(_ plan: DrillPlan, _ fate: DrillDirector.Fate) -> Bool {
        (plan.buffers || scenario.route.onCut == .buffer) && plan.level != .fault
            && fate.deadline - fate.arrivedAt >= .minutes(1)
    }

    /// Nobody answered it, and its client has no part of an answer.
    private func isUnanswered(_ request: Int, _ part: DrillDirector.Part, _ fate: DrillDirector.Fate) -> Bool {
        fate.kind == .failed && (fate.status == 200 || fate.status >= 500) && !scenario.requests[request].wantsForm
            && isHeldBack(begun[part.drill].plan, fate)
    }

    /// What nobody answered is no failure of the drill if the safety net was asked, failed by itself, and had time; and it is
    /// the drill's end.
    private mutating func judgeUnanswered(_ place: Int, _ request: Int, _ fate: DrillDirector.Fate) {
        counts.unanswered += 1
        let mayFail = scenario.faults.contains { $0.meets(scenario.targets[0]) } || !scenario.reloads.isEmpty
        if let net = fate.primary {
            if net.end == .complete { offend(request, "nobody answered, though the primary did") }
            if case .late = net.end, net.endedAt - net.openedAt < .minutes(1), net.fault == nil {
                offend(request, "nobody answered, as the primary had too little time")
            }
        } else if !mayFail {
            offend(request, "nobody answered, and the primary was not asked, which was well")
        }
        for (other, part) in parts where part.drill == place && part.arm == .experiment {
            guard let later = fates[other], later.arrivedAt > fate.endedAt else { continue }
            offend(other, "was assigned to a drill in which nobody had answered a request")
        }
    }

    private func failed(_ request: Int, _ part: DrillDirector.Part, _ fate: DrillDirector.Fate) -> Bool {
        let isFault = begun[part.drill].plan.level == .fault
        if fate.kind == .cut || (isFault && fate.kind == .failed) { return true }
        // Who else was asked had less time. What is held back to its end leaves them enough.
        if fate.kind == .failed, fate.status == 200 || fate.status >= 500,
            !isHeldBack(begun[part.drill].plan, fate) || scenario.requests[request].wantsForm
        {
            return true
        }
        guard fate.kind == .answered, scenario.requests[request].wantsForm, let target = part.answeredBy else {
            return false
        }
        return scenario.drills?.isInvalid(request, from: target, seed: scenario.seed) == true
    }

    /// From the failure that used the cap up, nothing is assigned.
    private mutating func judgeBreach(_ place: Int, _ breaches: [Instant]) {
        let cap = begun[place].plan.failures
        guard cap > 0, breaches.count >= cap, breaches[cap - 1] < .distantFuture else { return }
        let breach = breaches[cap - 1]
        counts.breaches += 1
        for (request, part) in parts where part.drill == place && part.arm != .control {
            guard let fate = fates[request], fate.arrivedAt > breach else { continue }
            counts.lateAssignments += 1
            counts.longestAbort = max(counts.longestAbort, (fate.arrivedAt - breach).nanoseconds)
            offend(request, "was assigned \((fate.arrivedAt - breach).wholeMilliseconds) ms after the cap was used up")
        }
    }

    // MARK: - Who is assigned

    private mutating func judgeAssignment(_ request: Int, _ part: DrillDirector.Part) {
        guard let fate = fates[request] else { return }
        let drill = begun[part.drill]
        let plan = scenario.requests[request]
        if plan.isOptedOut { offend(request, "takes part in a drill against its caller's will") }
        var dice = Dice(part.conversation ^ drill.plan.salt)
        let unit = Double(dice.next() >> 11) * 0x1p-53
        let isDrawn = unit < drill.plan.share
        if part.arm == .control {
            counts.controls += 1
            if isDrawn || 1 - unit > drill.plan.share { offend(request, "is in the control, and was not drawn for it") }
        } else if !isDrawn {
            offend(request, "is in the \(part.arm), and was not drawn for it")
        }
        if fate.arrivedAt < drill.at { offend(request, "took part in a drill that had not begun") }
        if let end = drill.endedAt, fate.arrivedAt > end {
            offend(request, "was assigned \((fate.arrivedAt - end).wholeMilliseconds) ms after the drill was over")
        }
        if let until = drill.until, fate.arrivedAt > until { offend(request, "was assigned after the drill's time") }
        if fate.process != drill.process { offend(request, "was assigned to a drill that a restart has ended") }
        if !fate.wasClear { offend(request, "was assigned while something on the route was not well") }
        guard part.arm == .experiment, drill.plan.level != .fault, let first = fate.firstTarget else { return }
        let isSick = scenario.faults.contains { $0.meets(scenario.targets[drill.plan.backup]) }
        if first != drill.plan.backup, !isSick, scenario.reloads.isEmpty, scenario.route.hedge == .off {
            offend(request, "is in the experiment, and t\(first) was asked first")
        }
    }

    /// One exclusive drill at a time, and nothing beside it.
    private mutating func judgeExclusion() {
        let exclusive = begun.indices.filter { begun[$0].plan.level >= .cutover }
        for (number, one) in exclusive.enumerated() {
            let end = end(of: one)
            for other in exclusive[(number + 1)...] where begun[other].process == begun[one].process {
                if begun[other].at < end { offend(nil, "two exclusive drills ran at once") }
            }
            for (request, part) in parts where begun[part.drill].plan.level < .cutover {
                guard let fate = fates[request], begun[part.drill].process == begun[one].process else { continue }
                if fate.arrivedAt > begun[one].at, fate.arrivedAt < end {
                    offend(request, "was assigned to another drill while an exclusive one ran")
                }
            }
        }
    }

    private func end(of place: Int) -> Instant {
        min(begun[place].endedAt ?? .distantFuture, begun[place].until ?? .distantFuture)
    }

    /// Who is in no experiment is not forced anywhere: while the primary is well, it is asked first.
    private mutating func judgeUnforced() {
        guard !scenario.faults.contains(where: { $0.meets(scenario.targets[0]) }), scenario.reloads.isEmpty,
            !begun.contains(where: { $0.plan.level == .fault })
        else { return }
        for (request, fate) in fates where parts[request].map({ $0.arm != .experiment }) ?? true {
            if let first = fate.firstTarget, first != 0 {
                offend(request, "asked t\(first) first, though it was in no experiment and the primary was well")
            }
        }
    }

    private mutating func offend(_ request: Int?, _ message: String) {
        offences.append(Offence(.rehearsal, request, message))
    }
}

/// What drills come to, over many scenarios.
struct DrillCounts: Codable {
    /// Drills that began, and that could not.
    var drills = 0
    var refused = 0
    /// Requests of the experiment, and the streams among them.
    var requests = 0
    var streams = 0
    var controls = 0
    var copies = 0
    /// Failures that users saw.
    var failures = 0
    /// Requests that nobody answered, held back to their end.
    var unanswered = 0
    /// The most of one drill over its cap: never above zero.
    var worstExcess = Int.min
    /// Drills that used their cap up by failures.
    var breaches = 0
    /// Drills in which seen failures and streams that could fail came to exactly the cap.
    var full = 0
    /// Requests assigned after the cap was used up, and the longest time after, in nanoseconds.
    var lateAssignments = 0
    var longestAbort: Int64 = 0
    /// The most requests of one scenario.
    var crowd = 0

    mutating func note(failures: Int, cap: Int, peak: Int) {
        self.failures += failures
        worstExcess = max(worstExcess, peak - cap)
        full += peak == cap && cap > 0 ? 1 : 0
    }

    mutating func add(_ other: DrillCounts) {
        drills += other.drills
        refused += other.refused
        requests += other.requests
        streams += other.streams
        controls += other.controls
        copies += other.copies
        failures += other.failures
        unanswered += other.unanswered
        worstExcess = max(worstExcess, other.worstExcess)
        breaches += other.breaches
        full += other.full
        lateAssignments += other.lateAssignments
        longestAbort = max(longestAbort, other.longestAbort)
        crowd = max(crowd, other.crowd)
    }
}
