public import PlanBEngine
public import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// What another configuration would have done with recorded requests.
public struct ConfigurationChange: Sendable {
    private let before: Snapshot?
    private let after: Snapshot
    private let names: (before: String, after: String)

    /// What `after` would have done, compared with what `before` would have done.
    ///
    /// - Parameters:
    ///   - before: nil: it is compared with what was recorded.
    ///   - names: what they are called in the report.
    public init(from before: Snapshot?, to after: Snapshot, names: (before: String, after: String)) {
        self.before = before
        self.after = after
        self.names = names
    }

    /// Replays the requests of a ledger that came from `since` on and before `until`, in milliseconds since 1970.
    ///
    /// - Parameter rehearsal: the id under which rehearsals are booked, which are left out.
    public func report(
        from store: any LedgerStore, since: Int64, until: Int64, except rehearsal: String = RehearsalAccount.id
    ) throws(StoreFailure) -> ChangeReport {
        let measures = try TargetMeasure.all(in: store, since: since, until: until)
        var comparison = Comparison(before, after, measures: measures, since: since, until: until)
        try comparison.play(from: store, except: rehearsal)
        return report(comparison)
    }

    /// Replays `requests`, which are in the order of their times, with targets that behave as `measures` say.
    public func report(
        of requests: [RecordedRequest], measures: [String: TargetMeasure], since: Int64, until: Int64
    ) -> ChangeReport {
        var comparison = Comparison(before, after, measures: measures, since: since, until: until)
        comparison.play(all: requests)
        return report(comparison)
    }

    /// One side, with the names of its routes and targets.
    private struct Side {
        var tally: ReplayTally
        var routes: [String]
        var targets: [String]

        var outcome: ChangeReport.Outcome {
            ChangeReport.Outcome(
                served: .init(tally.all), refused: tally.refusals.words, cost: tally.cost, unpriced: tally.unpriced,
                firstOutput: .init(tally.firstOutputs), duration: .init(tally.durations))
        }

        var byRoute: [String: ChangeReport.RouteOutcome] {
            tally.byName(routes).mapValues { route in
                let answers = zip(targets, route.answers).filter { $0.1 > 0 }
                return ChangeReport.RouteOutcome(
                    served: .init(route.count), refused: route.refusals.words,
                    answers: Dictionary(answers, uniquingKeysWith: +), cost: route.cost,
                    firstOutput: .init(route.firstOutputs))
            }
        }
    }

    private func report(_ comparison: Comparison) -> ChangeReport {
        let other = Side(
            tally: comparison.after.tally, routes: after.routes.routes.map(\.pattern.text),
            targets: after.targets.map(\.name))
        // What was recorded is counted by the routes that the new configuration has.
        let one =
            before.map { before in
                Side(
                    tally: comparison.before?.tally ?? other.tally, routes: before.routes.routes.map(\.pattern.text),
                    targets: before.targets.map(\.name))
            }
            ?? Side(
                tally: comparison.recorded.tally ?? other.tally, routes: other.routes,
                targets: comparison.recorded.targets)
        let (old, new) = (one.byRoute, other.byRoute)
        let nothing = ChangeReport.RouteOutcome(
            served: .init(.init()), refused: [:], answers: [:], cost: 0, firstOutput: .init(LatencyTally()))
        return ChangeReport(
            configuration: names.after, against: names.before, isAgainstRecorded: before == nil,
            since: comparison.since, until: comparison.until, recorded: .init(comparison.recorded.served),
            leftOut: comparison.leftOut, before: one.outcome, after: other.outcome,
            failovers: other.tally.failovers,
            routes: Set(old.keys).union(new.keys).sorted().map {
                ChangeReport.RouteChange(route: $0, before: old[$0] ?? nothing, after: new[$0] ?? nothing)
            },
            unmeasured: after.targets.enumerated()
                .filter { other.tally.targets[$0.offset].answered > 0 && comparison.measures[$0.element.name] == nil }
                .map(\.element.name))
    }
}
