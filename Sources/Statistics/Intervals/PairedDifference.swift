/// The difference of two shares of the same samples, with the score interval of Tango (Statistics in Medicine 17, 1998):
/// close to its confidence also with few samples and shares near 0 and 1.
public struct PairedDifference: Sendable, Equatable {
    /// Pairs of which the first is met and the second is not.
    public var onlyFirst: Int
    /// Pairs of which the second is met and the first is not.
    public var onlySecond: Int
    /// All pairs, those that are equal included.
    public var pairs: Int

    /// Pairs; counts below 0 count as 0, and `pairs` is at least the sum of the others.
    public init(onlyFirst: Int, onlySecond: Int, pairs: Int) {
        // A count of pairs is far from 2^40; the limit keeps sums from overflowing.
        let most = 1 << 40
        self.onlyFirst = min(max(0, onlyFirst), most)
        self.onlySecond = min(max(0, onlySecond), most)
        self.pairs = max(min(pairs, 4 * most), self.onlyFirst + self.onlySecond)
    }

    /// First less second, as it was seen, −1 to 1; 0 without pairs.
    public var difference: Double { pairs > 0 ? Double(onlyFirst - onlySecond) / Double(pairs) : 0 }

    /// The one-sided lower bound of the difference; −1 without pairs.
    public func lower(confidence: Double = 0.95) -> Double { bound(Normal.quantile(confidence)) }

    /// The one-sided upper bound of the difference; 1 without pairs.
    public func upper(confidence: Double = 0.95) -> Double { pairs > 0 ? bound(-Normal.quantile(confidence)) : 1 }

    /// Whether the first share is no more than `margin` below the second: true and false are each shown with the stated
    /// confidence; nil: too few pairs to say.
    public func isNoWorse(margin: Double, confidence: Double = 0.95) -> Bool? {
        guard pairs > 0 else { return nil }
        if lower(confidence: confidence) > -margin { return true }
        return upper(confidence: confidence) < -margin ? false : nil
    }

    private func bound(_ z: Double) -> Double {
        // The statistic falls as the difference grows that it is held against.
        Special.bisect(-1, 1) { statistic(at: $0) > z }
    }

    /// How many standard deviations what was seen lies above a true difference of `difference`.
    func statistic(at difference: Double) -> Double {
        let n = Double(pairs)
        let (first, second) = (Double(onlyFirst), Double(onlySecond))
        let a = 2 * n
        let b = -first - second + (2 * n - first + second) * difference
        let c = -second * difference * (1 - difference)
        // The most likely share of the second alone, if `difference` were true.
        let share = ((max(0, b * b - 4 * a * c)).squareRoot() - b) / (2 * a)
        let variance = n * (2 * share + difference * (1 - difference))
        let distance = first - second - n * difference
        guard variance > 1e-12 else { return distance > 0 ? .infinity : distance < 0 ? -.infinity : 0 }
        return distance / variance.squareRoot()
    }
}
