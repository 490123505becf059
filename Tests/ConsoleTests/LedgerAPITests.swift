import Foundation
import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBLedgerSQL
import PlanBLedgerSQLite
import PlanBVocabulary
import Testing

@testable import PlanBConsole

/// What the admin port answers about the ledger, and how commands show it.
final class LedgerAPITests {
    private let folder = FileManager.default.temporaryDirectory.path + "/planb-console-" + UUID().uuidString
    private let store: SQLiteLedgerStore
    private let api: LedgerAPI
    // 2026-11-21T12:00:00Z
    private let now: Int64 = 1_795_262_400_000

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = SQLiteLedgerStore(SQLiteDatabase(path: folder + "/planb.db"))
        let now = now
        api = LedgerAPI(store: store) { now }
        var entries: [LedgerEntry] = []
        for (id, key, age) in [("r1", "alice", Int64(0)), ("r2", "=bob\u{1B}[31m", 1), ("r3", "alice", 30)] {
            let time = now - age * 86_400_000
            entries.append(
                .attempt(
                    AttemptEntry(
                        request: id, number: 1, reason: "first", time: time, key: key, tags: ["a,b"], route: "gpt",
                        target: "openai", vendor: "openai", model: "gpt-4.1", outcome: "503", failure: .overloaded,
                        status: 503, duration: .milliseconds(40), cost: nil, isDelivered: false,
                        detail: "busy\u{7}, come back")))
            entries.append(
                .attempt(
                    AttemptEntry(
                        request: id, number: 2, reason: "failover", time: time, key: key, tags: ["a,b"], route: "gpt",
                        target: "azure", vendor: "microsoft", model: "gpt-41", outcome: "200", failure: nil,
                        status: 200,
                        sentAfter: .milliseconds(1), firstOutputAfter: .milliseconds(90), duration: .milliseconds(1400),
                        usage: Usage(input: 100, output: 20), cost: 1_500_000, isDelivered: true, detail: "")))
            entries.append(
                .request(
                    RequestEntry(
                        id: id, time: time, key: key, tags: ["a,b"], route: "gpt", operation: .chat, model: "gpt-4.1",
                        isStream: true, patience: .seconds(60), target: "azure", outcome: .answered, status: 200,
                        attempts: 2, commitAfter: .milliseconds(130), duration: .milliseconds(1500),
                        usage: Usage(input: 100, output: 20), cost: 1_500_000, skips: ["local: open until 12:01"],
                        generation: 3)))
        }
        let batch = entries.enumerated().map {
            StoredEntry(position: JournalPosition(segment: 0, offset: $0), entry: $1)
        }
        try store.apply(batch, through: JournalPosition(segment: 1, offset: 0), node: "n1")
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test("Usage as JSON and CSV")
    func usage() throws {
        let reply = try api.usage(["by": "day,vendor", "since": "7d"])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(reply.body.utf8)) as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.map { $0["day"] as? String } == ["2026-11-20", "2026-11-20", "2026-11-21", "2026-11-21"])
        #expect(rows.map { $0["vendor"] as? String } == ["microsoft", "openai", "microsoft", "openai"])
        #expect(rows.map { $0["requests"] as? Int } == [1, 0, 1, 0])
        #expect(rows.map { $0["absorbed"] as? Int } == [0, 1, 0, 1])
        #expect(rows.map { $0["cost_nanodollars"] as? Int } == [1_500_000, 0, 1_500_000, 0])
        #expect(object["since"] as? String == "2026-11-14" && object["truncated"] as? Bool == false)
        let csv = try api.usage(["by": "key", "format": "csv"])
        #expect(csv.type.hasPrefix("text/csv"))
        let lines = csv.body.split(separator: "\r\n").map(String.init)
        #expect(lines.count == 3 && lines[0].hasPrefix("key,requests,answered,attempts"))
        // No name is a formula for a spreadsheet.
        #expect(lines[1].hasPrefix("'=bob") && lines[2].hasPrefix("alice,1,1,2,1,1,"))
        #expect(try api.usage(["by": "vendor", "limit": "1"]).body.contains("\"truncated\":true"))
    }

    static let badQuestions: [([String: String], String)] = [
        (["sinc": "7d"], "there is no parameter sinc"), (["since": "yesterday"], "since is a length of time"),
        (["since": "2026-02-30"], "since is"), (["by": "colour"], "by knows day, key"),
        (["by": "tag,target"], "tag cannot be combined with target"), (["format": "xml"], "format is one of json, csv"),
        (["limit": "0"], "limit is a number from 1"), (["since": "99999999999999999999d"], "since is"),
        (["since": "9223372036854775807d"], "since is"),
    ]

    @Test("A question that makes no sense is told so", arguments: badQuestions)
    func mistakes(_ query: [String: String], _ message: String) throws {
        let problem = #expect(throws: LedgerAPI.Problem.self) { try self.api.usage(query) }
        #expect(problem?.status == 400 && problem?.message.hasPrefix(message) == true, "\(problem?.message ?? "")")
    }

    @Test("Requests, one of them in full, and none")
    func requests() throws {
        let reply = try api.requests(["since": "7d", "key": "alice"])
        #expect(reply.body.hasPrefix("{\"requests\":[{\"id\":\"r1\",") && reply.body.hasSuffix("],\"after\":1}"))
        #expect(try api.requests(["errors": "1"]).body.hasPrefix("{\"requests\":[]"))
        let report = try RequestsReport(Data(reply.body.utf8))
        #expect(
            report.text == """
                TIME                      ROUTE  KEY    TARGET  OUTCOME   STATUS  TRIES  TOOK  TOKENS  COST     ID
                2026-11-21T12:00:00.000Z  gpt    alice  azure   answered  200     2      1.5s  100+20  $0.0015  r1
                """)
        let missing = #expect(throws: LedgerAPI.Problem.self) { try self.api.request("nothing") }
        #expect(missing?.status == 404)
    }

    @Test("Why a request went where it went")
    func why() throws {
        let text = try WhyReport(Data(api.request("r2").body.utf8)).text
        #expect(
            text == """
                request     r2
                began       2026-11-20T12:00:00.000Z
                asked for   gpt-4.1 by =bob·[31m, route gpt
                as          openai chat, streamed
                tags        a,b
                ended       answered, status 200 from azure
                took        1.5s of 1m0s, first output after 130ms
                cost        $0.0015
                decided by  configuration 3 on node n1

                left out
                  local: open until 12:01

                #  WHY       TARGET  MODEL    OUTCOME         SENT  OUTPUT  TOOK  TOKENS  COST
                1  first     openai  gpt-4.1  503 overloaded  -     -       40ms  -       -
                2  failover  azure   gpt-41   200             1ms   90ms    1.4s  100+20  $0.0015  delivered
                #1: busy·, come back
                """)
    }

    @Test("Usage for people")
    func usageText() throws {
        let text = try UsageReport(Data(api.usage(["by": "target", "since": "7d"]).body.utf8)).text
        #expect(
            text == """
                TARGET  REQUESTS  ANSWERED  ATTEMPTS  FAILOVERS  ABSORBED  INPUT  OUTPUT  CACHED  COST    WASTED  P50   P95
                azure   2         2         2         2          0         200    40      0       $0.003  $0.00   1.9s  2.4s
                openai  0         0         2         0          2         0      0       0       $0.00   $0.00   -     -

                2026-11-14 to 2026-11-21, UTC
                """, "\(text)")
        let nothing = try UsageReport(Data(api.usage(["since": "2026-01-01", "until": "2026-01-02"]).body.utf8)).text
        #expect(nothing == "nothing was used from 2026-01-01 to 2026-01-02, UTC")
    }

    @Test("Exports in parts")
    func export() throws {
        for (format, first) in [("csv", "request,number,node"), ("jsonl", "{\"request\":\"r3\"")] {
            var export = try api.export(["table": "attempts", "format": format])
            var text = ""
            while let part = try export.next() { text += part }
            #expect(text.hasPrefix(first))
            #expect(text.split(whereSeparator: \.isNewline).count == (format == "csv" ? 7 : 6))
        }
        #expect(throws: LedgerAPI.Problem.self) { try self.api.export(["table": "sqlite_master"]) }
    }

    @Test("Erasing wants exactly one thing")
    func erase() throws {
        for body in [[:], ["key": "a", "tag": "b"], ["before": "soon"], ["all": "yes"], ["key": ""]] {
            let problem = #expect(throws: LedgerAPI.Problem.self) { try self.api.erase(body) }
            #expect(problem?.status == 400)
        }
        #expect(try api.erase(["key": "alice"]).body == #"{"requests":2,"attempts":4,"events":0,"sums":6}"#)
        #expect(try api.erase(["before": "2026-11-21"]).body == #"{"requests":1,"attempts":2,"events":0,"sums":0}"#)
    }

    @Test("A store that is away is a 503, and what answers something else is noticed")
    func away() throws {
        let gone = LedgerAPI(store: SQLiteLedgerStore(SQLiteDatabase(path: "/nonexistent/x.db"))) { 0 }
        let problem = #expect(throws: LedgerAPI.Problem.self) { try gone.usage([:]) }
        #expect(problem?.status == 503)
        for bytes in ["", "<html>", "[1]"] {
            #expect(throws: UnreadableAnswer.self) { try UsageReport(Data(bytes.utf8)) }
        }
        // Anything else is shown as far as it goes.
        #expect(
            try WhyReport(Data("{\"request\":{\"time\":\"x\"},\"attempts\":[1]}".utf8)).text.contains(
                "nothing was sent"))
    }
}

/// What metrics say about a store that is late.
struct LedgerFactsTests {
    @Test("A store that is away shows")
    func away() {
        var status = LedgerStatus()
        status.applied(7, to: JournalPosition(segment: 1, offset: 2))
        status.failed("gone \"away\"", lag: 99, now: Instant(nanoseconds: 0))
        let facts = LedgerFacts(
            LedgerAccess(
                store: SQLiteLedgerStore(SQLiteDatabase(path: "/nonexistent/x.db")), status: { [status] in status },
                delay: { .milliseconds(1007) }))
        #expect(
            facts.json == """
                {"working":false,"applied":7,"skipped":0,"lag_bytes":99,"delay_ms":1007,"last_error":"gone \\"away\\""}
                """)
        var text = Exposition()
        facts.describe(in: &text)
        let metrics = String(buffer: text.bytes)
        for line in [
            "planb_ledger_delay_seconds 1.007", "planb_ledger_lag_seconds 1.007", "planb_ledger_lag_bytes 99",
            "planb_ledger_applied_total 7", "planb_ledger_skipped_total 0", "planb_ledger_up 0",
        ] { #expect(metrics.contains("\n\(line)\n"), "\(line)") }
    }

    @Test("In a word: it works, it has been behind for a while, or it is away")
    func standing() {
        func standing(_ status: LedgerStatus, after delay: Instant.Span) -> StoreStanding {
            LedgerAccess.standing(status, delay: delay)
        }
        var status = LedgerStatus()
        #expect(standing(status, after: .zero) == StoreStanding(state: .working, lag: 0, lastError: nil))
        status.succeeded(lag: 5, now: Instant(nanoseconds: 0))
        #expect(standing(status, after: .milliseconds(9999)).state == .working)
        #expect(standing(status, after: .seconds(10)) == StoreStanding(state: .late, lag: 5, lastError: nil))
        status.failed("gone", lag: 99, now: Instant(nanoseconds: 1))
        #expect(standing(status, after: .zero) == StoreStanding(state: .away, lag: 99, lastError: "gone"))
        status.succeeded(lag: 0, now: Instant(nanoseconds: 2))
        #expect(standing(status, after: .zero) == StoreStanding(state: .working, lag: 0, lastError: "gone"))
    }
}
