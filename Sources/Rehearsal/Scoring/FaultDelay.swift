import PlanBStatistics

/// Times to the first output under one kind of made up failure, in milliseconds, and of the control arm beside it.
struct FaultDelay: Sendable {
    /// More of each are not kept: what came first is as good as what comes later.
    private static let most = 2000

    /// Of requests that met the failure, and were answered.
    private(set) var met: [Double] = []
    /// Of requests that went their usual way meanwhile.
    private(set) var spared: [Double] = []

    /// Nothing was measured.
    init() {}

    /// Takes in a request that was answered.
    mutating func note(_ milliseconds: Double, isControl: Bool) {
        if isControl {
            if spared.count < Self.most { spared.append(milliseconds) }
        } else if met.count < Self.most {
            met.append(milliseconds)
        }
    }

    /// What the failure added; nil: too little was measured, or there was no control arm.
    func added(seed: UInt64 = 1) -> DrillReport.AddedTime? {
        var chance = SplitMix64(seed)
        guard let median = QuantileDifference.ofGroups(met, spared, at: 0.5, using: &chance) else { return nil }
        let high = QuantileDifference.ofGroups(met, spared, at: 0.95, using: &chance)
        return DrillReport.AddedTime(
            median: Self.figure(median), p95: high.map(Self.figure), requests: met.count, controls: spared.count)
    }

    private static func figure(_ difference: QuantileDifference) -> DrillReport.AddedTime.Figure {
        DrillReport.AddedTime.Figure(
            milliseconds: whole(difference.value), lower: whole(difference.lower), upper: whole(difference.upper))
    }

    private static func whole(_ value: Double) -> Int { Int(min(max(value, -1e12), 1e12).rounded()) }
}
