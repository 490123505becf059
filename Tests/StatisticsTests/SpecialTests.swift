import Testing

@testable import PlanBStatistics

/// Values of SciPy 1.17.
@Test(arguments: [
    (0.3, 2.0, 5.0, 0.5798250000000003), (0.9, 100, 3, 0.0016335260315866332), (0.5, 0.5, 0.5, 0.5),
    (0.99, 1000.5, 12.5, 0.7348679647295284), (0.001, 0.5, 300, 0.5613457311299086),
])
func incompleteBetaIsThatOfSciPy(x: Double, a: Double, b: Double, expected: Double) {
    #expect(abs(Special.incompleteBeta(x, a, b) - expected) < 1e-12)
}

@Test(arguments: [
    (0.5, 0.5723649429247), (1, 0), (3.7, 1.428072326665388), (12, 17.502307845873887), (100.5, 361.43554046777757),
    (1e6, 12_815_504.569147611),
])
func logGammaIsThatOfSciPy(x: Double, expected: Double) {
    #expect(abs(Special.logGamma(x) - expected) <= 1e-12 * max(1, abs(expected)))
}

@Test func normalQuantilesAreThoseOfTheTables() {
    #expect(abs(Normal.quantile(0.95) - 1.6448536269514722) < 1e-10)
    #expect(abs(Normal.quantile(0.975) - 1.959963984540054) < 1e-10)
    #expect(abs(Normal.quantile(0.5)) < 1e-10)
    #expect(abs(Normal.probability(upTo: 1) - 0.8413447460685429) < 1e-14)
}
