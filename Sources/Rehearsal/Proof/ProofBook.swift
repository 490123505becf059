import PlanBEngine
import PlanBPolicy
import PlanBStatistics
import PlanBVocabulary

/// What rehearsals have shown of each backup, and when. Samples count for a week; a verdict counts for as long as the route
/// says.
public struct ProofBook: Codable, Sendable {
    /// Of one level.
    struct LevelRecord: Codable, Sendable {
        var samples: [Sample] = []
        /// What the samples came to when the last of them was noted: to work it out takes long.
        var card: Scorecard?
        var verdict = DrillReport.Verdict.undecided
        /// When a verdict other than "undecided" was last reached, in milliseconds since 1970.
        var verdictAt: Int64?
        /// When the backup was last found good.
        var goodAt: Int64?
        /// When a backup that was made bad on purpose was last rejected.
        var plantAt: Int64?
        /// Of what runs all day: what watches for a change to the worse, as far as it has come.
        var monitor: DriftMonitor?
    }

    /// Of one backup of one route.
    struct BackupRecord: Codable, Sendable {
        var levels: [DrillLevel: LevelRecord] = [:]
        var capacity: CapacityFigure?
        /// The problem that the last probe found; nil: none.
        var probeProblem: String?
        var probedAt: Int64?

        /// When something was last found out, in milliseconds since 1970; 0: nothing was.
        var newest: Int64 {
            levels.values.reduce(probedAt ?? 0) { newest, level in
                max(newest, level.verdictAt ?? 0, level.samples.last?.at ?? 0)
            }
        }
    }

    private var backups: [String: BackupRecord] = [:]

    /// Nothing is known.
    public init() {}

    /// Of one backup, as far as it is known.
    func record(_ place: ProofPlace) -> BackupRecord { backups[place.key] ?? BackupRecord() }

    /// Takes over what a drill came to.
    ///
    /// - Parameters:
    ///   - now: in milliseconds since 1970, as are the others.
    ///   - newest: when its newest sample was taken, from which on a good verdict counts.
    ///   - plantedAt: when bad backups were put through the scoring; nil: they were not.
    mutating func note(
        _ report: DrillReport, _ samples: [Sample], of place: ProofPlace, at now: Int64, newest: Int64?,
        plantedAt: Int64?
    ) {
        var record = record(place)
        var level = record.levels[report.level] ?? LevelRecord()
        var builder = ScorecardBuilder()
        for sample in level.samples + samples { builder.add(sample) }
        builder.drop(before: now - RehearsalPlan.window.milliseconds64)
        // A clock that ran ahead must not make samples that count for ever.
        level.samples = builder.samples.filter { $0.at <= now + Self.slack }.sorted {
            ($0.at, $0.key) < ($1.at, $1.key)
        }.suffix(Self.mostSamples)
        level.card = builder.card(isWatched: report.level.isWatched)
        if report.verdict != .undecided {
            level.verdict = report.verdict
            level.verdictAt = now
            if report.verdict == .good { level.goodAt = min(now, newest ?? now) }
        }
        if report.plants.contains(where: \.isRejected), report.plants.allSatisfy(\.isRejected) {
            level.plantAt = plantedAt ?? level.plantAt
        }
        record.levels[report.level] = level
        record.capacity = report.capacity ?? record.capacity
        backups[place.key] = record
        forget(now)
    }

    /// Takes over what a probe found; nil: nothing is wrong.
    mutating func note(probe problem: String?, of place: ProofPlace, at now: Int64) {
        var record = record(place)
        record.probeProblem = problem
        record.probedAt = now
        backups[place.key] = record
    }

    /// Takes over how far the monitor of what runs all day has come.
    mutating func note(monitor: DriftMonitor, of place: ProofPlace, at level: DrillLevel) {
        backups[place.key, default: BackupRecord()].levels[level, default: LevelRecord()].monitor = monitor
    }

    /// Everything that is known, by `ProofPlace.key`.
    var records: [String: BackupRecord] { backups }

    /// Takes over what another node has found out.
    mutating func adopt(_ records: [String: BackupRecord]) { backups.merge(records) { $1 } }

    /// Forgets backups of which nothing counts any more: those that were reconfigured, for example.
    private mutating func forget(_ now: Int64) {
        let since = now - 4 * RehearsalPlan.window.milliseconds64
        backups = backups.filter { _, record in
            max(record.probedAt ?? 0, record.levels.values.map { $0.verdictAt ?? 0 }.max() ?? 0) >= since
                || record.levels.values.contains { !$0.samples.isEmpty && ($0.samples.last?.at ?? 0) >= since }
        }
    }

    private static let mostSamples = 5000
    /// How far clocks may differ, in milliseconds.
    static let slack: Int64 = 60_000
}

/// A backup of a route, by what both it and the primary are: another model of the same name has shown nothing yet.
struct ProofPlace: Hashable, Sendable {
    var route: String
    var backup: String
    var identity: String

    init(_ route: RehearsedRoute, _ backup: RehearsedRoute.Backup) {
        self.route = route.name
        self.backup = backup.name
        identity = "\(route.primaryIdentity)\u{1F}\(backup.identity)"
    }

    var key: String { [route, backup, identity].joined(separator: "\u{1F}") }
}

extension DrillLevel {
    /// It runs all day, so that its figures are looked at again and again.
    var isWatched: Bool { self == .shadow || self == .live }
}

extension Instant.Span {
    /// In milliseconds, rounded down.
    var milliseconds64: Int64 { nanoseconds / 1_000_000 }
}
