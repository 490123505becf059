import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Reads from each look at the gateway what people may have to know. It remembers what a single look does not show: what was
/// proven before, and which configuration was refused.
public struct AlertReader: Sendable {
    /// What one look shows.
    public struct Findings: Sendable, Equatable {
        /// What is the case.
        public var standing: [Alert] = []
        /// What happened since the look before.
        public var moments: [Alert] = []
    }

    private var proven: Set<String> = []
    private var rejected: Int?
    /// The configuration that was in force when another one was refused; nil: none was, or a later one is in force.
    private var refusedAt: Int?
    /// The drills that went on at the look before, and when that was; nil: there was none.
    private var lastDrills: (running: Set<String>, over: Set<String>, epoch: Int64)?

    /// Nothing was seen.
    public init() {}

    /// What `observation` shows.
    public mutating func read(_ observation: Observation) -> Findings {
        var findings = Findings()
        for trouble in observation.troubles { findings.standing += Self.alerts(trouble) }
        findings.standing += reload(observation)
        if observation.leads {
            findings.standing += proofs(observation.proofs)
            findings.standing += observation.budgets.compactMap(Self.alert)
            findings.standing += observation.retirements.map(Self.alert)
        } else {
            proven = []
        }
        findings.moments = drills(observation.drills, epoch: observation.epoch)
        return findings
    }

    private static func alerts(_ trouble: TargetTrouble) -> [Alert] {
        var alerts: [Alert] = []
        if let first = trouble.givenUp.first {
            let reasons = trouble.givenUp.map { "\($0.part): \($0.cause.rawValue)" }.joined(separator: ", ")
            alerts.append(Alert(.targetDown, trouble.target, "given up (\(reasons))", .critical))
            if trouble.givenUp.contains(where: { $0.cause == .quota }) {
                alerts.append(Alert(.quota, trouble.target, "its provider says that no quota is left", .critical))
            }
            if trouble.givenUp.contains(where: { $0.cause == .credential }) {
                let part = trouble.givenUp.first { $0.cause == .credential } ?? first
                alerts.append(
                    Alert(.keyRejected, trouble.target, "its provider refuses the credential (\(part.part))", .critical)
                )
            }
        }
        if trouble.isOverQuota, !alerts.contains(where: { $0.key.kind == .quota }) {
            alerts.append(
                Alert(.quota, trouble.target, "it was sent as much as its `quota:` says that it may be sent", .warning))
        }
        if let refusal = trouble.refusal, !alerts.contains(where: { $0.key.kind == .keyRejected }) {
            alerts.append(Alert(.keyRejected, trouble.target, "it has no credential: \(refusal)", .critical))
        }
        return alerts
    }

    private mutating func reload(_ observation: Observation) -> [Alert] {
        if let rejected, observation.rejectedReloads > rejected {
            refusedAt = observation.generation
        } else if let refusedAt, observation.generation > refusedAt {
            self.refusedAt = nil
        }
        rejected = observation.rejectedReloads
        guard refusedAt != nil else { return [] }
        let why = observation.reloadProblem.map { " (\($0))" } ?? ""
        return [
            Alert(
                .reloadFailed, "configuration",
                "a change was not taken over\(why); configuration \(observation.generation) stays in force", .warning)
        ]
    }

    private mutating func proofs(_ notes: [ProofNote]) -> [Alert] {
        let places = Set(notes.map(\.place))
        if !proven.isSubset(of: places) { proven.formIntersection(places) }
        return notes.compactMap { note in
            if note.state == "proven" {
                proven.insert(note.place)
                return nil
            }
            guard note.state == "stale" || proven.contains(note.place) else { return nil }
            let why =
                note.state == "stale"
                ? "the last rehearsal is too long ago" : "a rehearsal found it bad, or what was proven has changed"
            return Alert(
                .proofStale, note.place, "\(note.backup) is no proven backup of \(note.route) any more: \(why)",
                .warning
            )
        }
    }

    private static func alert(_ standing: BudgetStanding) -> Alert? {
        let limit = Int128(standing.budget.limit)
        let used = Int128(standing.spent) + Int128(standing.held) + Int128(standing.spentElsewhere)
        guard limit > 0, used * 100 >= limit * 80 else { return nil }
        return Alert(
            .budget, standing.account,
            "\(used * 100 / limit) % of \(Dollars.text(limit)) (\(standing.budget.period.rawValue)) is spent or set aside",
            used >= limit ? .critical : .warning)
    }

    private static func alert(_ retirement: Retirement) -> Alert {
        let when =
            retirement.daysLeft < 0
            ? "ended on \(retirement.day)" : "ends on \(retirement.day), in \(retirement.daysLeft) days"
        return Alert(.retirement, retirement.target, "its model \(retirement.model) \(when)", .warning)
    }

    private mutating func drills(_ notes: [DrillNote], epoch: Int64) -> [Alert] {
        let running = Set(notes.filter { $0.state == .running }.map(\.id))
        defer { lastDrills = (running, Set(notes.map(\.id)).subtracting(running), epoch) }
        // What had ended before the first look, or at another node, is history.
        guard let last = lastDrills else { return [] }
        return notes.filter { note in
            note.state == .aborted && !last.over.contains(note.id)
                && (last.running.contains(note.id) || note.started >= last.epoch - 1000)
        }
        .map { note in
            Alert(
                .drillAborted, note.route,
                "the \(note.level.rawValue) drill \(note.id) of \(note.backup) ended early: \(note.reason)", .warning)
        }
    }
}

/// Amounts for people.
enum Dollars {
    /// `12.50 USD`, from nanodollars, cut to cents.
    static func text(_ nanodollars: Int128) -> String {
        let cents = nanodollars / 10_000_000
        let rest = cents % 100
        return "\(cents / 100).\(rest < 10 ? "0" : "")\(rest) USD"
    }
}
