import Foundation
import PlanBEngine
import PlanBLedger
import PlanBPolicy

/// What rehearsals write for other nodes, as papers of an archive.
enum RehearsalPaper {
    static let proof = "proof/"
    static let report = "report/"
    static let traffic = "traffic/"
    static let schedule = "schedule"

    /// What is known of one backup. `key`: `ProofPlace.key`.
    case proof(key: String, ProofBook.BackupRecord)
    case report(DrillReport)
    case schedule(DrillSchedule)
    /// What users have asked of the routes of one node in the last week.
    case traffic(node: String, [String: StateMeter])

    /// Nil: it is something else, or cannot be read, and is left alone.
    init?(_ paper: SharedPaper) {
        func read<Value: Decodable>(_: Value.Type) -> Value? {
            try? JSONDecoder().decode(Value.self, from: Data(paper.text.utf8))
        }
        if paper.name == Self.schedule, let schedule = read(DrillSchedule.self) {
            self = .schedule(schedule)
        } else if paper.name.hasPrefix(Self.report), let report = read(DrillReport.self) {
            self = .report(report)
        } else if paper.name.hasPrefix(Self.proof), let record = read(ProofBook.BackupRecord.self) {
            self = .proof(key: String(paper.name.dropFirst(Self.proof.count)), record)
        } else if paper.name.hasPrefix(Self.traffic), let weeks = read([String: StateMeter].self) {
            self = .traffic(node: String(paper.name.dropFirst(Self.traffic.count)), weeks)
        } else {
            return nil
        }
    }

    /// As it is written. A report is that of whoever made the drill, traffic that of each node; the rest is the leader's.
    func paper() throws -> SharedPaper {
        switch self {
        case .proof(let key, let record):
            SharedPaper(name: Self.proof + key, text: try Self.text(record), isOfLeader: true)
        case .report(let report):
            SharedPaper(name: Self.report + report.id, text: try Self.text(report), isOfLeader: false)
        case .schedule(let schedule):
            SharedPaper(name: Self.schedule, text: try Self.text(schedule), isOfLeader: true)
        case .traffic(let node, let weeks):
            SharedPaper(name: Self.traffic + node, text: try Self.text(weeks), isOfLeader: false)
        }
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
