import Testing

@testable import PlanBStatistics

@Test func theMedianIsTheMiddle() {
    #expect(MedianRatio.median([]) == 0)
    #expect(MedianRatio.median([3, 1, 2]) == 2)
    #expect(MedianRatio.median([4, 1, 2, 3]) == 2.5)
}

@Test func fewValuesMakeNoInterval() {
    var chance = SplitMix64(1)
    #expect(MedianRatio.ofPairs(Array(repeating: (2, 1), count: 7), using: &chance) == nil)
    #expect(MedianRatio.ofPairs([(2, 0), (0, 1), (.nan, 1), (1, .infinity)], using: &chance) == nil)
    #expect(MedianRatio.ofGroups(Array(repeating: 1, count: 20), [1, 2], using: &chance) == nil)
    #expect(
        MedianRatio.ofPairs(Array(repeating: (2, 1), count: 8), using: &chance)
            == MedianRatio(value: 2, lower: 2, upper: 2))
}

@Test func theSameSeedGivesTheSameInterval() {
    let pairs = (1...50).map { (number: Int) -> (upper: Double, lower: Double) in
        (Double(number * 7 % 31 + 1), Double(number * 5 % 23 + 1))
    }
    var (first, second) = (SplitMix64(3), SplitMix64(3))
    #expect(MedianRatio.ofPairs(pairs, using: &first) == MedianRatio.ofPairs(pairs, using: &second))
}

/// Of 120 intervals at 90 %, of times that scatter by a factor, about 108 hold the true ratio.
@Test(arguments: [true, false])
func theBootstrapCovers(isPaired: Bool) {
    var chance = SplitMix64(21)
    var held = 0
    for _ in 0..<120 {
        let below = (0..<30).map { _ in skewed(&chance) }
        let above = (0..<30).map { _ in 1.3 * skewed(&chance) }
        let found =
            isPaired
            ? MedianRatio.ofPairs(zip(above, below).map { ($0, $1) }, draws: 200, using: &chance)
            : MedianRatio.ofGroups(above, below, draws: 200, using: &chance)
        if let found, found.lower <= 1.3, found.upper >= 1.3 { held += 1 }
    }
    #expect(held >= 97)
    #expect(held <= 118)
}

private func skewed(_ chance: inout SplitMix64) -> Double {
    let sum = (0..<12).reduce(-6.0) { sum, _ in sum + chance.unit() }
    return 100 * (sum * 0.3 + 3) * (sum * 0.3 + 3)
}
