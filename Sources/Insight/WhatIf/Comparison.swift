import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// Recorded requests, played twice, or once beside what was recorded: the two sides of a report.
struct Comparison {
    /// Rows of one question to the ledger.
    private static let page = 10_000
    /// Targets, breakers and meters have this long to come to what they are at the beginning, in milliseconds.
    private static let warmUp: Int64 = 1_200_000

    let since: Int64
    let until: Int64
    let measures: [String: TargetMeasure]
    private var unchanged: Replays?
    private var changed: Replays
    private(set) var recorded: RecordedTally
    private(set) var leftOut = 0

    /// - Parameter before: what `after` is compared with; nil: what was recorded.
    init(
        _ before: Snapshot?, _ after: Snapshot, _ scenario: Scenario = Scenario(title: ""),
        measures: [String: TargetMeasure], since: Int64, until: Int64
    ) {
        self.since = since
        self.until = until
        self.measures = measures
        // At the beginning of a minute of the calendar: providers that count by the minute most likely count by those.
        let start = since &- Self.warmUp
        let epoch = start &- ((start % 60_000) + 60_000) % 60_000
        unchanged = before.map {
            Replays($0, Scenario(title: ""), measures: measures, epoch: epoch, countsFrom: since)
        }
        changed = Replays(after, scenario, measures: measures, epoch: epoch, countsFrom: since)
        recorded = RecordedTally(after, isInFull: before == nil)
    }

    /// What the other side is compared with; nil: that is what was recorded.
    var before: Replay? { unchanged?.result }

    /// What would have happened.
    var after: Replay { changed.result }

    mutating func play(_ request: RecordedRequest?) {
        guard let request else { return leftOut += 1 }
        if request.time >= since { recorded.note(request) }
        unchanged?.play(request)
        changed.play(request)
    }

    mutating func finish() {
        unchanged?.finish()
        changed.finish()
    }

    /// Plays those of `requests`, which are in the order of their times, that came before `until`, and a while before `since`, to
    /// the end.
    mutating func play(all requests: [RecordedRequest]) {
        for request in requests where request.time >= since &- Self.warmUp && request.time < until { play(request) }
        finish()
    }

    /// Plays the requests of a ledger that came before `until`, and a while before `since`, to the end.
    ///
    /// - Parameters:
    ///   - rehearsal: the id under which rehearsals are booked, which are left out.
    ///   - most: refuses to replay more rows than this.
    mutating func play(
        from store: any LedgerStore, except rehearsal: String, most: Int = .max
    ) throws(StoreFailure) {
        guard let table = StoreRows.requestTable.only(RecordedRequest.columns) else { return }
        var cursor: PageQuery.Cursor?
        var isDone = false
        var count = 0
        while !isDone {
            let page = try store.page(
                PageQuery(table: table, since: since &- Self.warmUp, cursor: cursor, limit: Self.page))
            for row in page.rows {
                guard (row["time"].int ?? .min) < until else {
                    isDone = true
                    break
                }
                play(RecordedRequest(row, except: rehearsal))
            }
            count += page.rows.count
            guard count <= most || isDone else {
                throw StoreFailure(
                    .question, "there are more than \(most) requests in this time: ask for a shorter one")
            }
            cursor = page.next
            isDone = isDone || cursor == nil
        }
        finish()
    }
}

extension WhatIfReport.Served {
    init(_ count: ReplayTally.Count) { self.init(requests: count.requests, answered: count.answered) }
}

extension WhatIfReport.Times {
    init(_ tally: LatencyTally) {
        self.init(p50: tally.milliseconds(0.5), p95: tally.milliseconds(0.95), p99: tally.milliseconds(0.99))
    }
}

extension [ReplayTally.Refusal: Int] {
    /// By why, in words.
    var words: [String: Int] { [String: Int](uniqueKeysWithValues: map { ($0.key.rawValue, $0.value) }) }
}
