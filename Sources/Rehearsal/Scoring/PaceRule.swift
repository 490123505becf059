public import PlanBStatistics

/// Whether a backup has become slow. Another model on another machine is slower or faster by right, and the ratio is shown
/// for what it is; what is found here is a backup that is slower than it was known to be.
///
/// A sample counts as slow if its first output or its end took more than `limit` times as long as that of the primary, times
/// `baseline`. Single answers scatter, so slow samples are normal: up to 30 % of them are good, from 55 % on they are bad,
/// and an SPRT between the two decides, beside the one on conformance. With answers whose logarithm scatters by 0.5, one in
/// six samples of an equal backup is slow, and 72 of 100 of one that takes three times as long.
public struct PaceRule: Sendable, Hashable {
    /// How many times as long as the primary's the backup's answers are known to take; at least 1.
    public var baseline: Double
    /// From how many times as long as expected on a sample is slow.
    public var limit: Double
    /// What took less than this, in milliseconds, is never slow: nobody notices.
    public var floor: Double

    /// The test on slow samples.
    static let design = SPRTDesign.coarse

    /// A rule.
    public init(baseline: Double = 1, limit: Double = 2, floor: Double = 100) {
        self.baseline = baseline.isFinite ? max(1, baseline) : 1
        self.limit = limit
        self.floor = floor
    }

    /// The rule that samples of the past make; nil: there are too few pairs, so that nothing is known that a backup could
    /// be slower than.
    public static func learned(from samples: some Sequence<Sample>) -> PaceRule? {
        let ratios = samples.compactMap { sample in
            ratio(sample.backup.duration, sample.primary?.duration)
                ?? ratio(sample.backup.firstOutput, sample.primary?.firstOutput)
        }
        return ratios.count >= 20 ? PaceRule(baseline: MedianRatio.median(ratios)) : nil
    }

    /// What the test on the pace does if a share of `slow` of the samples is slow.
    public static func characteristic(slow: Double) -> SPRTDesign.Characteristic {
        design.characteristic(at: 1 - slow)
    }

    /// Whether a sample is slow; nil: there is nothing to compare.
    public func isSlow(_ sample: Sample) -> Bool? {
        let times = [
            (sample.backup.firstOutput, sample.primary?.firstOutput),
            (sample.backup.duration, sample.primary?.duration),
        ].compactMap { mine, theirs in Self.ratio(mine, theirs).map { (time: mine ?? 0, ratio: $0) } }
        guard !times.isEmpty else { return nil }
        return times.contains { $0.time >= floor && $0.ratio > limit * baseline }
    }

    private static func ratio(_ above: Double?, _ below: Double?) -> Double? {
        guard let above, let below, above > 0, below > 0 else { return nil }
        return above / below
    }
}
