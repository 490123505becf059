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

    func describe(in text: inout Exposition) {
        readiness(&text)
        proofs(&text)
        scores(&text)
        drills(&text)
    }

    private func drills(_ text: inout Exposition) {
        text.family("planb_drills_total", .counter, "Drills that ended, by what they said of the backup.")
        for (total, count) in sums(\.count, { ($0.route, $0.level.rawValue, $0.verdict.rawValue) }) {
            text.sample([("route", total.0), ("level", total.1), ("verdict", total.2)], count)
        }
        text.family("planb_rehearsal_aborts_total", .counter, "Drills that ended before their time, by why.")
        for (total, count) in sums(\.count, { ($0.route, $0.level.rawValue, $0.abort?.rawValue ?? "") })
        where !total.2.isEmpty {
            text.sample([("route", total.0), ("level", total.1), ("reason", total.2)], count)
        }
        text.family("planb_rehearsal_samples_total", .counter, "Answers that drills judged which ended.")
        for (total, count) in sums(\.samples, { ($0.route, $0.level.rawValue, "") }) {
            text.sample([("route", total.0), ("level", total.1)], count)
        }
    }

    /// The totals, summed up by three words of each, in their order.
    private func sums(
        _ amount: KeyPath<DrillTotal, Int>, _ words: (DrillTotal) -> (String, String, String)
    ) -> [(words: (String, String, String), count: Int)] {
        totals.reduce(into: []) { sums, total in
            let words = words(total)
            if let known = sums.firstIndex(where: { $0.words == words }) {
                sums[known].count += total[keyPath: amount]
            } else {
                sums.append((words, total[keyPath: amount]))
            }
        }
    }

    private func readiness(_ text: inout Exposition) {
        text.family("planb_ready", .gauge, "1: the route has a backup that was shown to work, by its own minimum.")
        for route in routes { text.sample([("route", route.route)], route.isReady() ? 1 : 0) }
        text.family(
            "planb_readiness", .gauge,
            "1: what is known of the backup: proven, stale, unproven; none: there is no backup.")
        for (route, backup) in backups {
            text.sample(
                [("route", route), ("backup", backup?.target ?? ""), ("state", (backup?.state ?? .none).rawValue)], 1)
        }
        text.family(
            "planb_backup_capacity_ratio", .gauge, "The backup's quota over the primary's demand, the smaller one.")
        for (route, backup) in backups {
            guard let backup, let ratio = backup.capacity?.ratio else { continue }
            text.sample([("route", route), ("backup", backup.target)], ratio)
        }
        text.family(
            "planb_route_stateful_ratio", .gauge,
            "Share of the last week's requests that refer to state of one account, for which no backup counts.")
        for route in routes {
            guard let stateful = route.stateful else { continue }
            text.sample([("route", route.route)], stateful)
        }
    }

    private func proofs(_ text: inout Exposition) {
        for (name, help) in [
            ("planb_proof_age_seconds", "Since the backup was last proven; none: it never was."),
            ("planb_backup_proof_age_seconds", "The same as planb_proof_age_seconds."),
        ] {
            text.family(name, .gauge, help)
            for (route, backup) in backups {
                guard let backup, let age = age(backup) else { continue }
                text.sample([("route", route), ("backup", backup.target)], Int(age / 1000))
            }
        }
    }

    private func scores(_ text: inout Exposition) {
        for (name, help, count) in [
            ("conformance", "form", { $0.conformance }), ("quality", "whether answers are right", { $0.quality }),
        ] as [(String, String, (Scorecard) -> Scorecard.Count?)] {
            text.family("planb_\(name)_lower_bound", .gauge, "One-sided 95 % lower bound of \(name): \(help).")
            for (labels, count) in counts(count) { text.sample(labels, count.lower) }
            text.family("planb_\(name)_samples", .gauge, "Samples that this rests on.")
            for (labels, count) in counts(count) { text.sample(labels, count.of) }
        }
        let gates = self.gates
        text.family(
            "planb_rehearsal_parity_ratio", .gauge, "The share of samples that passed the gate; all: every gate.")
        for (labels, count) in gates where count.of > 0 {
            text.sample(labels, Double(count.passed) / Double(count.of))
        }
        text.family(
            "planb_rehearsal_parity_ratio_lower", .gauge,
            "The one-sided 95 % lower bound of the same (Clopper, Pearson).")
        for (labels, count) in gates where count.of > 0 { text.sample(labels, count.lower) }
    }

    /// What was counted for each gate, and for all of them together.
    private var gates: [(labels: Exposition.Labels, count: Scorecard.Count)] {
        backups.flatMap { route, backup -> [(labels: Exposition.Labels, count: Scorecard.Count)] in
            guard let backup, let score = backup.score else { return [] }
            let each = [("all", score.conformance)] + score.gates.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            return each.map { ([("route", route), ("backup", backup.target), ("gate", $0.0)], $0.1) }
        }
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
    ) -> [(labels: Exposition.Labels, count: Scorecard.Count)] {
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
}
