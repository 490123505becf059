public import PlanBEngine
public import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// What would have happened to recorded requests if something had been lost, or configured otherwise.
public struct WhatIf: Sendable {
    /// Rows of one question to the ledger.
    private static let page = 10_000
    /// Targets, breakers and meters have this long to come to what they are at the beginning.
    private static let warmUp: Int64 = 1_200_000

    private let before: Snapshot
    private let after: Snapshot
    private let scenario: Scenario

    /// - Parameters:
    ///   - before: what the scenario is compared with: the configuration in force.
    ///   - after: the configuration in which it happens; nil: the same.
    public init(_ scenario: Scenario, in before: Snapshot, instead after: Snapshot? = nil) {
        self.scenario = scenario
        self.before = before
        self.after = after ?? before
    }

    /// Replays the requests of a ledger that came from `since` on and before `until`, in milliseconds since 1970.
    ///
    /// - Parameters:
    ///   - rehearsal: the id under which rehearsals are booked, which are left out.
    ///   - most: refuses to replay more rows than this.
    public func report(
        from store: any LedgerStore, since: Int64, until: Int64, except rehearsal: String = RehearsalAccount.id,
        most: Int = .max
    ) throws(StoreFailure) -> WhatIfReport {
        let measures = try TargetMeasure.all(in: store, since: since, until: until, except: rehearsal)
        var comparison = Comparison(self, measures: measures, since: since, until: until)
        guard let table = StoreRows.requestTable.only(RecordedRequest.columns) else { return comparison.report() }
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
                comparison.play(RecordedRequest(row, except: rehearsal))
            }
            count += page.rows.count
            guard count <= most || isDone else {
                throw StoreFailure(
                    .question, "there are more than \(most) requests in this time: ask for a shorter one")
            }
            cursor = page.next
            isDone = isDone || cursor == nil
        }
        return comparison.report()
    }

    /// Replays `requests`, which are in the order of their times, with targets that behave as `measures` say.
    public func report(
        of requests: [RecordedRequest], measures: [String: TargetMeasure], since: Int64, until: Int64
    ) -> WhatIfReport {
        var comparison = Comparison(self, measures: measures, since: since, until: until)
        for request in requests where request.time < until { comparison.play(request) }
        return comparison.report()
    }

    /// The two replays, side by side.
    private struct Comparison {
        let whatIf: WhatIf
        let measures: [String: TargetMeasure]
        let since: Int64
        let until: Int64
        var before: Replay
        var after: Replay
        var recorded = WhatIfReport.Served(requests: 0, answered: 0)
        var leftOut = 0

        init(_ whatIf: WhatIf, measures: [String: TargetMeasure], since: Int64, until: Int64) {
            self.whatIf = whatIf
            self.measures = measures
            self.since = since
            self.until = until
            let epoch = since &- WhatIf.warmUp
            let nothing = Scenario(title: "")
            before = Replay(whatIf.before, nothing, measures: measures, epoch: epoch, countsFrom: since)
            after = Replay(whatIf.after, whatIf.scenario, measures: measures, epoch: epoch, countsFrom: since)
        }

        mutating func play(_ request: RecordedRequest?) {
            guard let request else { return leftOut += 1 }
            if request.time >= since {
                recorded.requests += 1
                if request.isAnswered { recorded.answered += 1 }
            }
            before.play(request)
            after.play(request)
        }

        mutating func report() -> WhatIfReport {
            before.finish()
            after.finish()
            let (one, other) = (before.tally, after.tally)
            return WhatIfReport(
                scenario: whatIf.scenario.title, since: since, until: until, recorded: recorded, leftOut: leftOut,
                before: Self.served(one.all), after: Self.served(other.all), refused: Self.words(other.refusals),
                costBefore: one.cost, costAfter: other.cost, unpriced: other.unpriced, failovers: other.failovers,
                firstOutputBefore: Self.times(one.firstOutputs), firstOutputAfter: Self.times(other.firstOutputs),
                durationBefore: Self.times(one.durations), durationAfter: Self.times(other.durations), routes: routes,
                targets: targets)
        }

        private var routes: [WhatIfReport.RouteOutcome] {
            Set(before.tally.routes.keys).union(after.tally.routes.keys).sorted().map { route in
                WhatIfReport.RouteOutcome(
                    route: route, before: Self.served(before.tally.routes[route] ?? .init()),
                    after: Self.served(after.tally.routes[route] ?? .init()),
                    refused: Self.words(after.tally.refusedByRoute[route] ?? [:]))
            }
        }

        private var targets: [WhatIfReport.TargetOutcome] {
            let snapshot = whatIf.after
            let earlier = Dictionary(
                zip(whatIf.before.targets.map(\.name), before.tally.targets), uniquingKeysWith: { first, _ in first })
            let used = Set(snapshot.routes.routes.flatMap(\.targets).map(\.index))
            return snapshot.targets.enumerated().filter { used.contains($0.offset) }.map { index, target in
                let count = after.tally.targets[index]
                let peak = after.peak(of: index)
                return WhatIfReport.TargetOutcome(
                    target: target.name, isLost: after.isLost[index],
                    before: earlier[target.name]?.answered ?? 0, after: count.answered, cost: count.cost,
                    throttled: count.throttled, mostRequests: peak.requests, mostTokens: peak.tokens,
                    measured: measures[target.name]?.attempts ?? 0, quota: after.quota(of: index))
            }
        }

        private static func served(_ count: ReplayTally.Count) -> WhatIfReport.Served {
            WhatIfReport.Served(requests: count.requests, answered: count.answered)
        }

        private static func words(_ refusals: [ReplayTally.Refusal: Int]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: refusals.map { ($0.key.rawValue, $0.value) })
        }

        private static func times(_ tally: LatencyTally) -> WhatIfReport.Times {
            WhatIfReport.Times(
                p50: tally.milliseconds(0.5), p95: tally.milliseconds(0.95), p99: tally.milliseconds(0.99))
        }
    }
}
