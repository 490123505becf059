import PlanBPolicy
import PlanBRehearsal
import PlanBReport

/// How the routes stand, as metrics and as a member of the status.
struct RehearsalFacts {
    let routes: [RouteReadiness]
    let totals: [DrillTotal]
    /// Milliseconds since 1970.
    let now: Int64

    init(_ desk: any RehearsalDesk, now: Int64) {
        routes = desk.readiness()
        totals = desk.totals()
        self.now = now
    }

    var metrics: String {
        var text = Exposition()
        text.family("planb_ready", "gauge", "1: the route has a backup that was shown to work, by its own minimum.")
        for route in routes { text.sample("planb_ready", [("route", route.route)], route.isReady() ? 1 : 0) }
        text.family(
            "planb_readiness", "gauge",
            "1: what is known of the backup: proven, stale, unproven; none: there is no backup.")
        for (route, backup) in backups {
            text.sample(
                "planb_readiness",
                [("route", route), ("backup", backup?.target ?? ""), ("state", (backup?.state ?? .none).rawValue)], 1)
        }
        text.family("planb_proof_age_seconds", "gauge", "Since the backup was last proven; none: it never was.")
        for (route, backup) in backups {
            guard let backup, let age = age(backup) else { continue }
            text.sample("planb_proof_age_seconds", [("route", route), ("backup", backup.target)], Int(age / 1000))
        }
        for (name, help, count) in [
            ("conformance", "form", { $0.conformance }), ("quality", "whether answers are right", { $0.quality }),
        ] as [(String, String, (Scorecard) -> Scorecard.Count?)] {
            text.family("planb_\(name)_lower_bound", "gauge", "One-sided 95 % lower bound of \(name): \(help).")
            for (labels, count) in counts(count) {
                text.sample("planb_\(name)_lower_bound", labels, Self.text(count.lower))
            }
            text.family("planb_\(name)_samples", "gauge", "Samples that this rests on.")
            for (labels, count) in counts(count) { text.sample("planb_\(name)_samples", labels, count.of) }
        }
        text.family(
            "planb_backup_capacity_ratio", "gauge", "The backup's quota over the primary's demand, the smaller one.")
        for (route, backup) in backups {
            guard let backup, let ratio = backup.capacity?.ratio else { continue }
            text.sample(
                "planb_backup_capacity_ratio", [("route", route), ("backup", backup.target)], Self.text(ratio))
        }
        text.family(
            "planb_route_stateful_ratio", "gauge",
            "Share of the last week's requests that refer to state of one account, for which no backup counts.")
        for route in routes {
            guard let stateful = route.stateful else { continue }
            text.sample("planb_route_stateful_ratio", [("route", route.route)], Self.text(stateful))
        }
        text.family("planb_drills_total", "counter", "Drills that ended, by what they said of the backup.")
        for total in totals {
            text.sample(
                "planb_drills_total",
                [("route", total.route), ("level", total.level.rawValue), ("verdict", total.verdict.rawValue)],
                total.count)
        }
        return text.text
    }

    /// The member `readiness` of the status: a JSON array.
    var json: String {
        struct Brief: Encodable {
            var route: String
            var ready: Bool
            var state: RouteReadiness.State
            var stateful_share: Double?
            var backups: [Backup]
        }
        struct Backup: Encodable {
            var target: String
            var state: RouteReadiness.State
            var independent: Bool
            var proof_age_seconds: Int64?
            var conformance_lower_bound: Double?
            var samples: Int?
            var missing: [String]
            var remark: String?
        }
        return ReportJSON.text(
            routes.map { route in
                Brief(
                    route: route.route, ready: route.isReady(), state: route.state, stateful_share: route.stateful,
                    backups: route.backups.map {
                        Backup(
                            target: $0.target, state: $0.state, independent: $0.isIndependent,
                            proof_age_seconds: age($0).map { $0 / 1000 },
                            conformance_lower_bound: $0.score?.conformance.lower, samples: $0.score?.conformance.of,
                            missing: $0.missing, remark: $0.remark)
                    })
            })
    }

    /// Each backup with its route; nil where a route has none.
    private var backups: [(route: String, backup: RouteReadiness.Backup?)] {
        routes.flatMap { route -> [(route: String, backup: RouteReadiness.Backup?)] in
            route.backups.isEmpty ? [(route.route, nil)] : route.backups.map { (route.route, $0) }
        }
    }

    private func counts(
        _ count: (Scorecard) -> Scorecard.Count?
    ) -> [(labels: [(String, String)], count: Scorecard.Count)] {
        backups.compactMap { route, backup in
            guard let backup, let count = backup.score.flatMap(count) else { return nil }
            return ([("route", route), ("backup", backup.target)], count)
        }
    }

    private func age(_ backup: RouteReadiness.Backup) -> Int64? {
        guard let at = backup.provenAt else { return nil }
        let (age, overflow) = now.subtractingReportingOverflow(at)
        return overflow ? nil : max(0, age)
    }

    private static func text(_ number: Double) -> String { number.isFinite ? String(number) : "NaN" }
}
