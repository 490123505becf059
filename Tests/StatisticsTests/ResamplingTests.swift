import Testing

@testable import PlanBStatistics

struct ResamplingTests {
    @Test(arguments: [(0.0, 1.0), (0.5, 2.5), (0.95, 3.85), (1.0, 4.0)])
    func quantilesLieBetweenTheValues(quantile: Double, expected: Double) {
        #expect(abs(QuantileDifference.quantile([4, 1, 3, 2], quantile) - expected) < 1e-9)
        #expect(QuantileDifference.quantile([], quantile) == 0)
    }

    /// A shift is found to the unit, whatever the quantile; of too few values nothing is said.
    @Test(arguments: [(0.5, 7, false), (0.5, 8, true), (0.95, 19, false), (0.95, 20, true), (1, 100, false)])
    func aShiftIsFoundFromSoManyValuesOn(quantile: Double, count: Int, isFound: Bool) {
        var chance = SplitMix64(3)
        let usual = (0..<count).map { Double($0) }
        let found = QuantileDifference.ofGroups(usual.map { $0 + 500 }, usual, at: quantile, using: &chance)
        #expect((found != nil) == isFound)
        if let found { #expect(abs(found.value - 500) < 1e-9 && found.lower <= 500 && found.upper >= 500) }
    }

    /// Of 120 intervals at 90 % about 108 hold the truth.
    @Test func intervalsHoldTheTruth() {
        var chance = SplitMix64(9)
        var (differences, means) = (0, 0)
        for _ in 0..<120 {
            let usual = (0..<40).map { _ in chance.unit() }
            let late = (0..<40).map { _ in chance.unit() + 2 }
            let difference = QuantileDifference.ofGroups(late, usual, at: 0.5, draws: 200, using: &chance)
            if let difference, difference.lower <= 2, difference.upper >= 2 { differences += 1 }
            let mean = BootstrapMean.of(usual, draws: 200, using: &chance)
            if let mean, mean.lower <= 0.5, mean.upper >= 0.5 { means += 1 }
        }
        #expect((98...119).contains(differences) && (98...119).contains(means))
    }

    @Test func aMeanOfFewValuesIsNotShown() {
        var chance = SplitMix64(1)
        #expect(BootstrapMean.of(Array(repeating: 1, count: 7), using: &chance) == nil)
        #expect(
            BootstrapMean.of(Array(repeating: 0.5, count: 8) + [.nan], using: &chance)
                == BootstrapMean(value: 0.5, lower: 0.5, upper: 0.5))
    }
}
