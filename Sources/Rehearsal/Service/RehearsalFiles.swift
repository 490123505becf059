import Foundation
import PlanBPolicy

/// Where rehearsals are kept: `<data>/rehearsals`, a file for each report, and one for what all of them come to. Files are
/// written whole and then renamed, so that there is never half of one. Of several nodes each has all of it here, as far as it
/// has heard: what it goes by while the database is away.
struct RehearsalFiles: Sendable {
    /// The most reports that are kept: of more, the oldest are removed.
    static let mostReports = 1000
    private static let mostBytes = 64 << 20

    let folder: URL

    /// A store in the data folder `data`.
    init(data: String) { folder = URL(fileURLWithPath: data).appendingPathComponent("rehearsals", isDirectory: true) }

    /// Writes a report.
    func write(_ report: DrillReport) throws { try write(report, to: "\(report.id).json") }

    /// All reports that can be read, the oldest first. A file that cannot is left alone.
    func reports() -> [DrillReport] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let own = names.filter { $0.hasSuffix(".json") && $0.first?.isNumber == true }.sorted()
        for name in own.dropLast(Self.mostReports) {
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
        return own.suffix(Self.mostReports).compactMap { read(DrillReport.self, from: $0) }
    }

    /// What is known of backups; nil: nothing is, or it cannot be read.
    func proofs() -> ProofBook? { read(ProofBook.self, from: "proofs.json") }

    /// Keeps what is known of backups.
    func write(_ proofs: ProofBook) throws { try write(proofs, to: "proofs.json") }

    /// When what is due; nil: nothing is known.
    func schedule() -> DrillSchedule? { read(DrillSchedule.self, from: "schedule.json") }

    /// Keeps the schedule.
    func write(_ schedule: DrillSchedule) throws { try write(schedule, to: "schedule.json") }

    /// What users have asked of each route in the last week; nil: nothing is known.
    func weeks() -> [String: StateMeter]? { read([String: StateMeter].self, from: "traffic.json") }

    /// Keeps what users have asked.
    func write(_ weeks: [String: StateMeter]) throws { try write(weeks, to: "traffic.json") }

    private func read<Value: Decodable>(_: Value.Type, from name: String) -> Value? {
        let url = folder.appendingPathComponent(name)
        let size = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int) ?? 0
        guard size <= Self.mostBytes, let data = try? Data(contentsOf: url) else { return nil }
        return try? JSONDecoder().decode(Value.self, from: data)
    }

    private func write(_ value: some Encodable, to name: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let url = folder.appendingPathComponent(name)
        try encoder.encode(value).write(to: url, options: .atomic)
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }
}
