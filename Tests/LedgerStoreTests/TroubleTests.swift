import PlanBLedger
import PlanBVocabulary
import Testing

/// What went wrong, found among what went well.
struct TroubleTests {
    private static let minute: Int64 = 60_000

    private static func attempt(
        _ id: String, at time: Int64, target: String = "t", failure: FailureClass? = nil, key: String = "k"
    ) -> LedgerEntry {
        .attempt(
            AttemptEntry(
                request: id, number: 1, reason: "first", time: time, key: key, target: target, model: "m",
                outcome: failure?.rawValue ?? "200", failure: failure, duration: .zero, detail: ""))
    }

    private static func request(_ id: String, at time: Int64, _ outcome: RequestEntry.Outcome) -> LedgerEntry {
        .request(
            RequestEntry(
                id: id, time: time, key: "k", route: "r", operation: .chat, model: "m", target: nil, outcome: outcome,
                status: 200, attempts: 1, commitAfter: nil, duration: .zero, usage: nil, generation: 1))
    }

    private static let entries: [LedgerEntry] =
        (0..<200).map { attempt("ok\($0)", at: Int64($0) * 1000) }
        + [
            attempt("a", at: 10_000, failure: .overloaded), attempt("b", at: 20_000, failure: .clientGone),
            attempt("c", at: 30_000, target: "u", failure: .cut), attempt("d", at: 130_000, failure: .reset),
            attempt("e", at: 30_000, key: "rehearsal"), request("a", at: 10_000, .failed),
            request("c", at: 30_000, .cut), request("ok", at: 31_000, .answered), request("d", at: 130_000, .abandoned),
        ]
        + ["health", "start", "reload", "health", "stop", "health"].enumerated().map { time, kind in
            .event(EventEntry(time: Int64(time), kind: kind, detail: "x"))
        }

    private func store(_ kind: StoreKind) throws -> TestStore {
        let test = try TestStore(kind)
        try test.store.apply(
            MemorySource.batch(Self.entries), through: MemorySource.place(Self.entries.count), node: "n")
        return test
    }

    @Test("Failed attempts, the newest first, without those that were nobody's failure", arguments: StoreKind.available)
    func attempts(kind: StoreKind) throws {
        let test = try store(kind)
        let table = try #require(StoreRows.attemptTable.only(["request"]))
        func found(_ since: Int64, _ until: Int64, except: [String] = [], limit: Int = 100) throws -> [String?] {
            try test.store.troubles(
                TroubleQuery(table: table, since: since, until: until, except: except, limit: limit)
            ).map { $0["request"].string }
        }
        #expect(try found(0, 1_000_000) == ["d", "c", "b", "a"])
        #expect(try found(0, 1_000_000, except: ["client_gone", "o'hara"]) == ["d", "c", "a"])
        #expect(try found(20_000, 30_000) == ["c", "b"] && found(30_001, 130_000) == ["d"])
        #expect(try found(0, 1_000_000, limit: 2) == ["d", "c"] && found(.min, .max, limit: 0).isEmpty)
    }

    @Test("Requests that were not answered", arguments: StoreKind.available)
    func requests(kind: StoreKind) throws {
        let test = try store(kind)
        let query = TroubleQuery(table: StoreRows.requestTable, since: 0, until: .max, limit: 10)
        #expect(try test.store.troubles(query).map { $0["id"].string } == ["d", "c", "a"])
        #expect(try test.store.requests(RequestQuery(onlyErrors: true)).map { $0["id"].string } == ["d", "c", "a"])
    }

    @Test("Events of health, and starts and ends, which end what was given up", arguments: StoreKind.available)
    func events(kind: StoreKind) throws {
        let test = try store(kind)
        let query = TroubleQuery(table: StoreRows.eventTable, since: 1, until: 4, limit: 2)
        #expect(try test.store.troubles(query).map { $0["kind"].string } == ["stop", "health"])
    }

    @Test("Attempts by minute and target, and no more than so many", arguments: StoreKind.available)
    func minutes(kind: StoreKind) throws {
        let test = try store(kind)
        func found(_ first: Int64, _ last: Int64, limit: Int = 1000) throws -> [MinuteRow] {
            try test.store.minutes(
                MinuteQuery(firstMinute: first, lastMinute: last, exceptKey: "rehearsal", limit: limit))
        }
        #expect(
            try found(0, 2) == [
                MinuteRow(minute: 0, target: "t", attempts: 62), MinuteRow(minute: 0, target: "u", attempts: 1),
                MinuteRow(minute: 1, target: "t", attempts: 60), MinuteRow(minute: 2, target: "t", attempts: 61),
            ])
        #expect(try found(1, 1).map(\.attempts) == [60] && found(9, 20).isEmpty)
        #expect(try found(0, 2, limit: 30).reduce(0) { $0 + $1.attempts } == 30)
        #expect(try found(.max, .max).isEmpty && found(0, .max - 1).isEmpty)
    }
}
