public import PlanBLedger

/// What the admin port answers about the ledger. It waits for the store: its calls belong on a thread that may.
public struct LedgerAPI: Sendable {
    /// An answer.
    public struct Reply: Sendable, Equatable {
        /// Its media type.
        public var type: String
        /// Its body.
        public var body: String
    }

    /// Why there is no answer.
    public struct Problem: Error, Sendable, Equatable {
        /// The status of HTTP.
        public var status: Int
        /// For people.
        public var message: String
        /// After how many seconds it may be asked again; nil: that is not known.
        public var retryAfter: Int?

        init(status: Int, message: String, retryAfter: Int? = nil) {
            self.status = status
            self.message = message
            self.retryAfter = retryAfter
        }
    }

    static let json = "application/json"
    static let csv = "text/csv; charset=utf-8"
    static let lines = "application/jsonl; charset=utf-8"

    private let store: any LedgerStore
    private let now: @Sendable () -> Int64

    /// Answers from `store`. `now` is the time in milliseconds since 1970.
    public init(store: any LedgerStore, now: @escaping @Sendable () -> Int64) {
        self.store = store
        self.now = now
    }

    /// `GET /api/v1/usage`: since, until, by, format, limit.
    public func usage(_ query: [String: String]) throws(Problem) -> Reply {
        let ask = try LedgerParameters(query, known: ["since", "until", "by", "format", "limit"], now: now())
        let since = try ask.time("since") ?? now() - 7 * 86_400_000
        let until = try ask.time("until") ?? now()
        let dimensions = try ask.dimensions("by")
        let limit = try ask.count("limit", default: 10_000, most: 100_000)
        let format = try ask.word("format", of: ["json", "csv"])
        let (first, last) = (Rollup.day(ofMilliseconds: since), Rollup.day(ofMilliseconds: until))
        // One more than is shown, to know whether there is more.
        let rows = try asked { () throws(StoreFailure) in
            try store.usage(UsageQuery(firstDay: first, lastDay: last, by: dimensions, limit: limit + 1))
        }
        let shown = UsageText(dimensions: dimensions, rows: Array(rows.prefix(limit)))
        if format == "csv" { return Reply(type: Self.csv, body: shown.csv) }
        let body = shown.json(
            since: LedgerTime.text(day: first), until: LedgerTime.text(day: last), isTruncated: rows.count > limit)
        return Reply(type: Self.json, body: body)
    }

    /// `GET /api/v1/requests`: since, route, key, errors, after, limit.
    public func requests(_ query: [String: String]) throws(Problem) -> Reply {
        let ask = try LedgerParameters(
            query, known: ["since", "route", "key", "errors", "after", "limit"], now: now())
        let question = RequestQuery(
            since: try ask.time("since") ?? .min, route: query["route"], key: query["key"],
            onlyErrors: try ask.flag("errors"), after: try ask.number("after"),
            limit: try ask.count("limit", default: 100, most: 10_000))
        let rows = try asked { () throws(StoreFailure) in try store.requests(question) }
        var body = "{\"requests\":["
        for (index, row) in rows.enumerated() {
            body += index > 0 ? ",{" : "{"
            row.appendMembers(to: &body)
            body += "}"
        }
        let latest = rows.map(\.sequence).max() ?? question.after ?? 0
        return Reply(type: Self.json, body: body + "],\"after\":\(latest)}")
    }

    /// `GET /api/v1/requests/{id}`: why a request went where it went.
    public func request(_ id: String) throws(Problem) -> Reply {
        let found = try asked { () throws(StoreFailure) in try store.request(id) }
        guard found.request != nil || !found.attempts.isEmpty else {
            throw Problem(
                status: 404,
                message: "the ledger has no request \(String(id.prefix(80))); rows come a moment after the answer, "
                    + "and go with the retention time")
        }
        let attempts = found.attempts.map(\.json).joined(separator: ",")
        return Reply(
            type: Self.json, body: "{\"request\":\(found.request?.json ?? "null"),\"attempts\":[\(attempts)]}")
    }

    /// `GET /api/v1/export`: table, since, format. The first part; `page` gives the others.
    public func export(_ query: [String: String]) throws(Problem) -> Export {
        let ask = try LedgerParameters(query, known: ["table", "since", "format"], now: now())
        let name = try ask.word("table", of: StoreTable.all.map(\.name))
        let format = try ask.word("format", of: ["jsonl", "csv"])
        guard let table = StoreTable.all.first(where: { $0.name == name }) else {
            throw Problem(status: 400, message: "there is no table \(name)")
        }
        return Export(
            store: store, isCSV: format == "csv", query: PageQuery(table: table, since: try ask.time("since") ?? .min))
    }

    /// `POST /api/v1/erase`: exactly one of key, tag and before.
    public func erase(_ body: [String: String]) throws(Problem) -> Reply {
        let ask = try LedgerParameters(body, known: ["key", "tag", "before"], now: now())
        let what: Erasure
        switch (body["key"], body["tag"], try ask.time("before")) {
        case (let key?, nil, nil): what = .key(key)
        case (nil, let tag?, nil): what = .tag(tag)
        case (nil, nil, let time?): what = .before(time)
        default: throw Problem(status: 400, message: "erase exactly one of key, tag and before")
        }
        let report = try asked { () throws(StoreFailure) in try store.erase(what) }
        return Reply(
            type: Self.json,
            body: """
                {"requests":\(report.requests),"attempts":\(report.attempts),"events":\(report.events),\
                "sums":\(report.sums)}
                """)
    }

    private func asked<Answer>(_ question: () throws(StoreFailure) -> Answer) throws(Problem) -> Answer {
        do { return try question() } catch { throw Self.problem(error) }
    }

    static func problem(_ failure: StoreFailure) -> Problem {
        switch failure.kind {
        case .question: Problem(status: 400, message: failure.message)
        case .away, .newerSchema: Problem(status: 503, message: failure.message)
        case .entry: Problem(status: 500, message: failure.message)
        }
    }
}

extension LedgerAPI {
    /// A table on its way out, part by part.
    public struct Export: Sendable {
        let store: any LedgerStore
        let isCSV: Bool
        var query: PageQuery?
        private var isBegun = false

        init(store: any LedgerStore, isCSV: Bool, query: PageQuery) {
            self.store = store
            self.isCSV = isCSV
            self.query = query
        }

        /// Its media type.
        public var type: String { isCSV ? LedgerAPI.csv : LedgerAPI.lines }

        /// The next part; nil: there is none. Waits for the store.
        public mutating func next() throws(Problem) -> String? {
            guard let question = query else { return nil }
            let page: StorePage
            do { page = try store.page(question) } catch { throw LedgerAPI.problem(error) }
            var text = isCSV && !isBegun ? question.table.csvHeader : ""
            isBegun = true
            for row in page.rows { text += isCSV ? row.csv : row.json + "\n" }
            query = page.next.map {
                PageQuery(table: question.table, since: question.since, cursor: $0, limit: question.limit)
            }
            return text
        }
    }
}
