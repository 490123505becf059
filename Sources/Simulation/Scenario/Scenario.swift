import PlanBVocabulary

/// Everything that happens, as a value: what the world is like, who asks when, and what goes wrong.
struct Scenario {
    /// A new configuration is put in force.
    struct Reload {
        var at: Instant
        var route: RoutePlan
    }

    /// The calendar clock jumps.
    struct Jump {
        var at: Instant
        var seconds: Int64
    }

    var seed: UInt64
    var targets: [TargetPlan]
    var route: RoutePlan
    var requests: [RequestPlan]
    var faults: [FaultPlan]
    var reloads: [Reload] = []
    var jumps: [Jump] = []
    /// Its rehearsals; nil: it has none.
    var drills: DrillScript?

    /// Whether `target` has no fault in a span of time that could keep a request from being answered.
    func isHealthy(_ target: TargetPlan, from: Instant, to: Instant) -> Bool {
        for fault in faults where fault.from <= to && from < fault.to && fault.meets(target) {
            if !fault.kind.isHarmless || fault.kind.isSlow { return false }
        }
        return true
    }
}
