extension IncidentReport {
    /// The events that are shown, and the steps of a timeline: more nobody reads.
    private static let mostEvents = 200
    private static let mostSteps: Int64 = 120
    /// Steps before and after an incident.
    private static let margin: Int64 = 5

    /// The story of `incident`, told by the rows of its time.
    ///
    /// - Parameters:
    ///   - attempts: tries, also of a little before and after.
    ///   - requests: requests of the same time.
    ///   - others: incidents found with it.
    ///   - isCut: there are more rows than these.
    public init(
        _ incident: IncidentOutline, attempts: [AttemptFact], requests: [RequestFact], events: [EventFact],
        others: [IncidentOutline] = [], isCut: Bool = false
    ) {
        let story = Story(incident, attempts: attempts, requests: requests)
        let steps = Self.steps(incident)
        self.incident = incident
        self.isCut = isCut
        targets = story.targets
        all = story.all
        concerned = story.concerned
        response = story.response
        standIns = story.standIns
        let callers = story.callers
        self.callers = Array(callers.prefix(Self.mostCallers))
        callerCount = callers.count
        stepMinutes = Int(steps.minutes)
        let known = events.filter { $0.time >= steps.first && $0.time < steps.end }.sorted { $0.time < $1.time }
        let shown = Array(known.prefix(Self.mostEvents))
        self.events = shown
        timeline = story.timeline(steps, shown)
        drills = Self.drills(requests.filter { $0.time >= steps.first && $0.time < steps.end })
        atTheSameTime = others.filter {
            $0.id != incident.id && $0.start <= incident.end && $0.end >= incident.start
        }.map(\.id)
    }

    /// The stretches of the timeline: whole minutes, as long as it takes to be few.
    struct Steps {
        var first: Int64
        var minutes: Int64
        var count: Int64

        var length: Int64 { minutes * IncidentRules.minute }
        var end: Int64 { first + count * length }
    }

    private static func steps(_ incident: IncidentOutline) -> Steps {
        for minutes: Int64 in [1, 5, 15, 60, 240, 1440] {
            let length = minutes * IncidentRules.minute
            let (first, last) = (incident.start / length - margin, incident.end / length + margin)
            if last - first < mostSteps || minutes == 1440 {
                return Steps(first: first * length, minutes: minutes, count: min(mostSteps, last - first + 1))
            }
        }
        return Steps(first: incident.start, minutes: 1440, count: 1)
    }

    private static func drills(_ requests: [RequestFact]) -> [DrillPart] {
        var drills: [String: DrillPart] = [:]
        for request in requests {
            guard let id = request.drill else { continue }
            var drill =
                drills[id] ?? DrillPart(id: id, routes: [], first: request.time, last: request.time, requests: 0)
            drill.first = min(drill.first, request.time)
            drill.last = max(drill.last, request.time)
            drill.requests += 1
            if !drill.routes.contains(request.route) { drill.routes.append(request.route) }
            drills[id] = drill
        }
        return drills.values.sorted { ($0.first, $0.id) < ($1.first, $1.id) }
    }
}

/// What rows say of an incident.
private struct Story {
    let incident: IncidentOutline
    /// Attempts at the targets that failed, also a little before and after.
    let atTargets: [AttemptFact]
    /// Failed attempts of the incident, by request.
    let failed: [String: [AttemptFact]]
    /// All attempts of requests that met a failure or were on a route concerned.
    let attempts: [AttemptFact]
    /// Requests of users on the routes concerned, or that met a failure.
    let requests: [RequestFact]
    /// The same, also a little before and after.
    let around: [RequestFact]
    let all: IncidentReport.Endings
    let concerned: IncidentReport.Endings

    init(_ incident: IncidentOutline, attempts: [AttemptFact], requests: [RequestFact]) {
        self.incident = incident
        let (targets, routes) = (Set(incident.targets), Set(incident.routes))
        self.attempts = attempts.filter { !$0.isDrill }
        atTargets = self.attempts.filter { targets.contains($0.target) }
        let failed = Dictionary(
            grouping: atTargets.filter {
                $0.time >= incident.start && $0.time <= incident.end && $0.failure.map(IncidentRules.counts) ?? false
            }, by: \.request)
        self.failed = failed
        let users = requests.filter { !$0.isDrill && $0.ending != .other }
        let during = users.filter {
            failed[$0.id] != nil || $0.time <= incident.end && $0.time >= incident.start
        }
        let concernedByIt = { (request: RequestFact) in failed[request.id] != nil || routes.contains(request.route) }
        self.requests = during.filter(concernedByIt)
        around = users.filter(concernedByIt)
        all = during.reduce(into: IncidentReport.Endings()) { $0.add($1.ending) }
        concerned = self.requests.reduce(into: IncidentReport.Endings()) { $0.add($1.ending) }
    }

    private func isOther(_ target: String) -> Bool { !target.isEmpty && !incident.targets.contains(target) }

    var targets: [IncidentReport.TargetPart] {
        incident.targets.map { target in
            let own = atTargets.filter { $0.target == target }
            let during = own.filter { $0.time >= incident.start && $0.time <= incident.end }
            let failures = during.filter { $0.failure.map(IncidentRules.counts) ?? false }
            let last = failures.map(\.end).max()
            let well = own.filter { $0.failure == nil && $0.time >= last ?? incident.start }.map(\.time).min()
            return IncidentReport.TargetPart(
                target: target, attempts: during.count, failed: failures.count,
                failures: IncidentFinder.counts(failures), firstFailure: failures.map(\.time).min(), lastFailure: last,
                answersSince: well)
        }
    }

    var response: IncidentReport.Response {
        var response = IncidentReport.Response()
        var delays: [Int64] = []
        for request in requests {
            if let failures = failed[request.id] {
                response.met += 1
                if request.ending == .answered {
                    response.rescued += 1
                    delays.append(failures.reduce(0) { $0 + $1.duration })
                }
                if request.isResumed { response.resumed += 1 }
            } else if request.ending == .answered, isOther(request.target) {
                response.passedBy += 1
            }
        }
        let isWithIt = Set(requests.map(\.id))
        response.failovers = attempts.count { $0.reason == "failover" && isWithIt.contains($0.request) }
        response.wasted = failed.values.joined().reduce(0) { sum, attempt in
            attempt.isDelivered ? sum : TrafficShare.sum(sum, attempt.cost)
        }
        delays.sort()
        response.delayP50 = Self.percentile(delays, 50)
        response.delayP95 = Self.percentile(delays, 95)
        response.delayMost = delays.last
        return response
    }

    /// The least of `sorted` that `percent` percent of them are not above.
    private static func percentile(_ sorted: [Int64], _ percent: Int) -> Int64? {
        sorted.isEmpty ? nil : sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }

    var standIns: [IncidentReport.StandIn] {
        var standIns: [String: IncidentReport.StandIn] = [:]
        var answerers: [String: String] = [:]
        for request in requests where request.ending == .answered && isOther(request.target) {
            answerers[request.id] = request.target
            standIns[request.target, default: .init(target: request.target, requests: 0, cost: 0)].requests += 1
        }
        for attempt in attempts where answerers[attempt.request] == attempt.target && attempt.failure == nil {
            let cost = standIns[attempt.target]?.cost ?? 0
            standIns[attempt.target]?.cost = TrafficShare.sum(cost, attempt.cost)
        }
        return standIns.values.sorted { ($1.requests, $0.target) < ($0.requests, $1.target) }
    }

    var callers: [IncidentReport.CallerPart] {
        var parts: [[String]: IncidentReport.CallerPart] = [:]
        for request in requests {
            let name = [request.route, request.key]
            var part = parts[name] ?? .init(route: request.route, key: request.key, endings: .init(), delayed: 0)
            part.endings.add(request.ending)
            if request.ending == .answered, failed[request.id] != nil { part.delayed += 1 }
            parts[name] = part
        }
        // Who got errors, then who waited, then who asked most.
        func rank(_ part: IncidentReport.CallerPart) -> (Int, Int, Int) {
            (-(part.endings.refused + part.endings.cut), -part.delayed, -part.endings.requests)
        }
        return parts.sorted { one, other in
            let (left, right) = (rank(one.value), rank(other.value))
            return left != right ? left < right : one.key.lexicographicallyPrecedes(other.key)
        }.map(\.value)
    }

    func timeline(_ steps: IncidentReport.Steps, _ events: [EventFact]) -> [IncidentReport.Step] {
        var timeline = (0..<steps.count).map { index in
            IncidentReport.Step(
                time: steps.first + index * steps.length, attempts: 0, failed: 0, endings: .init(), byOthers: 0,
                events: [])
        }
        func place(_ time: Int64) -> Int? {
            time >= steps.first && time < steps.end ? Int((time - steps.first) / steps.length) : nil
        }
        for attempt in atTargets {
            guard let index = place(attempt.time) else { continue }
            timeline[index].attempts += 1
            if attempt.failure.map(IncidentRules.counts) ?? false { timeline[index].failed += 1 }
        }
        for request in around {
            guard let index = place(request.time) else { continue }
            timeline[index].endings.add(request.ending)
            if request.ending == .answered, isOther(request.target) { timeline[index].byOthers += 1 }
        }
        for event in events {
            guard let index = place(event.time) else { continue }
            let subject = event.subject.isEmpty ? "" : " \(event.subject)"
            timeline[index].events.append("\(event.kind)\(subject): \(event.detail)")
        }
        return timeline
    }
}
