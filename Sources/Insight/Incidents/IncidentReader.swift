public import PlanBEngine
public import PlanBLedger

/// Reads what incidents are made of from a ledger, and no more than so much of it.
///
/// All calls wait for a database.
public struct IncidentReader: Sendable {
    /// The most that is read for one answer.
    public struct Limits: Sendable {
        /// Failed attempts, and requests that were not answered.
        public var failures = 20_000
        /// Attempts that are counted for shares.
        public var counted = 300_000
        /// Minutes whose attempts are counted.
        public var minutes = 2000
        /// Attempts, and requests, of one incident.
        public var rows = 50_000
        /// Events.
        public var events = 10_000
        /// Incidents in a list.
        public var incidents = 200

        /// Those of the admin port.
        public init() {}
    }

    private static let day: Int64 = 86_400_000
    private static let page = 5000

    private let store: any LedgerStore
    private let parts: WatchedParts
    private let rehearsal: String
    private let limits: Limits

    /// A reader of `store`.
    ///
    /// - Parameters:
    ///   - parts: what events of health tell of.
    ///   - rehearsal: the id under which rehearsals are booked.
    public init(
        _ store: any LedgerStore, parts: WatchedParts, rehearsal: String = RehearsalAccount.id,
        limits: Limits = Limits()
    ) {
        self.store = store
        self.parts = parts
        self.rehearsal = rehearsal
        self.limits = limits
    }

    /// The incidents that went on between two times, in milliseconds since 1970, the latest first.
    public func list(since: Int64, until: Int64, now: Int64) throws(StoreFailure) -> IncidentList {
        // What began a day before is seen from its beginning, so that it is called the same.
        let begin = since &- Self.day
        var from = begin
        var failures: [AttemptFact] = []
        var isCut = false
        if let table = StoreRows.attemptTable.only(AttemptFact.columns) {
            let rows = try store.troubles(
                TroubleQuery(
                    table: table, since: begin, until: until, except: IncidentRules.others, limit: limits.failures))
            failures = rows.compactMap { AttemptFact($0, rehearsal: rehearsal) }
            isCut = rows.count >= limits.failures
            if isCut, let oldest = rows.last.flatMap({ AttemptFact($0, rehearsal: rehearsal) }) { from = oldest.time }
        }
        let troubled = try troubledRequests(since: begin, until: until)
        let (attempts, counted) = try self.attempts(of: failures, troubled)
        if let counted {
            isCut = true
            from = max(from, counted)
        }
        let finder = IncidentFinder(
            failures: failures, attempts: attempts, troubled: troubled,
            events: try health(since: begin, until: until), parts: parts)
        let found = finder.incidents(now: now).filter { $0.end >= since && $0.start <= until }
        return IncidentList(
            since: since, until: until, lookedAtFrom: max(since, from),
            incidents: Array(found.prefix(limits.incidents)),
            isCut: isCut && from > since || found.count > limits.incidents)
    }

    /// The story of the incident called `id`; nil: there is none.
    public func report(_ id: String, now: Int64) throws(StoreFailure) -> IncidentReport? {
        guard let id = IncidentID(id), id.second > 0, id.second <= now / 1000 else { return nil }
        // Most incidents are short: what came later is looked at only for those that are not.
        var found: (incident: IncidentOutline, others: [IncidentOutline])?
        for days: Int64 in [1, 8] where found == nil || (found?.incident.end ?? 0) > (id.second + 86_000) * 1000 {
            let until = min(now, id.second * 1000 + days * Self.day)
            let list = try list(since: id.second * 1000, until: until, now: now)
            guard let incident = list.incidents.last(where: { $0.isMeant(by: id) }) else { continue }
            found = (incident, list.incidents)
        }
        guard let (incident, others) = found else { return nil }
        let (since, until) = (incident.start - IncidentRules.quiet, incident.end + IncidentRules.quiet)
        let attempts = try rows(StoreRows.attemptTable.only(AttemptFact.columns), since: since, until: until)
        let requests = try rows(StoreRows.requestTable.only(RequestFact.columns), since: since, until: until)
        let (events, isCutToo) = try events(since: since, until: until)
        return IncidentReport(
            incident, attempts: attempts.rows.compactMap { AttemptFact($0, rehearsal: rehearsal) },
            requests: requests.rows.compactMap { RequestFact($0, rehearsal: rehearsal) }, events: events,
            others: others, isCut: attempts.isCut || requests.isCut || isCutToo)
    }

    private func troubledRequests(since: Int64, until: Int64) throws(StoreFailure) -> [RequestFact] {
        guard let table = StoreRows.requestTable.only(RequestFact.columns) else { return [] }
        return try store.troubles(
            TroubleQuery(table: table, since: since, until: until, limit: limits.failures)
        ).compactMap { RequestFact($0, rehearsal: rehearsal) }
    }

    /// How many attempts targets had in the minutes in which they failed, as far as these could be part of an incident. If there
    /// are too many to be counted: since when they were, in milliseconds since 1970.
    private func attempts(
        of failures: [AttemptFact], _ troubled: [RequestFact]
    ) throws(StoreFailure) -> (attempts: [IncidentFinder.Minute: Int], since: Int64?) {
        let noticed = Set(troubled.map(\.id))
        let minutes = Self.minutes(of: failures.filter { !$0.isDrill }, noticed)
        var attempts: [IncidentFinder.Minute: Int] = [:]
        var left = limits.counted
        var end = minutes.endIndex
        // The latest first; minutes that follow each other are counted at once.
        while end > minutes.startIndex {
            var start = end - 1
            while start > 0, minutes[start - 1] == minutes[start] - 1, end - start < 5 { start -= 1 }
            let rows = try store.minutes(
                MinuteQuery(
                    firstMinute: minutes[start], lastMinute: minutes[end - 1], exceptKey: rehearsal, limit: left))
            left -= rows.reduce(0) { $0 + $1.attempts }
            // The last ones may not be all there are of their minutes.
            guard left > 0, minutes.count - start <= limits.minutes else {
                return (attempts, (minutes[end - 1] + 1) * IncidentRules.minute)
            }
            for row in rows {
                attempts[IncidentFinder.Minute(target: row.target, minute: row.minute)] = row.attempts
            }
            end = start
        }
        return (attempts, nil)
    }

    /// Minutes since 1970 with failures that are near enough to others to be an incident, in order.
    private static func minutes(of failures: [AttemptFact], _ noticed: Set<String>) -> [Int64] {
        var minutes: Set<Int64> = []
        for own in Dictionary(grouping: failures, by: { $0.vendor.isEmpty ? $0.target : $0.vendor }).values {
            var cluster: [AttemptFact] = []
            func close() {
                guard cluster.count >= IncidentRules.least || cluster.contains(where: { noticed.contains($0.request) })
                else { return }
                minutes.formUnion(cluster.map { $0.time / IncidentRules.minute })
            }
            for failure in own.sorted(by: { $0.time < $1.time }) {
                // A minute more, as minutes are what is compared in the end.
                if let last = cluster.last, failure.time - last.end > IncidentRules.quiet + IncidentRules.minute {
                    close()
                    cluster = []
                }
                cluster.append(failure)
            }
            close()
        }
        return minutes.sorted()
    }

    /// Changes of health, and what ends them. Of too many the newest count.
    private func health(since: Int64, until: Int64) throws(StoreFailure) -> [EventFact] {
        guard let table = StoreRows.eventTable.only(EventFact.columns) else { return [] }
        return try store.troubles(
            TroubleQuery(table: table, since: since, until: until, limit: limits.events)
        ).reversed().compactMap { EventFact($0) }
    }

    private func events(since: Int64, until: Int64) throws(StoreFailure) -> (events: [EventFact], isCut: Bool) {
        let (rows, isCut) = try rows(
            StoreRows.eventTable.only(EventFact.columns), since: since, until: until, most: limits.events)
        return (rows.compactMap { EventFact($0) }, isCut)
    }

    /// Rows that began between two times, the oldest first, and whether there are more than were read.
    private func rows(
        _ table: StoreTable?, since: Int64, until: Int64, most: Int? = nil
    ) throws(StoreFailure) -> (rows: [StoreRow], isCut: Bool) {
        guard let table, let time = table.place(of: "time") else { return ([], false) }
        var rows: [StoreRow] = []
        var cursor: PageQuery.Cursor?
        let most = most ?? limits.rows
        repeat {
            let page = try store.page(
                PageQuery(table: table, since: since, cursor: cursor, limit: min(Self.page, most)))
            let inTime = page.rows.prefix { ($0.values[time].int ?? .max) <= until }
            rows += inTime
            guard inTime.count == page.rows.count else { return (rows, false) }
            cursor = page.next
        } while cursor != nil && rows.count < most
        return (rows, cursor != nil)
    }
}
