/// How much larger a quantile is in one group than in another, with an interval by the bootstrap: the percentiles of what the
/// difference is in samples drawn from the samples (Efron, Annals of Statistics 7, 1979).
public struct QuantileDifference: Sendable, Equatable {
    /// The difference, in the unit of the values.
    public var value: Double
    /// The lower end of the interval.
    public var lower: Double
    /// The upper end of the interval.
    public var upper: Double

    /// The fewest values in each group, whatever the quantile.
    public static let fewest = 8
    /// The most values of each group that are drawn from. Of more, evenly spaced ones are taken.
    public static let most = 500

    /// The quantile of `values` less that of `others`, two groups that have nothing to do with each other.
    /// - Parameters:
    ///   - quantile: 0 to 1, without 1: 0.5 is the median.
    ///   - confidence: of the two-sided interval.
    ///   - draws: how many samples are drawn.
    ///   - chance: decides what is drawn.
    /// - Returns: nil with fewer than `fewest` values on a side, or so few that none is expected beyond the quantile.
    public static func ofGroups(
        _ values: [Double], _ others: [Double], at quantile: Double, confidence: Double = 0.9, draws: Int = 1000,
        using chance: inout some RandomNumberGenerator
    ) -> QuantileDifference? {
        guard (0..<1).contains(quantile) else { return nil }
        let (values, others) = (thinned(values.filter(\.isFinite)), thinned(others.filter(\.isFinite)))
        let needed = max(Double(fewest), 1 / (1 - quantile))
        guard Double(min(values.count, others.count)) >= needed - 1e-9 else { return nil }
        let differences = (0..<max(1, draws)).map { _ in
            Self.quantile(values.map { _ in values[chance.below(values.count)] }, quantile)
                - Self.quantile(others.map { _ in others[chance.below(others.count)] }, quantile)
        }.sorted()
        let tail = min(max(0, (1 - confidence) / 2), 0.5) * Double(differences.count - 1)
        let low = Int(tail.rounded(.down))
        return QuantileDifference(
            value: Self.quantile(values, quantile) - Self.quantile(others, quantile), lower: differences[low],
            upper: differences[differences.count - 1 - low])
    }

    /// The quantile of `values`, between two of them by their distance; 0 of none.
    public static func quantile(_ values: [Double], _ quantile: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let place = min(max(0, quantile), 1) * Double(sorted.count - 1)
        let low = Int(place.rounded(.down))
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }

    private static func thinned(_ values: [Double]) -> [Double] {
        guard values.count > most else { return values }
        return (0..<most).map { values[$0 * values.count / most] }
    }
}
