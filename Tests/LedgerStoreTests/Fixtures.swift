import Foundation
import GRDB
import PlanBLedger
import PlanBLedgerSQL
import PlanBLedgerSQLite
import PlanBVocabulary
import Testing

#if Postgres
    import PlanBLedgerPostgres
#endif

/// A store that is made for one test and gone after it.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case sqlite, postgres

    var testDescription: String { rawValue }

    /// Those that can be tested here. A URL of a PostgreSQL server in `PLANB_TEST_POSTGRES` adds that; each test makes a
    /// database of its own there.
    static var available: [StoreKind] { serverURL == nil ? [.sqlite] : allCases }

    static var serverURL: String? {
        #if !Postgres
            return nil
        #else
            ProcessInfo.processInfo.environment["PLANB_TEST_POSTGRES"].flatMap {
                $0.isEmpty ? nil : $0
            }
        #endif
    }
}

/// A database of its own for one test.
final class TestStore {
    let store: any LedgerStore
    /// Another connection to the same database.
    let another: () -> any LedgerStore
    private let ask: (String) throws -> String
    private let cleanUp: () -> Void
    /// Of a PostgreSQL database.
    private var url: Secret?

    init(_ kind: StoreKind) throws {
        switch kind {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.path + "/planb-store-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            another = { SQLiteLedgerStore(SQLiteDatabase(path: folder + "/planb.db")) }
            ask = { sql in
                try DatabaseQueue(path: folder + "/planb.db").write { database in
                    try Row.fetchAll(database, sql: sql).map { row in
                        row.databaseValues.map { "\($0)" }.joined(separator: "|")
                    }.joined(separator: "\n")
                }
            }
            cleanUp = { try? FileManager.default.removeItem(atPath: folder) }
        case .postgres:
            let server = try #require(StoreKind.serverURL)
            let name = "t" + UUID().uuidString.replacing("-", with: "").lowercased()
            try TestServer.run("CREATE DATABASE \(name)", at: server)
            let url = Secret(TestServer.url(server, database: name))
            #if Postgres
                another = { PostgresLedgerStore(PostgresDatabase(place: name, url: { url })) }
            #else
                // Not called: without the trait there is one kind of store only.
                another = { SQLiteLedgerStore(SQLiteDatabase(path: "/dev/null/\(url)")) }
            #endif
            ask = { sql in try TestServer.run(sql, at: TestServer.url(server, database: name)) }
            cleanUp = { _ = try? TestServer.run("DROP DATABASE \(name) WITH (FORCE)", at: server) }
            self.url = url
        }
        store = another()
    }

    func setSchema(version: Int, oldest: Int) throws {
        _ = try ask("UPDATE planb_schema SET version = \(version), oldest = \(oldest)")
    }

    /// Makes the database what a build of the first version would have made.
    func takeBackSchema() throws {
        store.close()
        for table in [
            "spending", "shared_nodes", "shared_leaders", "shared_documents", "shared_leases", "shared_archive",
        ] {
            _ = try ask("DROP TABLE IF EXISTS \(table)")
        }
        for index in ["attempts_failed", "requests_unanswered"] { _ = try ask("DROP INDEX IF EXISTS \(index)") }
        try setSchema(version: 1, oldest: 1)
    }

    func run(_ sql: String) throws { _ = try ask(sql) }

    #if Postgres
        /// A node's view of the database.
        func shared() throws -> PostgresSharedStore {
            let url = try #require(url)
            return PostgresSharedStore(ledger: PostgresLedgerStore(PostgresDatabase(place: "test") { url })) { url }
        }

        /// A node's view of its archive.
        func archive() throws -> PostgresSharedArchive {
            let url = try #require(url)
            return PostgresSharedArchive(ledger: PostgresLedgerStore(PostgresDatabase(place: "test") { url })) { url }
        }
    #endif

    func schema() throws -> String { try ask("SELECT version, oldest FROM planb_schema") }

    /// Ends all connections of a PostgreSQL database but the one that says so.
    func endConnections() throws {
        _ = try ask(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() "
                + "AND pid <> pg_backend_pid()")
    }

    deinit {
        store.close()
        cleanUp()
    }
}

/// The server that tests of PostgreSQL use, through psql: nothing of ours.
enum TestServer {
    struct Failed: Error { var output: String }

    static func url(_ server: String, database: String) -> String {
        guard var parts = URLComponents(string: server) else { return server }
        parts.path = "/" + database
        return parts.string ?? server
    }

    @discardableResult
    static func run(_ sql: String, at url: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(output: output) }
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Numbers from a seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// A journal in memory. Each entry is ten bytes long.
final class MemorySource: EntrySource, @unchecked Sendable {
    private let lock = NSLock()
    private var entries: [LedgerEntry]
    private(set) var released = JournalPosition.start
    var failure: StoreFailure?

    init(_ entries: [LedgerEntry] = []) { self.entries = entries }

    func append(_ more: [LedgerEntry]) { lock.withLock { entries += more } }

    func read(from position: JournalPosition, limit: Int) throws -> SourceBatch {
        try lock.withLock {
            if let failure { throw failure }
            let first = position.offset / 10
            let found = entries[min(first, entries.count)...].prefix(limit)
            return SourceBatch(
                entries: found.enumerated().map { StoredEntry(position: Self.place(first + $0), entry: $1) },
                next: Self.place(first + found.count))
        }
    }

    var extent: SourceExtent {
        lock.withLock {
            SourceExtent(first: .start, end: Self.place(entries.count), bytes: entries.count * 10)
        }
    }

    func release(before position: JournalPosition) { lock.withLock { released = position } }

    static func place(_ index: Int) -> JournalPosition { JournalPosition(segment: 0, offset: index * 10) }

    /// All entries as one batch.
    static func batch(_ entries: [LedgerEntry]) -> [StoredEntry] {
        entries.enumerated().map { StoredEntry(position: place($0), entry: $1) }
    }
}

/// A day of traffic: requests with their attempts, in the order in which the engine writes them.
struct Traffic {
    var random: Seeded
    var start: Int64 = 1_790_812_800_000
    private var count = 0

    init(seed: UInt64) { random = Seeded(seed) }

    mutating func requests(_ number: Int) -> [LedgerEntry] { (0..<number).flatMap { _ in request() } }

    mutating func request() -> [LedgerEntry] {
        count += 1
        let id = "r\(count)-\(random.next() % 100_000)"
        let time = start + Int64.random(in: 0..<4 * 86_400_000, using: &random)
        let key = pick(["alice", "bob", "o'hara"])
        let tags = (0..<Int.random(in: 0...2, using: &random)).map { _ in pick(["team=a", "env=\"x\"", "✓"]) }
        let tries = Int.random(in: 0...3, using: &random)
        let isAnswered = tries > 0 && Bool.random(using: &random)
        var entries: [LedgerEntry] = []
        for number in stride(from: 1, through: tries, by: 1) {
            let isLast = number == tries
            let target = pick(["openai", "azure", "local"])
            let usage = Bool.random(using: &random) || isLast ? self.usage() : nil
            entries.append(
                .attempt(
                    AttemptEntry(
                        request: id, number: number, reason: number == 1 ? "first" : pick(["retry", "failover"]),
                        time: time + Int64(number), key: key, team: "t", tags: tags, route: "gpt", target: target,
                        vendor: "v-" + target, model: "m-" + target, outcome: isLast && isAnswered ? "200" : "503",
                        failure: isLast && isAnswered ? nil : .overloaded, status: 200, duration: .milliseconds(number),
                        usage: usage, isEstimated: Bool.random(using: &random),
                        cost: usage == nil || Bool.random(using: &random) ? nil : amount(),
                        isDelivered: isLast && isAnswered, detail: "it's \\ \"what\" it is\n")))
        }
        let target: String? = if case .attempt(let last)? = entries.last, isAnswered { last.target } else { nil }
        entries.append(
            .request(
                RequestEntry(
                    id: id, time: time, key: key, team: "t", tags: tags, route: "gpt", operation: .chat, model: "asked",
                    target: target, outcome: isAnswered ? .answered : pick([.failed, .cut, .abandoned]), status: 200,
                    attempts: tries, commitAfter: nil,
                    duration: .milliseconds(Int.random(in: 0...700_000, using: &random)),
                    usage: nil, generation: 1)))
        return entries
    }

    private mutating func usage() -> Usage {
        Usage(
            input: amount(), output: amount(), cachedInput: amount(), reasoning: amount(),
            writtenInput: amount())
    }

    /// Mostly what is usual, sometimes what is absurd.
    private mutating func amount() -> Int {
        switch Int.random(in: 0..<200, using: &random) {
        case 0: .max
        case 1: .max - 5
        case 2: -7
        case 3: .min
        default: Int.random(in: 0..<100_000, using: &random)
        }
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &random)] }
}
