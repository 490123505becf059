import PlanBLedger
import PlanBLedgerSQL
import PlanBLedgerSQLite
import PlanBVocabulary
import Testing

#if Postgres
    import PlanBLedgerPostgres
#endif

/// Schemas, retention, erasure, restarts.
struct LifeTests {
    @Test("A database of a newer build is refused by name and left as it is", arguments: StoreKind.available)
    func newerSchema(kind: StoreKind) throws {
        let test = try TestStore(kind)
        try test.store.prepare()
        try test.setSchema(version: 9, oldest: 8)
        let store = test.another()
        let failure = #expect(throws: StoreFailure.self) { try store.apply([], through: .start, node: "n") }
        #expect(failure?.kind == .newerSchema)
        let message = failure?.message ?? ""
        #expect(message.contains("schema 9") && message.contains("this build has 4"), "\(message)")
        // A build that only added something runs beside this one.
        try test.setSchema(version: 5, oldest: 1)
        try test.another().prepare()
        #expect(try test.schema() == "5|1")
    }

    @Test("Rows survive the end of the process", arguments: StoreKind.available)
    func restart(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 21)
        try test.store.apply(MemorySource.batch(traffic.requests(5)), through: MemorySource.place(9), node: "n")
        test.store.close()
        for store in [test.another(), test.store] {
            #expect(try store.requests(RequestQuery()).count == 5)
            #expect(try store.checkpoint(of: "n") == MemorySource.place(9))
            #expect(try store.checkpoint(of: "other") == nil)
        }
    }

    @Test("Two nodes write at once", arguments: StoreKind.available)
    func twoNodes(kind: StoreKind) async throws {
        let test = try TestStore(kind)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for node in 0..<2 {
                let store = test.another()
                tasks.addTask {
                    var traffic = Traffic(seed: 30 + UInt64(node))
                    for round in 0..<20 {
                        // Ids of two nodes differ.
                        let entries = traffic.requests(10).map { Self.renamed($0, "\(node)-") }
                        try store.apply(
                            MemorySource.batch(entries), through: MemorySource.place(round), node: "n\(node)")
                    }
                }
            }
            try await tasks.waitForAll()
        }
        #expect(try test.store.usage(UsageQuery(by: [])).first?.sums[.requests] == 400)
        #expect(try test.store.requests(RequestQuery(limit: 1000)).count == 400)
    }

    @Test("What is erased is in no row; sums stay, without the name", arguments: StoreKind.available)
    func erasure(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 22)
        let entries = traffic.requests(200)
        try test.store.apply(MemorySource.batch(entries), through: MemorySource.place(999), node: "n")
        let before = try test.store.usage(UsageQuery(by: []))
        let report = try test.store.erase(.key("o'hara"))
        #expect(
            report.requests
                == entries.filter { if case .request(let entry) = $0 { entry.key == "o'hara" } else { false } }.count)
        #expect(report.attempts > 0 && report.sums > 0 && report.events == 0)
        #expect(try test.store.requests(RequestQuery(key: "o'hara")).isEmpty)
        #expect(try test.store.usage(UsageQuery(by: [])) == before)
        #expect(
            Set(try test.store.usage(UsageQuery(by: [.key])).map(\.dimensions)) == [
                [.text("alice")], [.text("bob")], [.text("erased")],
            ])
        // Once more there is nothing left, also of the sums.
        #expect(try test.store.erase(.key("o'hara")) == ErasureReport())
        let tagged = try test.store.erase(.tag("env=\"x\""))
        #expect(tagged.requests > 0 && tagged.sums > 0)
        let left = try test.store.page(PageQuery(table: StoreTable.all[0], limit: 1000)).rows
        #expect(!left.contains { $0["tags"].string?.contains("env") == true })
        #expect(throws: StoreFailure.self) { try test.store.erase(.key("")) }
        #expect(throws: StoreFailure.self) { try test.store.erase(.tag("erased")) }
    }

    @Test(
        "Retention removes what began earlier, and applying the journal again is for the checkpoint to prevent",
        arguments: StoreKind.available)
    func retention(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 23)
        let entries = traffic.requests(100) + [.event(EventEntry(time: 5, kind: "start", detail: ""))]
        try test.store.apply(MemorySource.batch(entries), through: MemorySource.place(999), node: "n")
        let before = try test.store.usage(UsageQuery(by: []))
        let middle = traffic.start + 2 * 86_400_000
        let report = try test.store.retain(since: middle)
        #expect(report.events == 1 && report.requests > 10)
        let rows = try test.store.requests(RequestQuery(limit: 1000))
        #expect(rows.count + report.requests == 100 && rows.allSatisfy { ($0["time"].int ?? 0) >= middle })
        #expect(try test.store.usage(UsageQuery(by: [])) == before)
    }

    @Test("A store that cannot be opened says why and where")
    func unreachable() {
        let file = SQLiteLedgerStore(SQLiteDatabase(path: "/nonexistent/planb.db"))
        let failure = #expect(throws: StoreFailure.self) { try file.prepare() }
        #expect(failure?.kind == .away && failure?.message.contains("/nonexistent/planb.db") == true)
        #if Postgres
            let secret = "hunter2-canary"
            let server = PostgresLedgerStore(
                PostgresDatabase(place: "127.0.0.1:1") { Secret("postgres://u:\(secret)@127.0.0.1:1/x") })
            let other = #expect(throws: StoreFailure.self) { try server.prepare() }
            #expect(other?.kind == .away && other?.message.contains(secret) == false, "\(other?.message ?? "")")
        #endif
    }

    @Test("A connection that the server ended is replaced", arguments: StoreKind.available.filter { $0 == .postgres })
    func brokenConnection(kind: StoreKind) throws {
        let test = try TestStore(kind)
        try test.store.apply([], through: MemorySource.place(1), node: "n")
        _ = try test.store.checkpoint(of: "n")
        try test.endConnections()
        #expect(throws: StoreFailure.self) { try test.store.apply([], through: MemorySource.place(2), node: "n") }
        try test.store.apply([], through: MemorySource.place(3), node: "n")
        _ = try? test.store.checkpoint(of: "n")
        #expect(try test.store.checkpoint(of: "n") == MemorySource.place(3))
    }

    private static func renamed(_ entry: LedgerEntry, _ prefix: String) -> LedgerEntry {
        switch entry {
        case .request(var entry):
            entry.id = prefix + entry.id
            return .request(entry)
        case .attempt(var entry):
            entry.request = prefix + entry.request
            return .attempt(entry)
        default: return entry
        }
    }
}
