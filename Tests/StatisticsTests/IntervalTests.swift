import Testing

@testable import PlanBStatistics

/// The examples of Newcombe (Statistics in Medicine 17, 1998, table I): the two-sided 95 % interval is both bounds at 97.5 %.
@Test(arguments: [
    (81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0, 0.1684), (1, 29, 0.0009, 0.1776),
])
func clopperPearsonIsThatOfNewcombe(passed: Int, of: Int, lower: Double, upper: Double) {
    #expect(abs(ClopperPearson.lower(passed, of: of, confidence: 0.975) - lower) < 0.00006)
    #expect(abs(ClopperPearson.upper(passed, of: of, confidence: 0.975) - upper) < 0.00006)
}

@Test func clopperPearsonHasTheKnownEnds() {
    #expect(abs(ClopperPearson.lower(59, of: 59) - 0.950492390111773) < 1e-12)
    #expect(abs(ClopperPearson.lower(999_000, of: 1_000_000) - 0.9989464251225456) < 1e-9)
    #expect(abs(ClopperPearson.upper(177, of: 180) - 0.9954422523165353) < 1e-10)
    #expect(ClopperPearson.lower(0, of: 10) == 0)
    #expect(ClopperPearson.upper(10, of: 10) == 1)
    #expect(ClopperPearson.lower(0, of: 0) == 0)
    #expect(ClopperPearson.upper(0, of: 0) == 1)
    #expect(ClopperPearson.lower(20, of: 10) == ClopperPearson.lower(10, of: 10))
    #expect(ClopperPearson.upper(-5, of: 10) == ClopperPearson.upper(0, of: 10))
}

/// The table of zero-failure demonstrations.
@Test(arguments: [(0.9, 29), (0.95, 59), (0.98, 149), (0.99, 299), (0.995, 598), (0.999, 2995)])
func samplesWithoutFailure(share: Double, samples: Int) {
    #expect(ClopperPearson.samplesWithoutFailure(toShow: share) == samples)
    #expect(ClopperPearson.lower(samples, of: samples) >= share)
    #expect(ClopperPearson.lower(samples - 1, of: samples - 1) < share)
}

/// By enumeration of everything that can come out, for many true shares: never less than the stated confidence.
@Test(arguments: [5, 20, 73])
func clopperPearsonCovers(samples: Int) {
    let lowers = (0...samples).map { ClopperPearson.lower($0, of: samples) }
    let uppers = (0...samples).map { ClopperPearson.upper($0, of: samples) }
    for step in 1..<200 {
        let share = Double(step) / 200
        let masses = binomial(samples, share)
        let below = zip(masses, lowers).reduce(0) { $0 + ($1.1 <= share ? $1.0 : 0) }
        let above = zip(masses, uppers).reduce(0) { $0 + ($1.1 >= share ? $1.0 : 0) }
        #expect(below >= 0.95 - 1e-9, "\(share)")
        #expect(above >= 0.95 - 1e-9, "\(share)")
    }
}

/// Watched over 1,500 samples, on 300 walks: a bound that is right each time in 95 % of cases would be wrong at
/// some time in far more than 5 % of them.
@Test(arguments: [(0.5, UInt64(1)), (0.95, 2), (0.99, 3)])
func aConfidenceSequenceHoldsAllTheTime(share: Double, seed: UInt64) {
    var chance = SplitMix64(seed)
    var wrongBelow = 0
    var wrongAbove = 0
    var wrongOnce = 0
    for _ in 0..<300 {
        var passed = 0
        var (isBelow, isAbove, isWrong) = (false, false, false)
        for sample in 1...1500 {
            if chance.unit() < share { passed += 1 }
            // The bound moves little from sample to sample; where it is worst is not known beforehand.
            guard sample < 20 || sample % 50 == 0 else { continue }
            isBelow = isBelow || ConfidenceSequence.lower(passed, of: sample) > share
            isAbove = isAbove || ConfidenceSequence.upper(passed, of: sample) < share
            isWrong = isWrong || ClopperPearson.lower(passed, of: sample) > share
        }
        wrongBelow += isBelow ? 1 : 0
        wrongAbove += isAbove ? 1 : 0
        wrongOnce += isWrong ? 1 : 0
    }
    #expect(wrongBelow <= 24)
    #expect(wrongAbove <= 24)
    #expect(wrongOnce > 30)
}

@Test func aConfidenceSequenceIsWiderAndShrinks() {
    var last = 0.0
    for samples in [10, 100, 1000, 10_000, 100_000] {
        let passed = samples - samples / 100
        let lower = ConfidenceSequence.lower(passed, of: samples)
        #expect(lower < ClopperPearson.lower(passed, of: samples))
        #expect(lower > last)
        #expect(ConfidenceSequence.upper(passed, of: samples) >= Double(passed) / Double(samples))
        last = lower
    }
    #expect(last > 0.987)
    #expect(ConfidenceSequence.lower(0, of: 10) == 0)
    #expect(ConfidenceSequence.lower(0, of: 0) == 0)
    #expect(ConfidenceSequence.upper(0, of: 0) == 1)
}

/// By numeric maximisation of the likelihood under the difference (SciPy 1.17), two-sided 95 %.
@Test(arguments: [
    (0, 1, 44, -0.11807709698227765, 0.059393231350824166), (12, 2, 50, 0.061112406891212466, 0.344708747659252),
    (0, 0, 44, -0.08029560375868146, 0.08029560375868144), (5, 9, 100, -0.12126627779158194, 0.03696782503893719),
    (53, 16, 100, 0.21487718703112238, 0.5049386422574172), (1, 0, 30, -0.08396384153781716, 0.16670390991423314),
])
func tangoIsTheScoreInterval(first: Int, second: Int, pairs: Int, lower: Double, upper: Double) {
    let paired = PairedDifference(onlyFirst: first, onlySecond: second, pairs: pairs)
    #expect(abs(paired.lower(confidence: 0.975) - lower) < 1e-5)
    #expect(abs(paired.upper(confidence: 0.975) - upper) < 1e-5)
}

@Test func noWorseTakesEnoughPairs() {
    #expect(PairedDifference(onlyFirst: 0, onlySecond: 0, pairs: 0).isNoWorse(margin: 0.05) == nil)
    #expect(PairedDifference(onlyFirst: 0, onlySecond: 0, pairs: 20).isNoWorse(margin: 0.05) == nil)
    #expect(PairedDifference(onlyFirst: 1, onlySecond: 1, pairs: 200).isNoWorse(margin: 0.05) == true)
    #expect(PairedDifference(onlyFirst: 5, onlySecond: 60, pairs: 200).isNoWorse(margin: 0.05) == false)
    let odd = PairedDifference(onlyFirst: .max, onlySecond: -3, pairs: -1)
    #expect(odd.lower() > 0.9)
    #expect(odd.upper() <= 1)
}

/// A share is said to be no worse although it is worse by exactly the margin in about 5 % of cases, by simulation.
@Test func noWorseKeepsItsError() {
    var chance = SplitMix64(11)
    var said = 0
    for _ in 0..<2000 {
        var (first, second) = (0, 0)
        for _ in 0..<300 {
            let draw = chance.unit()
            if draw < 0.03 { first += 1 } else if draw < 0.11 { second += 1 }
        }
        if PairedDifference(onlyFirst: first, onlySecond: second, pairs: 300).isNoWorse(margin: 0.05) == true {
            said += 1
        }
    }
    #expect(said <= 135)
    #expect(said >= 60)
}

func binomial(_ samples: Int, _ share: Double) -> [Double] {
    var masses = [1.0]
    for _ in 0..<samples {
        var next = [Double](repeating: 0, count: masses.count + 1)
        for (passed, mass) in masses.enumerated() {
            next[passed] += mass * (1 - share)
            next[passed + 1] += mass * share
        }
        masses = next
    }
    return masses
}
