import PlanBEngine
import PlanBInsight
import PlanBLedger
import PlanBReport
import Synchronization

/// What the admin port answers about dependence, losses and incidents: the reports that commands print, of the configuration
/// in force and the gateway's own store. It waits for the store: its calls belong on a thread that may.
final class InsightAPI: Sendable {
    typealias Reply = LedgerAPI.Reply
    typealias Problem = LedgerAPI.Problem

    /// The longest stretches of time that are looked at, in days.
    private static let longestExposure: Int64 = 800
    private static let longestReplay: Int64 = 92
    private static let longestList: Int64 = 92
    /// The most requests that are replayed.
    private static let mostReplayed = 300_000
    /// A list of incidents is as old as this at most, in milliseconds: however many look, the store is asked so often.
    private static let freshness: Int64 = 5000
    private static let day: Int64 = 86_400_000

    private let store: any LedgerStore
    private let snapshot: @Sendable () -> Snapshot
    private let now: @Sendable () -> Int64
    private let isReplaying = Atomic(false)
    private let latest = Mutex<(asked: [String: String], at: Int64, list: IncidentList)?>(nil)

    /// Answers from `store` and the configuration that `snapshot` gives. `now` is the time in milliseconds since 1970.
    init(
        store: any LedgerStore, snapshot: @escaping @Sendable () -> Snapshot, now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.snapshot = snapshot
        self.now = now
    }

    /// `GET /api/v1/exposure`: since, until, format.
    func exposure(_ query: [String: String]) throws(Problem) -> Reply {
        let form = try form(query)
        let report = try exposureReport(query)
        return reply(report.text(form), form)
    }

    /// On whom everything depends, of whole days.
    func exposureReport(_ query: [String: String]) throws(Problem) -> ExposureReport {
        let now = now()
        let ask = try LedgerParameters(query, known: ["since", "until", "format"], now: now)
        let (since, until) = (try ask.time("since") ?? now - 30 * Self.day, try ask.time("until") ?? now)
        try check(since, until, longest: Self.longestExposure)
        return try asked { () throws(StoreFailure) in
            try ExposureReport(
                self.snapshot(), self.store, firstDay: Rollup.day(ofMilliseconds: since),
                lastDay: Rollup.day(ofMilliseconds: until), now: now)
        }
    }

    /// `GET /api/v1/whatif`: lose, at, for, since, silent, scenario, format.
    func whatIf(_ query: [String: String]) throws(Problem) -> Reply {
        let form = try form(query)
        let report = try whatIfReport(query)
        return reply(report.text(form), form)
    }

    /// What would have happened. One at a time: a replay keeps a processor busy for a while.
    func whatIfReport(_ query: [String: String]) throws(Problem) -> WhatIfReport {
        let now = now()
        let ask = try LedgerParameters(
            query, known: ["lose", "at", "for", "since", "silent", "scenario", "format"], now: now)
        let snapshot = snapshot()
        let order: WhatIfQuestion.Order
        let question = WhatIfQuestion(
            lose: Self.items(query["lose"]), at: Self.said(query["at"]), duration: Self.said(query["for"]),
            since: Self.said(query["since"]) ?? "7d", isSilent: try ask.flag("silent"),
            scenario: Self.said(query["scenario"]))
        do throws(WhatIfQuestion.Mistake) { order = try question.order(now: now, in: Estate(snapshot)) } catch {
            throw Problem(status: 400, message: error.message)
        }
        try check(order.since, order.until, longest: Self.longestReplay)
        guard !isReplaying.exchange(true, ordering: .acquiring) else {
            throw Problem(
                status: 409, message: "another replay is under way: they go one after the other; ask again in a moment",
                retryAfter: 5)
        }
        defer { isReplaying.store(false, ordering: .releasing) }
        return try asked { () throws(StoreFailure) in
            try WhatIf(order.scenario, in: snapshot).report(
                from: self.store, since: order.since, until: order.until, most: Self.mostReplayed)
        }
    }

    /// `GET /api/v1/incidents`: since, until, format.
    func incidents(_ query: [String: String]) throws(Problem) -> Reply {
        let form = try form(query)
        return reply(try incidentList(query).text(form), form)
    }

    /// The incidents of a stretch of time.
    func incidentList(_ query: [String: String]) throws(Problem) -> IncidentList {
        let now = now()
        let ask = try LedgerParameters(query, known: ["since", "until", "format"], now: now)
        let (since, until) = (try ask.time("since") ?? now - 7 * Self.day, try ask.time("until") ?? now)
        try check(since, until, longest: Self.longestList)
        let question = query.filter { $0.key != "format" }
        let known = latest.withLock { $0 }
        if let known, known.asked == question, (0..<Self.freshness).contains(now - known.at) { return known.list }
        let list = try asked { () throws(StoreFailure) in
            try self.reader.list(since: since, until: until, now: now)
        }
        latest.withLock { $0 = (question, now, list) }
        return list
    }

    /// `GET /api/v1/incidents/{id}`: format.
    func incident(_ id: String, _ query: [String: String]) throws(Problem) -> Reply {
        let form = try form(query)
        _ = try LedgerParameters(query, known: ["format"], now: now())
        return reply(try incidentReport(id).text(form), form)
    }

    /// The story of an incident.
    func incidentReport(_ id: String) throws(Problem) -> IncidentReport {
        let found = try asked { () throws(StoreFailure) in try self.reader.report(id, now: self.now()) }
        guard let found else {
            throw Problem(
                status: 404,
                message:
                    "there is no incident \(String(id.prefix(80))): GET /api/v1/incidents lists them; they go with "
                    + "the rows that they are found in")
        }
        return found
    }

    private var reader: IncidentReader { IncidentReader(store, parts: WatchedParts(snapshot())) }

    private func form(_ query: [String: String]) throws(Problem) -> ReportForm {
        let word = query["format"] ?? ReportForm.json.rawValue
        guard let form = ReportForm(rawValue: word) else {
            throw Problem(status: 400, message: "format is one of json, md, html, text")
        }
        return form
    }

    private func reply(_ text: String, _ form: ReportForm) -> Reply {
        Reply(type: form.mediaType, body: text + (form == .json ? "\n" : ""))
    }

    private func check(_ since: Int64, _ until: Int64, longest: Int64) throws(Problem) {
        guard since <= until else { throw Problem(status: 400, message: "since is after until") }
        let (length, overflow) = until.subtractingReportingOverflow(since)
        guard !overflow, length <= (longest + 1) * Self.day, since >= 0 else {
            throw Problem(status: 400, message: "that is too long a time: at most \(longest) days are looked at")
        }
    }

    private func asked<Answer>(_ question: () throws(StoreFailure) -> Answer) throws(Problem) -> Answer {
        do { return try question() } catch { throw LedgerAPI.problem(error) }
    }

    /// Forms send what was left empty.
    private static func said(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    /// Several losses are separated by commas.
    private static func items(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.map(String.init)
    }
}
