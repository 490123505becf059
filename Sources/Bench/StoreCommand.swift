import ArgumentParser
import Foundation
import PlanBLedger
import PlanBLedgerSQL
import PlanBLedgerSQLite
import PlanBVocabulary

#if Postgres
    import PlanBLedgerPostgres
#endif

/// What the ledger's stores take, and how long their answers take.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Fill a store with made-up traffic, and ask it.",
        discussion:
            "Prints JSON. Rows are those of requests and attempts; `make bench` style figures come from a script.")

    @Option(help: "The path of an SQLite file that is not there yet.") var sqlite: String?
    @Option(help: "The URL of an empty PostgreSQL database.") var postgres: String?
    @Option(help: "How many rows, half of them requests.") var rows = 100_000
    @Option(help: "Rows that are written before the time is taken, as large a part of them as there is at once.")
    var before = 0

    func validate() throws {
        if (sqlite == nil) == (postgres == nil) { throw ValidationError("name one of --sqlite and --postgres") }
        if rows < 2 || before < 0 { throw ValidationError("--rows is 2 or more") }
    }

    func run() throws {
        let store: any LedgerStore
        if let sqlite {
            store = SQLiteLedgerStore(SQLiteDatabase(path: sqlite))
        } else {
            #if Postgres
                let url = Secret(postgres ?? "")
                store = PostgresLedgerStore(PostgresDatabase(place: "the bench") { url })
            #else
                throw ValidationError("this build has no PostgreSQL")
            #endif
        }
        try store.prepare()
        var traffic = MadeUpTraffic(requests: (before + rows) / 2)
        _ = try fill(store, &traffic, rows: before)
        let wall = try fill(store, &traffic, rows: rows)
        var questions: [String: Double] = [:]
        let today = MadeUpTraffic.lastDay
        let asked: [(String, [UsageDimension], Int64)] = [
            ("usage_30d_by_key_day", [.key, .day], 30), ("usage_30d_by_route_target", [.route, .target], 30),
            ("usage_7d_by_tag", [.tag], 7), ("usage_30d", [], 30),
        ]
        for (name, dimensions, days) in asked {
            questions[name] = try Self.least {
                _ = try store.usage(UsageQuery(firstDay: today - days + 1, by: dimensions))
            }
        }
        questions["requests_50"] = try Self.least { _ = try store.requests(RequestQuery(limit: 50)) }
        questions["why"] = try Self.least { _ = try store.request(MadeUpTraffic.id(17)) }
        questions["export_page_1000"] = try Self.least {
            _ = try store.page(PageQuery(table: StoreRows.requestTable))
        }
        let seconds = questions.map { "\"\($0)\":\(String(format: "%.5f", $1))" }.sorted().joined(separator: ",")
        let size = sqlite.flatMap { try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int } ?? 0
        print(
            """
            {"store":"\(sqlite == nil ? "postgres" : "sqlite")","rows_before":\(before),"rows":\(rows),\
            "seconds":\(String(format: "%.3f", wall)),"rows_per_second":\(Int(Double(rows) / wall)),\
            "bytes":\(size),"questions":{\(seconds)}}
            """)
        store.close()
    }

    private func fill(_ store: any LedgerStore, _ traffic: inout MadeUpTraffic, rows: Int) throws -> Double {
        let start = ContinuousClock.now
        var left = rows / 2
        while left > 0 {
            let batch = traffic.batch(requests: min(500, left))
            try store.apply(batch, through: batch.last?.position ?? .start, node: "bench")
            left -= 500
        }
        let passed = (ContinuousClock.now - start).components
        return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
    }

    private static func least(_ work: () throws -> Void) throws -> Double {
        var least = Double.infinity
        for _ in 0..<5 {
            let start = ContinuousClock.now
            try work()
            let passed = (ContinuousClock.now - start).components
            least = min(least, Double(passed.seconds) + Double(passed.attoseconds) / 1e18)
        }
        return least
    }
}

/// Requests with one attempt each over thirty days, of 200 keys, 10 routes and 4 targets. As in life, they come in the
/// order of their times, and their ids in none.
private struct MadeUpTraffic {
    static let lastDay: Int64 = 20_777
    private static let span: Int64 = 30 * 86_400_000
    private var count = 0
    private let step: Int64

    /// So many in all.
    init(requests: Int) { step = max(1, Self.span / Int64(max(1, requests))) }

    /// The id of a request: 128 bits in hex, as the gateway's.
    static func id(_ count: Int) -> String {
        var text = "req_"
        for seed: UInt64 in [0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9] {
            var value = (UInt64(count) &+ seed) &* 0x94D0_49BB_1331_11EB
            value = (value ^ (value >> 31)) &* 0xBF58_476D_1CE4_E5B9
            let digits = String(value ^ (value >> 29), radix: 16)
            text += String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        return text
    }

    mutating func batch(requests: Int) -> [StoredEntry] {
        var entries: [StoredEntry] = []
        for _ in 0..<requests {
            count += 1
            let mixed = count &* 7919
            let id = Self.id(count)
            let time = (Self.lastDay - 29) * 86_400_000 + min(Int64(count) * step, Self.span - 1)
            let (key, route) = ("key\(mixed % 200)", "route-\(mixed % 10)")
            let usage = Usage(input: 900 + mixed % 500, output: 100 + mixed % 300)
            let target = "target-\(mixed % 40 / 10)"
            let attempt = AttemptEntry(
                request: id, number: 1, reason: "first", time: time, key: key, team: "team\(mixed % 20)",
                tags: ["env=prod"], route: route, target: target, vendor: "vendor-\(mixed % 40 / 10)",
                account: "0123abcd",
                cloud: "aws", region: "eu-west-1", lineage: "gpt", model: "model-\(mixed % 40 / 10)", outcome: "200",
                failure: nil, status: 200, sentAfter: .milliseconds(1), firstOutputAfter: .milliseconds(400),
                duration: .milliseconds(900 + mixed % 5000), bytesSent: 2000, bytesReceived: 3000,
                providerRequest: "req_0123456789abcdef", usage: usage, cost: 1_000_000 + mixed % 100_000,
                priceVersion: "2026-11-01", isDelivered: true, detail: "")
            let request = RequestEntry(
                id: id, time: time, key: key, team: "team\(mixed % 20)", tags: ["env=prod"], route: route,
                operation: .chat, model: "gpt-4.1", isStream: true, needs: ["tools"], bytesIn: 2000, promptTokens: 1000,
                conversation: UInt64(count), patience: .seconds(600), target: target, outcome: .answered, status: 200,
                attempts: 1, commitAfter: .milliseconds(400), duration: .milliseconds(900 + mixed % 5000), usage: usage,
                cost: attempt.cost, generation: 1)
            for entry in [LedgerEntry.attempt(attempt), .request(request)] {
                entries.append(
                    StoredEntry(
                        position: JournalPosition(segment: 1, offset: count * 1000 + entries.count), entry: entry))
            }
        }
        return entries
    }
}
