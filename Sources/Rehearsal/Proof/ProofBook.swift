import PlanBPolicy
import PlanBVocabulary

/// What rehearsals have shown of each backup, and when. Samples count for a week; a verdict counts for as long as the route
/// says.
public struct ProofBook: Codable, Sendable {
    /// Of one level.
    struct LevelRecord: Codable, Sendable {
        var samples: [Sample] = []
        var verdict = DrillReport.Verdict.undecided
        /// When a verdict other than "undecided" was last reached, in milliseconds since 1970.
        var verdictAt: Int64?
        /// When the backup was last found good.
        var goodAt: Int64?
        /// When a backup that was made bad on purpose was last rejected.
        var plantAt: Int64?
    }

    /// Of one backup of one route.
    struct BackupRecord: Codable, Sendable {
        var levels: [DrillLevel: LevelRecord] = [:]
        var capacity: CapacityFigure?
        /// The problem that the last probe found; nil: none.
        var probeProblem: String?
        var probedAt: Int64?
    }

    private var backups: [String: BackupRecord] = [:]

    /// Nothing is known.
    public init() {}

    private static func key(_ route: String, _ backup: String) -> String { "\(route)\u{1F}\(backup)" }

    /// Of one backup, as far as it is known.
    func record(_ route: String, _ backup: String) -> BackupRecord {
        backups[Self.key(route, backup)] ?? BackupRecord()
    }

    /// Takes over what a drill came to.
    mutating func note(_ report: DrillReport, _ samples: [Sample], at now: Int64) {
        var record = record(report.route, report.backup)
        var level = record.levels[report.level] ?? LevelRecord()
        var builder = ScorecardBuilder()
        for sample in level.samples + samples { builder.add(sample) }
        builder.drop(before: now - RehearsalPlan.window.milliseconds64)
        level.samples = builder.samples.sorted { ($0.at, $0.key) < ($1.at, $1.key) }.suffix(Self.mostSamples)
        if report.verdict != .undecided {
            level.verdict = report.verdict
            level.verdictAt = now
            if report.verdict == .good { level.goodAt = now }
        }
        if report.plants.contains(where: \.isRejected), report.plants.allSatisfy(\.isRejected) { level.plantAt = now }
        record.levels[report.level] = level
        record.capacity = report.capacity ?? record.capacity
        backups[Self.key(report.route, report.backup)] = record
    }

    /// Takes over what a probe found; nil: nothing is wrong.
    mutating func note(probe problem: String?, of route: String, _ backup: String, at now: Int64) {
        var record = record(route, backup)
        record.probeProblem = problem
        record.probedAt = now
        backups[Self.key(route, backup)] = record
    }

    /// Forgets backups that no route has any more.
    mutating func keep(only known: Set<[String]>) {
        let keys = Set(known.map { Self.key($0[0], $0[1]) })
        backups = backups.filter { keys.contains($0.key) }
    }

    private static let mostSamples = 5000
}

extension Instant.Span {
    /// In milliseconds, rounded down.
    var milliseconds64: Int64 { nanoseconds / 1_000_000 }
}
