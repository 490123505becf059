import Foundation
import PlanBEngine
import PlanBLedger
import PlanBLedgerSQL
import PlanBLedgerSQLite
import PlanBPlot
import PlanBPolicy
import PlanBProviders
import PlanBReport
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBConsole
@testable import PlanBInsight

/// What the admin port and the console say about dependence, losses, incidents and usage: the same figures from one ledger.
final class InsightAPITests {
    private let folder = FileManager.default.temporaryDirectory.path + "/planb-insight-" + UUID().uuidString
    private let store: SQLiteLedgerStore
    private let api: InsightAPI
    // 2026-11-21T12:00:00Z
    private let now: Int64 = 1_795_262_400_000

    private static let hostile = "<b>\u{202E}x"

    /// A route with two targets of two vendors.
    private static let snapshot: Snapshot = {
        let provider = Catalog.provider(named: "openai-compatible") ?? Catalog.providers[0]
        let targets = ["openai", "claude"].enumerated().map { index, name in
            UpstreamTarget(
                id: TargetID(index), name: name, provider: provider,
                origin: Origin(host: "\(name).example", port: 443, isTLS: true), basePath: "/v1", model: "m",
                credential: .none, contract: provider.contract, vendor: index == 0 ? "openai" : "anthropic",
                account: "account-\(name)", price: Price(Price.Rates(input: 1_000_000, cached: nil, output: 2_000_000)))
        }
        return Snapshot(
            generation: 1, mode: .production, targets: targets,
            routes: RouteTable([Route(pattern: ModelPattern("chat"), targets: [TargetID(0), TargetID(1)])]),
            keys: .empty,
            listener: ListenerSettings(
                listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0)))
    }()

    /// 40 requests, one each minute from an hour ago on; for ten of them, from the tenth on, openai failed first. One was refused.
    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = SQLiteLedgerStore(SQLiteDatabase(path: folder + "/planb.db"))
        let now = now
        api = InsightAPI(store: store, snapshot: { Self.snapshot }, now: { now })
        var entries: [LedgerEntry] = []
        for index in 0..<40 {
            let time = now - 3_600_000 + Int64(index) * 60_000
            let (id, isFailure) = ("r\(index)", (10..<20).contains(index))
            let isRefused = index == 15
            func attempt(_ number: Int, _ target: String, _ failure: FailureClass?) -> LedgerEntry {
                .attempt(
                    AttemptEntry(
                        request: id, number: number, reason: number == 1 ? "first" : "failover",
                        time: time + Int64(number), key: "alice", route: "chat", target: target,
                        vendor: target == "openai" ? "openai" : "anthropic", model: "m",
                        outcome: failure?.rawValue ?? "200", failure: failure, status: failure == nil ? 200 : 503,
                        duration: .milliseconds(failure == nil ? 800 : 50),
                        usage: failure == nil ? Usage(input: 100, output: 20) : nil,
                        cost: failure == nil ? 1_000_000 : nil,
                        isDelivered: failure == nil, detail: ""))
            }
            entries.append(attempt(1, "openai", isFailure ? .overloaded : nil))
            if isFailure { entries.append(attempt(2, "claude", isRefused ? .reset : nil)) }
            entries.append(
                .request(
                    RequestEntry(
                        id: id, time: time, key: index == 3 ? Self.hostile : "alice", route: "chat", operation: .chat,
                        model: "chat", isStream: true, patience: .seconds(60),
                        target: isRefused ? nil : isFailure ? "claude" : "openai",
                        outcome: isRefused ? .failed : .answered,
                        status: isRefused ? 503 : 200, attempts: isFailure ? 2 : 1, commitAfter: .milliseconds(130),
                        duration: .milliseconds(900), usage: Usage(input: 100, output: 20), cost: 1_000_000,
                        code: isRefused ? "upstream_unavailable" : "", generation: 3)))
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

    private func object(_ reply: LedgerAPI.Reply) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(reply.body.utf8)) as? [String: Any])
    }

    /// A page as a browser gets it.
    private func page(_ page: WebPage, _ query: [String: String] = [:], id: String = "") throws -> String {
        let pages = InsightPages.all(api, store: store, snapshot: { Self.snapshot })
        let templates = try WebTemplates(pages, others: WebConsole.templates)
        let visit = WebVisit(
            principal: .init(name: "v", role: .viewer), formToken: "t", query: query, id: id, now: now)
        return templates.text("page " + page.path, try page.content(visit), visit, at: page.place)
    }

    @Test("Incidents: the list, one of them, and the same in every form")
    func incidents() throws {
        let list = try object(api.incidents([:]))
        let incidents = try #require(list["incidents"] as? [[String: Any]])
        #expect(incidents.map { $0["vendor"] as? String } == ["anthropic", "openai"])
        let id = try #require(incidents.last?["id"] as? String)
        #expect(id == "20261121T111000Z-openai" && incidents.last?["failedAttempts"] as? Int == 10)
        let report = try api.incidentReport(id)
        #expect(report.concerned.requests == 10 && report.concerned.answered == 9 && report.concerned.refused == 1)
        #expect(report.response.rescued == 9 && report.response.delayMost == 50)
        #expect(report.standIns == [.init(target: "claude", requests: 9, cost: 9_000_000)])
        #expect(report.atTheSameTime == ["20261121T111500Z-anthropic"])
        for (format, type) in [
            ("json", "application/json"), ("md", "text/markdown"), ("html", "text/html"), ("text", "text/plain"),
        ] {
            let reply = try api.incident(id, ["format": format])
            #expect(reply.type.hasPrefix(type) && reply.body.contains("openai"), "\(format)")
        }
        let missing = #expect(throws: LedgerAPI.Problem.self) { try self.api.incident("20261121T111000Z-nobody", [:]) }
        #expect(missing?.status == 404)
    }

    @Test("An incident of which only the end is asked for is called the same")
    func stable() throws {
        let late = try api.incidentList(["since": "42m"])
        #expect(late.incidents.map(\.id) == ["20261121T111000Z-openai"] && late.incidents[0].failedAttempts == 10)
        #expect(try api.incidentList(["since": "39m"]).incidents.isEmpty)
    }

    @Test("The list is kept for a moment, for this question only")
    func kept() throws {
        let before = try api.incidentList(["since": "7d"])
        _ = try store.erase(.before(now))
        #expect(try api.incidentList(["since": "7d"]) == before)
        #expect(try api.incidentList(["since": "6d"]).incidents.isEmpty)
    }

    @Test("No more is read than may be, and what is not seen is said")
    func limits() throws {
        var limits = IncidentReader.Limits()
        limits.failures = 4
        func list() throws -> IncidentList {
            try IncidentReader(store, parts: WatchedParts([:]), limits: limits)
                .list(since: now - 86_400_000, until: now, now: now)
        }
        let few = try list()
        #expect(few.isCut && few.lookedAtFrom > now - 3_600_000)
        (limits.failures, limits.counted) = (1000, 6)
        #expect(try list().isCut)
        (limits.counted, limits.minutes) = (1000, 3)
        #expect(try list().isCut)
        (limits.minutes, limits.incidents) = (1000, 1)
        let one = try list()
        #expect(one.isCut && one.incidents.count == 1)
        limits = .init()
        limits.rows = 3
        let report = try IncidentReader(store, parts: WatchedParts([:]), limits: limits)
            .report("20261121T111000Z-openai", now: now)
        #expect(report?.isCut == true && report?.incident.failedAttempts == 10)
    }

    @Test("Exposure is that of the report")
    func exposure() throws {
        let report = try ExposureReport(
            Self.snapshot, store, firstDay: Rollup.day(ofMilliseconds: now - 30 * 86_400_000),
            lastDay: Rollup.day(ofMilliseconds: now), now: now)
        #expect(report.requests == 39 && report.cost == 39_000_000)
        #expect(try api.exposure([:]).body == report.text(.json) + "\n")
        #expect(try api.exposure(["format": "text", "since": "30d"]).body == report.text(.text))
        let shown = try page(ExposurePage(api: api).page)
        // A table in which nothing is known is left out.
        for share in report.concentrations.flatMap(\.shares) where share.requests > 0 && share.name != "unknown" {
            #expect(shown.contains(">\(share.requests) (\(Figures.percent(share.requestShare)))</td>"), "\(share.name)")
        }
        #expect(shown.contains("/api/v1/exposure?since=30d&amp;format=md"))
    }

    @Test("What if: the report, a mistake in a sentence, and one at a time")
    func whatIf() throws {
        let report = try api.whatIfReport(["lose": "openai"])
        #expect(report.recorded.requests == 40 && report.recorded.answered == 39)
        // The other one failed once in ten times, and does so again.
        #expect((30...40).contains(report.after.answered) && report.targets.first?.isLost == true)
        #expect(try api.whatIf(["lose": "openai", "format": "md"]).body == report.text(.md))
        let shown = try page(WhatIfPage(api: api, snapshot: { Self.snapshot }).page, ["lose": "openai"])
        #expect(shown.contains(SafeText.html(report.page.lead)))
        #expect(shown.contains("<option value=\"vendor:anthropic\">"))
        let wrong = try page(WhatIfPage(api: api, snapshot: { Self.snapshot }).page, ["lose": "\"><script>"])
        #expect(
            wrong.contains("role=\"alert\"") && !wrong.contains("<script>")
                && wrong.contains("value=\"&quot;&gt;&lt;script&gt;\""))
    }

    @Test("A replay during another one is put off, and its own end lets the next one in")
    func oneAtATime() throws {
        let now = now
        let asking = AskingStore(store)
        let api = InsightAPI(store: asking, snapshot: { Self.snapshot }, now: { now })
        let problems = Mutex<[LedgerAPI.Problem]>([])
        asking.onPage.withLock { onPage in
            onPage = {
                do throws(LedgerAPI.Problem) { _ = try api.whatIf(["lose": "openai"]) } catch {
                    problems.withLock { $0.append(error) }
                }
            }
        }
        _ = try api.whatIf(["lose": "openai"])
        #expect(problems.withLock { $0.map(\.status) } == [409] && problems.withLock { $0.first?.retryAfter } == 5)
        _ = try api.whatIf(["lose": "openai"])
        asking.onPage.withLock { $0 = nil }
        let wrong = #expect(throws: LedgerAPI.Problem.self) { try api.whatIf(["lose": "nobody"]) }
        #expect(wrong?.status == 400)
        _ = try api.whatIf(["lose": "openai"])
    }

    static let badQuestions: [(String, [String: String], String)] = [
        ("exposure", ["since": "9999d"], "that is too long a time"),
        ("exposure", ["sinc": "7d"], "there is no parameter"),
        ("exposure", ["since": "1d", "until": "2d"], "since is after until"),
        ("exposure", ["format": "pdf"], "format is one of"),
        ("whatif", [:], "lose says what is lost"), ("whatif", ["lose": "planet:earth"], "lose takes NAME"),
        (
            "whatif", ["lose": "opnai"],
            "no target of the configuration depends on vendor:opnai; there are: anthropic, openai"
        ),
        ("whatif", ["lose": "openai", "since": "400d"], "that is too long a time"),
        ("whatif", ["lose": "openai", "at": "tomorrow"], "at is a time in the past"),
        ("whatif", ["scenario": "meteor"], "there is no scenario meteor; there are vendor-gone"),
        ("incidents", ["since": "1000d"], "that is too long a time"),
        ("incidents", ["since": "soon"], "since is a length"),
        ("incidents", ["since": "9223372036854775807ms"], "that is too long a time"),
    ]

    @Test("A question that makes no sense is told so", arguments: badQuestions)
    func mistakes(_ path: String, _ query: [String: String], _ message: String) throws {
        let problem = #expect(throws: LedgerAPI.Problem.self) {
            switch path {
            case "exposure": _ = try self.api.exposure(query)
            case "whatif": _ = try self.api.whatIf(query)
            default: _ = try self.api.incidents(query)
            }
        }
        #expect(problem?.status == 400 && problem?.message.hasPrefix(message) == true, "\(problem?.message ?? "")")
    }

    @Test("Pages tell what the reports tell, and names do nothing in them")
    func pages() throws {
        let list = try page(IncidentsPage(api: api).page)
        #expect(list.contains("href=\"/incidents/20261121T111000Z-openai\"") && list.contains("Noticed"))
        let one = try page(IncidentPage(api: api).page, id: "20261121T111000Z-openai")
        #expect(one.contains("10 of 10 attempts failed") && one.contains("<svg class=\"plot\""))
        #expect(one.contains("1 refused, 0 cut: 9 of 10 requests on 1 route were answered (90.0 %)."))
        let usage = try page(UsagePage(store: store).page, ["by": "key"])
        let hidden = SafeText.html(Self.hostile)
        #expect(usage.contains(">\(hidden)<") && !usage.contains(Self.hostile))
        for text in [list, one, usage] {
            #expect(!text.contains("style=\"") && !text.contains("<script>") && !text.contains("onload="))
        }
        let problem = #expect(throws: WebProblem.self) { try self.page(IncidentPage(api: self.api).page, id: "x") }
        #expect(problem?.status == 404)
        let long = #expect(throws: WebProblem.self) {
            try self.page(UsagePage(store: self.store).page, ["since": "99999d"])
        }
        #expect(long?.status == 400)
    }

    @Test("Usage on the page is the usage of the ledger")
    func usage() throws {
        let shown = try page(UsagePage(store: store).page, ["by": "target", "since": "7d"])
        // 29 of openai, 9 and 1 without an answer; tokens of 39 answers.
        #expect(shown.contains("<th scope=\"row\">openai</th><td class=\"number\">30</td><td class=\"number\">30</td>"))
        #expect(shown.contains("<th scope=\"row\">claude</th><td class=\"number\">9</td>"))
        #expect(
            shown.contains(
                "<td class=\"number\">3900</td><td class=\"number\">780</td><td class=\"number\">0.039 USD</td>"))
    }
}

/// A store that does something once when it is asked for a page.
private final class AskingStore: LedgerStore {
    let onPage = Mutex<(@Sendable () -> Void)?>(nil)
    private let store: SQLiteLedgerStore

    init(_ store: SQLiteLedgerStore) { self.store = store }

    func page(_ query: PageQuery) throws(StoreFailure) -> StorePage {
        let act = onPage.withLock { onPage in
            defer { onPage = nil }
            return onPage
        }
        act?()
        return try store.page(query)
    }

    func prepare() throws(StoreFailure) { try store.prepare() }
    func checkpoint(of node: String) throws(StoreFailure) -> JournalPosition? { try store.checkpoint(of: node) }
    func forgetCheckpoint(of node: String) throws(StoreFailure) { try store.forgetCheckpoint(of: node) }
    func apply(_ batch: [StoredEntry], through: JournalPosition, node: String) throws(StoreFailure) {
        try store.apply(batch, through: through, node: node)
    }
    func usage(_ query: UsageQuery) throws(StoreFailure) -> [UsageRow] { try store.usage(query) }
    func spending(_ query: SpendingQuery) throws(StoreFailure) -> Spending { try store.spending(query) }
    func requests(_ query: RequestQuery) throws(StoreFailure) -> [StoreRow] { try store.requests(query) }
    func request(_ id: String) throws(StoreFailure) -> (request: StoreRow?, attempts: [StoreRow]) {
        try store.request(id)
    }
    func troubles(_ query: TroubleQuery) throws(StoreFailure) -> [StoreRow] { try store.troubles(query) }
    func minutes(_ query: MinuteQuery) throws(StoreFailure) -> [MinuteRow] { try store.minutes(query) }
    func erase(_ what: Erasure) throws(StoreFailure) -> ErasureReport { try store.erase(what) }
    func close() { store.close() }
}

/// Sums by day as they are drawn.
struct UsageFiguresTests {
    private static func row(_ day: Int64, _ name: String, tokens: Int64) -> UsageRow {
        var sums = UsageSums()
        sums.add(1, to: .requests)
        sums.add(tokens, to: .inputTokens)
        sums.addDuration(milliseconds: tokens)
        return UsageRow(dimensions: [.integer(day), .text(name)], sums: sums)
    }

    @Test("The most used are drawn by name, the others together; nothing is lost")
    func series() {
        let rows = (0..<8).map { Self.row(100 + Int64($0 % 3), "n\($0)", tokens: Int64(10 * ($0 + 1))) }
        let figures = UsageFigures(rows, firstDay: 100, lastDay: 102)
        #expect(figures.series == ["n7", "n6", "n5", "n4", "n3", UsageFigures.others])
        #expect(figures.names.map(\.name).last == "n0" && figures.steps == [100, 101, 102])
        let drawn = figures.bySeries.joined().reduce(0) { $0 + $1[.inputTokens] }
        #expect(drawn == figures.total[.inputTokens] && drawn == 360)
        #expect(figures.bySeries[5].map { $0[.inputTokens] } == [10, 20, 30])
        #expect(figures.plots.map(\.title) == ["Tokens", "Cost", "Latency", "Durations of requests"])
    }

    @Test(
        "However long the time, there are at most so many steps",
        arguments: [0, 1, 6, 29, 44, 45, 90, 400, 800] as [Int64])
    func steps(days: Int64) {
        let rows = (0...days).map { Self.row($0, "a", tokens: 1) }
        let figures = UsageFigures(rows, firstDay: 0, lastDay: days)
        #expect(figures.steps.count <= Int(UsageFigures.mostSteps) && figures.steps.first == 0)
        #expect(figures.byStep.reduce(0) { $0 + $1[.requests] } == days + 1)
    }

    @Test("Nothing at all can be drawn")
    func nothing() {
        let figures = UsageFigures([], firstDay: 5, lastDay: 5)
        #expect(figures.series.isEmpty && figures.plots.allSatisfy { $0.svg(id: "p").hasSuffix("</svg>") })
    }
}
