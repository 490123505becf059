import Foundation
import PlanBEngine
import PlanBLedger
import PlanBSettings
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTelemetry

/// The files of the access log.
struct LogFileTests {
    /// A folder of its own, removed with the object.
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/planb-telemetry-" + UUID().uuidString
        let counters = TelemetryCounters()
        let feed = LedgerFeed(MemoryLedger())
        let said = Mutex<[String]>([])

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        var log: String { path + "/access.jsonl" }

        var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

        func lines(_ name: String = "access.jsonl") -> [Substring] {
            ((try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? "").split(separator: "\n")
        }

        var scribe: Scribe {
            Scribe(
                feed: feed, lines: AccessLines(capacity: 1 << 16), counters: counters,
                say: { [self] line in said.withLock { $0.append(line) } })
        }

        func settings(size: Int = 1 << 20, rotates: Bool = true, days: Int = 30) -> AccessLogSettings {
            AccessLogSettings(.file(log), size: size, rotates: rotates, retention: .seconds(days * 86_400))
        }

        func ask(_ id: String, key: String = "k1") { feed.append(.request(Sample.request(id, key: key))) }
    }

    private static let now = Int64(Date().timeIntervalSince1970 * 1000)
    private static let day: Int64 = 86_400_000

    @Test("Every request has a line, but for those of the gateway's own; the file is its owner's alone")
    func lines() throws {
        let folder = try Folder()
        var scribe = folder.scribe
        scribe.step(folder.settings(), now: Self.now)
        folder.ask("r1")
        folder.feed.append(.attempt(Sample.attempt()))
        folder.ask("r2", key: RehearsalAccount.id)
        folder.ask("r3")
        scribe.step(folder.settings(), now: Self.now)
        scribe.step(folder.settings(), now: Self.now)
        #expect(folder.lines().count == 2 && folder.counters.writtenLines == 2)
        #expect(folder.lines().first?.contains("\"request\":\"r1\"") == true)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.log)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("A file that somebody renames is theirs; the next line goes into a new one", arguments: [true, false])
    func renamed(rotates: Bool) throws {
        let folder = try Folder()
        var scribe = folder.scribe
        let settings = folder.settings(rotates: rotates)
        scribe.step(settings, now: Self.now)
        folder.ask("r1")
        scribe.step(settings, now: Self.now)
        try FileManager.default.moveItem(atPath: folder.log, toPath: folder.log + ".1")
        folder.ask("r2")
        scribe.step(settings, now: Self.now)
        try FileManager.default.removeItem(atPath: folder.log)
        folder.ask("r3")
        scribe.step(settings, now: Self.now)
        #expect(folder.lines("access.jsonl.1").count == 1)
        #expect(folder.lines().count == 1 && folder.lines()[0].contains("r3"))
    }

    @Test("A file that is full, or of another day, is put aside; no other file is ever replaced")
    func rotation() throws {
        let folder = try Folder()
        var scribe = folder.scribe
        let settings = folder.settings(size: 300)
        for number in 1...4 {
            folder.ask("r\(number)")
            scribe.step(settings, now: Self.now)
            if number == 1 { scribe.step(settings, now: Self.now) }
        }
        // The first step watches, so that the first request was before it.
        #expect(folder.names.count == 3)
        #expect(folder.names.map { folder.lines($0).count } == [1, 1, 1])
        #expect(
            folder.names.dropFirst().allSatisfy {
                LogFiles.time(of: $0, file: "access.jsonl") == Self.now / 1000 * 1000
            })
        let next = folder.settings(size: 1 << 20)
        folder.ask("r5")
        scribe.step(next, now: Self.now + Self.day)
        #expect(folder.names.count == 4 && folder.lines().count == 1)
        let never = folder.settings(size: 1, rotates: false)
        folder.ask("r6")
        scribe.step(never, now: Self.now + 3 * Self.day)
        #expect(folder.names.count == 4 && folder.lines().count == 2)
    }

    @Test("Files that were put aside long ago are removed, and nothing else is")
    func removal() throws {
        let folder = try Folder()
        let names = [
            (31, true), (29, false), (1, false), (400, true),
        ].map { days, isGone in
            (LogFiles.name(of: "access.jsonl", asideAt: Self.now - Int64(days) * Self.day, after: days % 2), isGone)
        }
        let others = [
            "access.jsonl.1", "access.jsonl.2001-01-01", "access.jsonl.2001-01-01T000000Z.gz", "access.jsonl.old",
            "other.jsonl.2001-01-01T000000Z", "access.jsonl.2001-13-01T000000Z", "access.jsonl.2001-01-01T000000Z-x",
        ]
        for name in names.map(\.0) + others {
            try "x\n".write(toFile: "\(folder.path)/\(name)", atomically: false, encoding: .utf8)
        }
        var scribe = folder.scribe
        scribe.step(folder.settings(days: 30), now: Self.now + 1000)
        let left = Set(folder.names)
        #expect(names.allSatisfy { left.contains($0.0) != $0.1 })
        #expect(left.isSuperset(of: others))
    }

    @Test(
        "Names of files that were put aside say when, whatever they are called",
        arguments: ["access.jsonl", "a", "a.b-c"])
    func names(_ file: String) {
        for time in [0, 1_790_812_800_250, 4_102_444_799_999] as [Int64] {
            for count in [0, 1, 2, 998] {
                let name = LogFiles.name(of: file, asideAt: time, after: count)
                #expect(LogFiles.time(of: name, file: file) == time / 1000 * 1000)
                #expect(LogFiles.time(of: name, file: file + "x") == nil)
                #expect(LogFiles.time(of: name + "x", file: file) == nil)
            }
        }
        #expect(LogFiles.name(of: "a", asideAt: 1_790_812_800_250, after: 1) == "a.2026-10-01T000000Z-2")
    }

    @Test("What cannot be written is said once, lost and counted; it is said when it works again")
    func trouble() throws {
        let folder = try Folder()
        var scribe = folder.scribe
        try FileManager.default.createDirectory(atPath: folder.log, withIntermediateDirectories: false)
        scribe.step(folder.settings(), now: Self.now)
        for number in 1...5 {
            folder.ask("r\(number)")
            scribe.step(folder.settings(), now: Self.now)
        }
        #expect(folder.said.withLock { $0.count } == 1 && folder.counters.lostLines == 5)
        #expect(folder.said.withLock { $0[0].contains("Is a directory") && $0[0].contains(folder.log) })
        try FileManager.default.removeItem(atPath: folder.log)
        folder.ask("r6")
        scribe.step(folder.settings(), now: Self.now)
        #expect(folder.lines().count == 1 && folder.said.withLock { $0.count } == 2)
    }

    @Test("No line is added to a file that is something else", arguments: ["SQLite format 3\u{0}", "keys:\n", " {"])
    func otherFiles(_ text: String) throws {
        let folder = try Folder()
        try text.write(toFile: folder.log, atomically: false, encoding: .utf8)
        var scribe = folder.scribe
        scribe.step(folder.settings(), now: Self.now)
        folder.ask("r1")
        scribe.step(folder.settings(), now: Self.now + 2 * Self.day)
        #expect(try String(contentsOfFile: folder.log, encoding: .utf8) == text && folder.names.count == 1)
        #expect(folder.counters.lostLines == 1)
        #expect(folder.said.withLock { $0.count == 1 && $0[0].contains("there is a file that is no access log") })
    }

    @Test("A full disk takes no half lines")
    func full() throws {
        let folder = try Folder()
        var scribe = folder.scribe
        // Writes to this device fail as on a full disk.
        let full = AccessLogSettings(.file("/dev/full"), rotates: true)
        scribe.step(full, now: Self.now)
        folder.ask("r1")
        scribe.step(full, now: Self.now)
        #expect(folder.counters.lostLines == 1 && folder.said.withLock { $0.count } == 1)
        #expect(folder.said.withLock { $0[0].contains("No space left") })
        folder.ask("r2")
        scribe.step(folder.settings(), now: Self.now)
        #expect(folder.lines().count == 1)
    }

    @Test("A reload moves the log, ends it and begins it again")
    func reload() throws {
        let folder = try Folder()
        var scribe = folder.scribe
        let other = AccessLogSettings(.file(folder.path + "/other.jsonl"))
        for settings in [folder.settings(), other, nil, folder.settings()] as [AccessLogSettings?] {
            scribe.step(settings, now: Self.now)
            folder.ask("r")
            scribe.step(settings, now: Self.now)
        }
        #expect(folder.lines().count == 2 && folder.lines("other.jsonl").count == 1)
        #expect(folder.counters.lostLines == 0)
    }

    @Test("What there is no room for is counted, and said once")
    func tooMuch() throws {
        let folder = try Folder()
        var scribe = folder.scribe
        scribe.step(folder.settings(), now: Self.now)
        for _ in 1...2 {
            for number in 1...1000 { folder.ask("r\(number)") }
            scribe.step(folder.settings(), now: Self.now)
        }
        #expect(folder.lines().count > 200 && folder.counters.lostLines > 200)
        #expect(folder.lines().count + folder.counters.lostLines == 2000)
        #expect(folder.lines().allSatisfy { $0.hasSuffix("}") })
        #expect(folder.said.withLock { $0.count } == 1)
    }

    @Test("The thread writes what came before the end")
    func thread() async throws {
        let folder = try Folder()
        let log = AccessLog(
            feed: folder.feed, time: SystemClock(), counters: folder.counters,
            settings: { [settings = folder.settings()] in settings }, say: { _ in })
        // Before the thread is there.
        folder.ask("r1")
        log.start()
        folder.ask("r2")
        await log.finish(within: 5000)
        #expect(folder.lines().count == 2)
    }

    private struct SystemClock: TimeSource {
        func now() -> Instant { Instant(nanoseconds: 0) }
        func epochSeconds() -> Int64 { Int64(Date().timeIntervalSince1970) }
    }
}
