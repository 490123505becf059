import Foundation
import Testing

@testable import PlanBSettings

/// The audit log: what is in it stays in it, or it shows.
struct AuditTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/planb-audit-\(UInt64.random(in: 0 ... .max))"
    private var log: AuditLog { AuditLog(dataDirectory: folder) }

    private static let hostile = [
        "", "web", "\" \\ / \n\r\t\u{0}\u{7F}", "é 🦉 \u{202E}\u{2028}", String(repeating: "x", count: 5000),
        "\",\"hash\":\"0000\"}",
    ]

    private func fill(_ count: Int) throws {
        for index in 0..<count {
            try log.append(
                actor: "alice", action: "key.create", subject: "id\(index)",
                detail: Self.hostile[index % Self.hostile.count], epoch: 1_800_000_000 + Int64(index))
        }
    }

    @Test("What was appended is read again, and is intact")
    func readsBack() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try fill(20)
        let entries = try log.entries(limit: 100)
        #expect(entries.map(\.number) == Array(1...20))
        #expect(entries.map(\.detail) == (0..<20).map { Self.hostile[$0 % Self.hostile.count] })
        #expect(try log.verify() == .intact(entries: 20, last: entries[19].hash))
        #expect(try log.entries(limit: 3).map(\.number) == [18, 19, 20])
    }

    @Test("A log that root begins belongs to who owns the data folder", .enabled(if: geteuid() == 0))
    func owner() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #require(chown(folder, 65534, 65534) == 0)
        try fill(1)
        let attributes = try FileManager.default.attributesOfItem(atPath: log.file)
        #expect(attributes[.ownerAccountID] as? Int == 65534 && attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("A log without entries is intact")
    func empty() throws {
        #expect(try log.verify() == .intact(entries: 0, last: String(repeating: "0", count: 64)))
        #expect(try log.entries(limit: 10).isEmpty)
    }

    @Test("A byte that was changed shows, wherever it is")
    func changes() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try fill(6)
        let original = try Data(contentsOf: URL(fileURLWithPath: log.file))
        for offset in stride(from: 0, to: original.count, by: 7) {
            var changed = original
            changed[offset] ^= 0x01
            try changed.write(to: URL(fileURLWithPath: log.file))
            guard case .broken = try log.verify() else {
                Issue.record("a change of byte \(offset) does not show")
                continue
            }
        }
    }

    @Test("A line that is taken out, moved or doubled shows", arguments: ["out", "moved", "doubled"])
    func lines(_ what: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try fill(6)
        var lines = try String(contentsOfFile: log.file, encoding: .utf8).split(separator: "\n").map(String.init)
        switch what {
        case "out": lines.remove(at: 2)
        case "moved": lines.swapAt(2, 3)
        default: lines.insert(lines[2], at: 2)
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: log.file, atomically: true, encoding: .utf8)
        guard case .broken = try log.verify() else {
            Issue.record("it does not show")
            return
        }
    }

    @Test("What a crash left in the middle of a line stays visible, and the next entry follows the last whole one")
    func torn() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try fill(3)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: log.file))
        try (bytes + bytes.prefix(40)).write(to: URL(fileURLWithPath: log.file))
        let entry = try log.append(actor: "bob", action: "key.revoke", subject: "id0", epoch: 1_800_000_100)
        #expect(entry.number == 4)
        #expect(try log.verify() == .broken(line: 4, reason: "is no entry"))
        #expect(try log.entries(limit: 10).map(\.number) == [1, 2, 3, 4])
    }
}
