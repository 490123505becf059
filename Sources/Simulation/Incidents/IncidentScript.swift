import PlanBPolicy
import PlanBVocabulary

/// Puts the scenario of an incident together.
struct IncidentScript {
    private var scenario: Scenario
    /// When traffic ends.
    private let end: Instant

    /// `count` targets of different vendors, tried in order, under steady traffic of one request `every` so often for
    /// `length`.
    init(targets count: Int, length: Instant.Span, every: Instant.Span, onCut: OnCut = .error) {
        let targets = (0..<count).map { TargetPlan(index: $0, endpoint: $0, account: $0, model: $0) }
        var route = RoutePlan(chain: targets.map { .target($0.index) })
        route.onCut = onCut
        scenario = Scenario(seed: 2025, targets: targets, route: route, requests: [], faults: [])
        end = VirtualLoop.start + length
        var at = VirtualLoop.start + .seconds(1)
        while at < end {
            var plan = RequestPlan(index: scenario.requests.count, at: at)
            plan.isStream = plan.index % 3 != 0
            plan.pieces = 4
            scenario.requests.append(plan)
            at = at + every
        }
    }

    /// A moment so long after the beginning.
    static func at(_ span: Instant.Span) -> Instant { VirtualLoop.start + span }

    func changed(_ change: (inout Scenario) -> Void) -> IncidentScript {
        var script = self
        change(&script.scenario)
        return script
    }

    /// `kind` at `scope` between two moments, for `percent` of attempts.
    func fault(
        _ kind: FaultKind, _ stage: Stage = .head, at scope: FaultPlan.Scope, from: Instant.Span, to: Instant.Span,
        percent: Int = 100
    ) -> IncidentScript {
        changed {
            $0.faults.append(
                FaultPlan(
                    scope: scope, kind: kind, stage: stage, from: Self.at(from), to: Self.at(to),
                    share: FaultPlan.always * percent / 100))
        }
    }

    func incident(_ name: String, _ story: String, _ expectations: Incident.Expectation...) -> Incident {
        Incident(name: name, story: story, scenario: scenario, expectations: expectations)
    }
}
