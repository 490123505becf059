public import PlanBEngine
public import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// What would have happened to recorded requests if something had been lost.
public struct WhatIf: Sendable {
    private let snapshot: Snapshot
    private let scenario: Scenario

    /// What would have happened in `scenario` with the configuration `snapshot`, compared with the same without it.
    public init(_ scenario: Scenario, in snapshot: Snapshot) {
        self.scenario = scenario
        self.snapshot = snapshot
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
        let measures = try TargetMeasure.all(in: store, since: since, until: until)
        var comparison = Comparison(
            snapshot, snapshot, scenario, measures: measures, since: since, until: until)
        try comparison.play(from: store, except: rehearsal, most: most)
        return report(comparison)
    }

    /// Replays `requests`, which are in the order of their times, with targets that behave as `measures` say.
    public func report(
        of requests: [RecordedRequest], measures: [String: TargetMeasure], since: Int64, until: Int64
    ) -> WhatIfReport {
        var comparison = Comparison(
            snapshot, snapshot, scenario, measures: measures, since: since, until: until)
        comparison.play(all: requests)
        return report(comparison)
    }

    private func report(_ comparison: Comparison) -> WhatIfReport {
        let (one, other) = (comparison.before?.tally ?? comparison.after.tally, comparison.after.tally)
        return WhatIfReport(
            scenario: scenario.title, since: comparison.since, until: comparison.until,
            recorded: .init(comparison.recorded.served), leftOut: comparison.leftOut, before: .init(one.all),
            after: .init(other.all), refused: other.refusals.words, costBefore: one.cost, costAfter: other.cost,
            unpriced: other.unpriced, failovers: other.failovers, firstOutputBefore: .init(one.firstOutputs),
            firstOutputAfter: .init(other.firstOutputs), durationBefore: .init(one.durations),
            durationAfter: .init(other.durations), routes: routes(one, other), targets: targets(one, comparison))
    }

    private func routes(_ before: ReplayTally, _ after: ReplayTally) -> [WhatIfReport.RouteOutcome] {
        let names = snapshot.routes.routes.map(\.pattern.text)
        let (one, other) = (before.byName(names), after.byName(names))
        return Set(one.keys).union(other.keys).sorted().map { route in
            WhatIfReport.RouteOutcome(
                route: route, before: .init(one[route]?.count ?? .init()), after: .init(other[route]?.count ?? .init()),
                refused: other[route]?.refusals.words ?? [:])
        }
    }

    private func targets(_ before: ReplayTally, _ comparison: Comparison) -> [WhatIfReport.TargetOutcome] {
        let replay = comparison.after
        let used = Set(snapshot.routes.routes.flatMap(\.targets).map(\.index))
        return snapshot.targets.enumerated().filter { used.contains($0.offset) }.map { index, target in
            let count = replay.tally.targets[index]
            let peak = replay.peak(of: index)
            return WhatIfReport.TargetOutcome(
                target: target.name, isLost: replay.isLost[index], before: before.targets[index].answered,
                after: count.answered, cost: count.cost, throttled: count.throttled, mostRequests: peak.requests,
                mostTokens: peak.tokens, measured: comparison.measures[target.name]?.attempts ?? 0,
                quota: replay.quota(of: index))
        }
    }
}
