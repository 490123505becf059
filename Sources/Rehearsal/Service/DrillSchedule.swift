import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// When each route rehearses what. A value; it is kept on disk, so that a restart neither repeats nor forgets anything.
struct DrillSchedule: Codable, Equatable, Sendable {
    /// Who wants scheduled drills.
    static let actor = "schedule"

    /// Milliseconds since 1970, by route and level.
    private var due: [String: Int64] = [:]

    /// What is due now, in the order of the ladder. Each is due again after its interval, give or take a tenth.
    mutating func take(_ routes: [RehearsedRoute], now: Int64, chance: () -> UInt64) -> [DrillRequest] {
        var wanted: [DrillRequest] = []
        for route in routes where !route.backups.isEmpty {
            for (level, interval) in Self.intervals(route.plan) {
                let key = "\(route.name)\u{1F}\(level.rawValue)"
                let span = max(1000, interval.milliseconds64)
                guard let moment = due[key], moment - now <= span + span / 5 else {
                    // Not known, or by a clock that was wrong: soon, but not everything at once.
                    let first = min(span, Self.firstWithin(level))
                    due[key] = now + first / 2 + Self.part(of: first / 2, chance())
                    continue
                }
                guard moment <= now else { continue }
                due[key] = now + span - span / 10 + Self.part(of: span / 5, chance())
                wanted.append(
                    DrillRequest(
                        route: route.name, level: level,
                        backup: level == .probe ? nil : DrillTerms.inTurn(moment / span, route, level),
                        actor: Self.actor))
            }
        }
        return wanted
    }

    /// A drill that could not begin is tried again soon.
    mutating func retry(_ request: DrillRequest, now: Int64) {
        due["\(request.route)\u{1F}\(request.level.rawValue)"] = now + (request.level == .probe ? 60_000 : 600_000)
    }

    private static func intervals(_ plan: RehearsalPlan) -> [(DrillLevel, Instant.Span)] {
        var intervals: [(DrillLevel, Instant.Span)] = []
        if plan.probe != .off { intervals.append((.probe, plan.probeEvery)) }
        if plan.golden != nil { intervals.append((.golden, plan.goldenEvery)) }
        if let cutover = plan.cutover { intervals.append((.cutover, cutover.every)) }
        if let fault = plan.fault { intervals.append((.fault, fault.every)) }
        return intervals
    }

    private static func firstWithin(_ level: DrillLevel) -> Int64 {
        switch level {
        // A gateway that starts has users to serve first.
        case .probe: 300_000
        case .golden: 600_000
        default: 86_400_000
        }
    }

    private static func part(of span: Int64, _ word: UInt64) -> Int64 {
        Int64(word % UInt64(max(1, span)))
    }
}
