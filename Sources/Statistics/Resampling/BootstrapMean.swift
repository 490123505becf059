/// A mean with an interval by the bootstrap: the percentiles of the means of samples drawn from the samples (Efron, Annals of
/// Statistics 7, 1979).
public struct BootstrapMean: Sendable, Equatable {
    /// The mean.
    public var value: Double
    /// The lower end of the interval.
    public var lower: Double
    /// The upper end of the interval.
    public var upper: Double

    /// The fewest values: with fewer the interval is too narrow to be shown.
    public static let fewest = 8
    /// The most values that are drawn from. Of more, evenly spaced ones are taken.
    public static let most = 2000

    /// The mean of `values`.
    /// - Parameters:
    ///   - confidence: of the two-sided interval.
    ///   - draws: how many samples are drawn.
    ///   - chance: decides what is drawn.
    /// - Returns: nil with fewer than `fewest` finite values.
    public static func of(
        _ values: [Double], confidence: Double = 0.9, draws: Int = 1000, using chance: inout some RandomNumberGenerator
    ) -> BootstrapMean? {
        let values = thinned(values.filter(\.isFinite))
        guard values.count >= fewest else { return nil }
        let means = (0..<max(1, draws)).map { _ in
            values.indices.reduce(0.0) { sum, _ in sum + values[chance.below(values.count)] } / Double(values.count)
        }.sorted()
        let tail = min(max(0, (1 - confidence) / 2), 0.5) * Double(means.count - 1)
        let low = Int(tail.rounded(.down))
        return BootstrapMean(
            value: values.reduce(0, +) / Double(values.count), lower: means[low], upper: means[means.count - 1 - low])
    }

    private static func thinned(_ values: [Double]) -> [Double] {
        guard values.count > most else { return values }
        return (0..<most).map { values[$0 * values.count / most] }
    }
}
