/// An axis from nothing to a round number, with ticks at round numbers.
public struct PlotScale: Sendable, Equatable {
    /// From one tick to the next: 1, 2 or 5 times a power of ten.
    public let step: Double
    /// The last tick.
    public let top: Double

    /// An axis that `most` fits on.
    ///
    /// - Parameters:
    ///   - most: the largest value; what is no number, or not more than nothing, is taken for nothing.
    ///   - intervals: at most so many steps.
    ///   - isWhole: only whole numbers make sense.
    public init(upTo most: Double, intervals: Int = 5, isWhole: Bool = false) {
        let most = most.isFinite && most > 0 ? min(most, 1e300) : 0
        guard most > 0 else {
            (step, top) = (1, 1)
            return
        }
        var unit = 1.0
        let wanted = most / Double(max(1, intervals))
        while unit > wanted { unit /= 10 }
        while unit * 10 <= wanted { unit *= 10 }
        let round = [1, 2, 5, 10].map { $0 * unit }.first { $0 >= wanted * (1 - 1e-9) } ?? unit * 10
        step = isWhole ? max(1, round) : round
        top = (most / step - 1e-9).rounded(.up) * step
    }

    /// All ticks, from nothing on.
    public var ticks: [Double] { (0...max(1, Int((top / step).rounded()))).map { Double($0) * step } }
}
