/// The ratio of two medians with an interval by the bootstrap: the percentiles of what the ratio is in samples drawn from
/// the samples (Efron, Annals of Statistics 7, 1979). Without an assumption on how times and lengths are distributed.
public struct MedianRatio: Sendable, Equatable {
    /// The ratio.
    public var value: Double
    /// The lower end of the interval.
    public var lower: Double
    /// The upper end of the interval.
    public var upper: Double

    /// The fewest values on each side: with fewer the interval is too narrow to be shown.
    public static let fewest = 8
    /// The most values of each side that are drawn from. Of more, evenly spaced ones are taken.
    public static let most = 2000

    /// The ratio of the medians of values that belong together, pair by pair: both of a pair are drawn together.
    /// - Parameters:
    ///   - pairs: above 0; others are passed over.
    ///   - confidence: of the two-sided interval.
    ///   - draws: how many samples are drawn.
    ///   - chance: decides what is drawn.
    /// - Returns: nil with fewer than `fewest` pairs.
    public static func ofPairs(
        _ pairs: [(upper: Double, lower: Double)], confidence: Double = 0.9, draws: Int = 1000,
        using chance: inout some RandomNumberGenerator
    ) -> MedianRatio? {
        let pairs = thinned(pairs.filter { isUsable($0.upper) && isUsable($0.lower) })
        guard pairs.count >= fewest else { return nil }
        let (above, below) = (pairs.map(\.upper), pairs.map(\.lower))
        var drawnAbove = above
        var drawnBelow = below
        return interval(median(above) / median(below), confidence, draws) {
            for place in pairs.indices {
                let drawn = chance.below(pairs.count)
                drawnAbove[place] = above[drawn]
                drawnBelow[place] = below[drawn]
            }
            return median(drawnAbove) / median(drawnBelow)
        }
    }

    /// The ratio of the medians of two groups that have nothing to do with each other.
    public static func ofGroups(
        _ above: [Double], _ below: [Double], confidence: Double = 0.9, draws: Int = 1000,
        using chance: inout some RandomNumberGenerator
    ) -> MedianRatio? {
        let above = thinned(above.filter(isUsable))
        let below = thinned(below.filter(isUsable))
        guard above.count >= fewest, below.count >= fewest else { return nil }
        return interval(median(above) / median(below), confidence, draws) {
            let drawnAbove = above.map { _ in above[chance.below(above.count)] }
            let drawnBelow = below.map { _ in below[chance.below(below.count)] }
            return median(drawnAbove) / median(drawnBelow)
        }
    }

    /// The middle value, of an even number the mean of the two; 0 of none.
    public static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private static func isUsable(_ value: Double) -> Bool { value > 0 && value < .infinity }

    private static func thinned<Value>(_ values: [Value]) -> [Value] {
        guard values.count > most else { return values }
        return (0..<most).map { values[$0 * values.count / most] }
    }

    private static func interval(
        _ value: Double, _ confidence: Double, _ draws: Int, _ draw: () -> Double
    ) -> MedianRatio {
        let ratios = (0..<max(1, draws)).map { _ in draw() }.sorted()
        let tail = min(max(0, (1 - confidence) / 2), 0.5) * Double(ratios.count - 1)
        let low = Int(tail.rounded(.down))
        return MedianRatio(value: value, lower: ratios[low], upper: ratios[ratios.count - 1 - low])
    }
}
