import Foundation
import PlanBPolicy
import Testing

@testable import PlanBRehearsal

/// Signed and chained evidence, and what a reviewer finds in it.
final class EvidenceTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/planb-evidence-" + UUID().uuidString
    // 2026-11-22T12:00:00Z
    private let noon: Int64 = 1_795_348_800_000
    private let day: Int64 = 86_400_000

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func route(_ name: String = "r") -> RouteReadiness {
        var backup = RouteReadiness.Backup(target: "b", state: .proven)
        backup.score = Scorecard(conformance: .init(passed: 100, of: 100, lower: 0.9704))
        return RouteReadiness(route: name, state: .proven, primary: "a\u{1B}\"é", minimum: 0.95, backups: [backup])
    }

    private func key() throws -> EvidenceKey {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try EvidenceKey.open(folder + "/evidence.key")
    }

    private func log(_ key: EvidenceKey) -> EvidenceLog {
        EvidenceLog(
            folder: folder + "/evidence", key: key, anchors: [folder + "/elsewhere/anchors.jsonl"], node: "n1",
            version: "1")
    }

    /// Five lines on three days.
    private func five() throws -> (files: [(name: String, bytes: [UInt8])], key: [UInt8]) {
        let key = try key()
        for (index, time) in [noon, noon + 1000, noon + day, noon + day + 5, noon + 2 * day].enumerated() {
            // Each from another process.
            _ = try log(key).record([route("r\(index)")], now: time)
        }
        return (try files(), try #require(EvidenceKey.publicKey(key.publicText)))
    }

    private func files() throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/evidence").filter { $0.hasSuffix(".jsonl") }
            .sorted().map { ($0, Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/evidence/" + $0)))) }
    }

    private func anchors() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/elsewhere/anchors.jsonl")))
    }

    @Test("What was written is intact, over days and restarts, and agrees with its anchors")
    func intact() throws {
        let (files, key) = try five()
        #expect(files.map(\.name) == ["2026-11-22.jsonl", "2026-11-23.jsonl", "2026-11-24.jsonl"])
        let check = EvidenceCheck(files, publicKey: key, anchors: try anchors())
        #expect(check.isIntact && check.lines == 5 && check.first == 1 && check.last == 5 && check.anchors == 5)
        #expect(check.text.hasPrefix("intact: 5 lines, numbers 1 to 5\n") && check.text.contains("it does not prove"))
        let part = EvidenceCheck([files[1]], publicKey: key)
        #expect(part.isIntact && part.first == 3 && part.text.contains("what came before number 3 was not given"))
        let line = try #require(files[0].bytes.split(separator: 10).first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(object["ready"] as? Bool == true && object["node"] as? String == "n1")
        #expect((object["routes"] as? [Any])?.count == 1)
        #expect(!line.contains(0x1B))
    }

    @Test("Every single byte that is changed, taken out or put in is found, at its line")
    func changed() throws {
        let (files, key) = try five()
        let second = files[1]
        for index in stride(from: 0, to: second.bytes.count, by: 7) {
            for change in 0..<3 {
                var bytes = second.bytes
                switch change {
                case 0: bytes[index] ^= 1
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8(ascii: "x"), at: index)
                }
                let check = EvidenceCheck([files[0], ("changed", bytes), files[2]], publicKey: key)
                let found = try #require(check.firstBreak, "byte \(index), change \(change)")
                let line = second.bytes[..<index].count { $0 == 10 } + 1
                #expect(found.file == "changed" && found.line == line, "byte \(index), change \(change): \(found)")
                #expect(check.text.hasPrefix("BROKEN: changed, line \(line) "))
            }
        }
    }

    @Test("Lines that are missing, moved or repeated are found")
    func moved() throws {
        let (files, key) = try five()
        let lines = files.flatMap { $0.bytes.split(separator: 10).map { Array($0) + [10] } }
        func broken(_ order: [Int]) -> EvidenceCheck.Break? {
            EvidenceCheck([("f", order.flatMap { lines[$0] })], publicKey: key).firstBreak
        }
        #expect(broken([0, 1, 2, 3, 4]) == nil)
        #expect(broken([0, 1, 3, 4])?.line == 3)
        #expect(broken([0, 2, 1, 3, 4])?.line == 2)
        #expect(broken([0, 1, 1, 2])?.line == 3)
        #expect(broken([0, 1, 2, 0])?.line == 4)
        #expect(broken([])?.line == nil)
        #expect(!EvidenceCheck([], publicKey: key).isIntact)
        #expect(!EvidenceCheck([("f", [])], publicKey: key).isIntact)
        // The end is only missed by who knows of it.
        #expect(broken([0, 1, 2]) == nil)
        let cut = EvidenceCheck([("f", [0, 1, 2].flatMap { lines[$0] })], publicKey: key, anchors: try anchors())
        #expect(cut.firstBreak?.reason.contains("the evidence ends with 3") == true)
    }

    @Test("Another key, and evidence that was written anew with the right one, are found")
    func forged() throws {
        let (files, key) = try five()
        let anchors = try anchors()
        let other = try EvidenceKey(seed: Array(repeating: 7, count: 32))
        let foreign = try #require(EvidenceKey.publicKey(other.publicText))
        #expect(EvidenceCheck(files, publicKey: foreign).firstBreak?.reason.contains("another key") == true)
        try FileManager.default.removeItem(atPath: folder + "/evidence")
        let anew = log(try self.key())
        for number in 0..<5 { _ = try anew.record([route("forged\(number)")], now: noon + Int64(number)) }
        #expect(EvidenceCheck(try self.files(), publicKey: key).isIntact)
        let check = EvidenceCheck(try self.files(), publicKey: key, anchors: anchors)
        #expect(check.firstBreak?.reason.contains("was written anew") == true)
    }

    @Test("The same is said once a minute, a change at once")
    func pauses() throws {
        let log = log(try key())
        let first = try log.record([route()], now: noon)
        #expect(try log.record([route()], now: noon + 59_999) == first)
        #expect(try log.record([route("other")], now: noon + 59_999) != first)
        #expect(try log.record([route("other")], now: noon + 119_999) != first)
        #expect(EvidenceCheck(try files(), publicKey: try #require(EvidenceKey.publicKey(log.publicKey))).lines == 3)
    }

    @Test("A clock that is set back breaks nothing, and a line that a crash cut off is put aside")
    func crash() throws {
        let key = try key()
        let publicKey = try #require(EvidenceKey.publicKey(key.publicText))
        _ = try log(key).record([route()], now: noon)
        _ = try log(key).record([route()], now: noon - 5 * day)
        let path = folder + "/evidence/2026-11-22.jsonl"
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(bytes.count { $0 == 10 } == 2)
        let whole = bytes
        bytes += whole.prefix(100)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(EvidenceCheck(try files(), publicKey: publicKey).firstBreak?.reason.contains("not complete") == true)
        _ = try log(key).record([route()], now: noon + 1)
        let check = EvidenceCheck(try files(), publicKey: publicKey)
        #expect(check.isIntact && check.lines == 3)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".torn")) == Data(whole.prefix(100) + [10]))
    }

    @Test("An anchor that cannot be told is said, and the evidence is kept all the same")
    func badAnchor() throws {
        let log = EvidenceLog(
            folder: folder + "/evidence", key: try key(), anchors: ["/proc/nowhere/anchors"], node: "n", version: "1")
        let entry = try log.record([route()], now: noon)
        #expect(entry.problems.count == 1 && entry.problems.first?.hasPrefix("the anchor /proc/nowhere") == true)
        #expect(try files().count == 1)
    }

    @Test("The key is made once, for its owner, and its public half beside it")
    func keys() throws {
        let key = try key()
        let path = folder + "/evidence.key"
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try self.key().publicText == key.publicText)
        #expect(try String(contentsOfFile: path + ".pub", encoding: .utf8) == key.publicText + "\n")
        #expect(
            EvidenceKey.publicKey(key.publicText + "\n") == EvidenceKey.publicKey(String(key.publicText.dropFirst(8))))
        for text in ["", "ed25519:", "ed25519:AAAA", "hello", String(repeating: "A", count: 44)] {
            #expect(EvidenceKey.publicKey(text) == nil, "\(text)")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: EvidenceFailure.self) { try self.key() }
        try Data("something else".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: EvidenceFailure.self) { try self.key() }
    }

    @Test(
        "What is no evidence is said to be none", arguments: ["x\n", "{}\n", "\n", "{\"signature\":\"\"}\n", "\u{0}\n"])
    func garbage(_ text: String) throws {
        let key = try #require(EvidenceKey.publicKey(try key().publicText))
        let check = EvidenceCheck([("g", Array(text.utf8))], publicKey: key)
        #expect(check.firstBreak == .init(file: "g", line: 1, reason: "is no evidence"))
    }
}
