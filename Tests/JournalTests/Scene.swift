import Foundation
import PlanBLedger
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBJournal

/// A data folder of a test's own, deleted at its end.
final class Scene: Sendable {
    let data: String
    let reports = Mutex<[String]>([])
    let clock = Atomic<Int64>(1_700_000_000_000)

    init() throws {
        let base = FileManager.default.temporaryDirectory.path
        data = "\(base)/planb-journal-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: data) }

    var folder: SegmentFolder { SegmentFolder(data: data) }

    func open(
        _ policy: JournalPolicy = JournalPolicy(sync: .never), segment: Int = 64 << 20, backlog: Int = 4 << 20,
        piece: Int = 1 << 14, disk: any Disk = FailingDisk(), period: Int = 3_600_000
    ) throws(JournalFailure) -> Journal {
        try Journal(
            data: data, policy: policy,
            sizes: JournalWriter.Sizes(segment: segment, reserve: 1 << 16, backlog: backlog, piece: piece), disk: disk,
            period: period, now: { [weak self] in self?.clock.load(ordering: .relaxed) ?? 0 },
            report: { [weak self] line in self?.reports.withLock { $0.append(line) } })
    }

    /// A writer without a thread.
    func writer(_ disk: any Disk, _ policy: JournalPolicy, _ sizes: JournalWriter.Sizes) throws -> JournalWriter {
        try folder.create()
        return try JournalWriter(
            folder, number: 1, node: "abcdefgh", carrying: OpenTries(), policy: policy, sizes: sizes, disk: disk,
            now: { self.clock.load(ordering: .relaxed) },
            report: { line in self.reports.withLock { $0.append(line) } })
    }

    /// Everything that can be read, from the beginning.
    func items(from position: JournalPosition = .start) throws -> [JournalReader.Item] {
        var reader = JournalReader(folder, from: position)
        var items: [JournalReader.Item] = []
        while let item = try reader.next() { items.append(item) }
        return items
    }

    func entries() throws -> [LedgerEntry] {
        try items().compactMap { if case .entry(let stored) = $0 { stored.entry } else { nil } }
    }

    func damages() throws -> [JournalDamage] {
        try items().compactMap { if case .damage(let damage) = $0 { damage } else { nil } }
    }

    func bytes(_ segment: Int) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(segment))))
    }

    /// The same without the room that was taken for more.
    func written(_ segment: Int) throws -> [UInt8] {
        let all = try bytes(segment)
        return Array(all[..<((all.lastIndex { $0 != 0 } ?? -1) + 1)])
    }

    func replace(_ segment: Int, with bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(segment)))
    }
}

/// Entries of requests that are called by numbers.
enum Sample {
    static func open(_ request: Int, _ number: Int = 1, expected: Int? = 500) -> LedgerEntry {
        .open(
            OpenEntry(
                request: "req_\(request)", number: number, reason: "first", time: Int64(1000 + request), expires: 99,
                key: "key00001", team: "blue", route: "gpt-*", operation: "chat", asked: "gpt-4.1",
                target: "openai", vendor: "openai", model: "gpt-4.1", promptTokens: 12, expected: expected))
    }

    static func attempt(_ request: Int, _ number: Int = 1, cost: Int? = 300) -> LedgerEntry {
        .attempt(
            AttemptEntry(
                request: "req_\(request)", number: number, reason: "first", target: "openai", model: "gpt-4.1",
                outcome: "200", failure: nil, duration: .milliseconds(5), usage: Usage(input: 12, output: 3),
                cost: cost, detail: ""))
    }

    static func request(_ request: Int) -> LedgerEntry {
        .request(
            RequestEntry(
                id: "req_\(request)", key: "key00001", route: "gpt-*", operation: .chat, model: "gpt-4.1",
                target: "openai", outcome: .answered, status: 200, attempts: 1, commitAfter: nil,
                duration: .milliseconds(6), usage: nil, cost: 300, generation: 1))
    }

    static func event(_ text: String) -> LedgerEntry {
        .event(EventEntry(time: 1, kind: "start", subject: "", detail: text))
    }

    /// A request from its beginning to its end, as the gateway records it.
    static func whole(_ request: Int) -> [[LedgerEntry]] {
        [[open(request)], [attempt(request), Sample.request(request)]]
    }
}

/// A disk that fails when it is told to.
final class FailingDisk: Disk {
    private struct State {
        /// How many more bytes fit; nil: any number.
        var room: Int?
        var code: Int32 = ENOSPC
        var syncCode: Int32 = 0
        var syncs = 0
    }

    private let state = Mutex(State())
    private let real = SystemDisk()

    var syncs: Int { state.withLock { $0.syncs } }

    func fill(leaving room: Int, _ code: Int32 = ENOSPC) {
        state.withLock { ($0.room, $0.code) = (room, code) }
    }

    func empty() { state.withLock { $0.room = nil } }

    func failSync(_ code: Int32) { state.withLock { $0.syncCode = code } }

    func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        let (fits, code) = state.withLock { state -> (Int, Int32) in
            guard let room = state.room else { return (bytes.count, 0) }
            let fits = min(room, bytes.count)
            state.room = room - fits
            return (fits, state.code)
        }
        guard fits > 0 || bytes.isEmpty else { return -Int(code) }
        return real.write(file, UnsafeRawBufferPointer(rebasing: bytes[..<fits]), at: offset)
    }

    func sync(_ file: Int32) -> Int32 {
        state.withLock { state in
            state.syncs += 1
            return state.syncCode
        }
    }

    func allocate(_ file: Int32, _ offset: Int, _ size: Int) -> Int32 {
        let code = state.withLock { state -> Int32 in
            guard let room = state.room else { return 0 }
            guard room >= size else { return state.code }
            state.room = room - size
            return 0
        }
        return code == 0 ? real.allocate(file, offset, size) : code
    }
}
