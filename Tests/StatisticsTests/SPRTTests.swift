import Testing

@testable import PlanBStatistics

/// What a test does, by following every sequence of outcomes that is worth following.
private func enumerated(_ design: SPRTDesign, share: Double) -> (rejects: Double, samples: Double) {
    var open: [(test: SPRT, mass: Double)] = [(SPRT(design), 1)]
    var (rejects, samples) = (0.0, 0.0)
    while let (test, mass) = open.popLast() {
        if let decision = test.decision {
            samples += mass * Double(test.samples)
            rejects += decision == .reject ? mass : 0
        } else if mass > 1e-10 {
            for isGood in [true, false] {
                var next = test
                next.note(isGood)
                open.append((next, mass * (isGood ? share : 1 - share)))
            }
        }
    }
    return (rejects, samples)
}

@Test(arguments: [0.2, 0.5, 0.8])
func theExactCharacteristicIsThatOfAllSequences(share: Double) throws {
    let design = try #require(SPRTDesign(good: 0.9, bad: 0.25, alpha: 0.1, beta: 0.1))
    let exact = design.characteristic(at: share)
    let all = enumerated(design, share: share)
    #expect(abs(exact.rejects - all.rejects) < 1e-5)
    #expect(abs(exact.samples - all.samples) < 1e-4)
    #expect(abs(exact.rejects + exact.accepts + exact.undecided - 1) < 1e-12)
}

/// Every design keeps both of its errors, exactly, and the power does so with something to spare.
@Test(arguments: [(0.98, 0.9), (0.95, 0.85), (0.99, 0.95), (0.99, 0.97), (0.999, 0.99), (0.7, 0.45)])
func bothErrorsAreKept(good: Double, bad: Double) throws {
    let design = try #require(SPRTDesign(good: good, bad: bad))
    let ofGood = design.characteristic(at: good)
    let ofBad = design.characteristic(at: bad)
    #expect(ofGood.rejects <= 0.05)
    #expect(ofBad.rejects >= 0.955)
    #expect(ofGood.undecided < 1e-12)
    #expect(ofBad.undecided < 1e-12)
}

/// Values of a second implementation, in another language, of the bounds of this one.
@Test func theDrillsAreThoseOfTheTables() {
    #expect(SPRTDesign.drill.straightToAccept == 77)
    #expect(SPRTDesign.drill.straightToReject == 2)
    #expect(SPRTDesign.strict.straightToAccept == 351)
    let good = SPRTDesign.drill.characteristic(at: 0.99)
    #expect(abs(good.rejects - 0.0291) < 0.00006)
    #expect(abs(good.samples - 120.6) < 0.06)
    let bad = SPRTDesign.drill.characteristic(at: 0.95)
    #expect(abs(bad.rejects - 0.9594) < 0.00006)
    #expect(abs(bad.samples - 79.9) < 0.06)
    let strict = SPRTDesign.strict.characteristic(at: 0.99)
    #expect(abs(strict.rejects - 0.9592) < 0.00006)
    #expect(abs(strict.samples - 251.7) < 0.06)
    #expect(SPRTDesign.drill.characteristic(at: 1).samples == 77)
    #expect(SPRTDesign.drill.characteristic(at: 0).samples == 2)
}

@Test func aCalculationThatIsBrokenOffSaysSo() {
    let cut = SPRTDesign.drill.characteristic(at: 0.99, most: 50)
    #expect(cut.undecided > 0.5)
    #expect(abs(cut.rejects + cut.accepts + cut.undecided - 1) < 1e-12)
}

@Test func aDecisionStays() {
    var test = SPRT(.drill)
    test.note(false)
    #expect(test.decision == nil)
    test.note(false)
    #expect(test.decision == .reject)
    for _ in 0..<1000 { test.note(true) }
    #expect(test.decision == .reject)
    #expect(test.samples == 2)
}

@Test func nonsenseIsNoDesign() {
    #expect(SPRTDesign(good: 0.9, bad: 0.95) == nil)
    #expect(SPRTDesign(good: 1, bad: 0.95) == nil)
    #expect(SPRTDesign(good: 0.99, bad: 0) == nil)
    #expect(SPRTDesign(good: .nan, bad: 0.5) == nil)
    #expect(SPRTDesign(good: 0.99, bad: 0.95, alpha: 0.5) == nil)
}

@Test func simulatedRunsAreThoseThatWereCalculated() {
    var chance = SplitMix64(5)
    var (rejected, samples) = (0, 0)
    for _ in 0..<4000 {
        var test = SPRT(.drill)
        while test.decision == nil { test.note(chance.unit() < 0.95) }
        rejected += test.decision == .reject ? 1 : 0
        samples += test.samples
    }
    let exact = SPRTDesign.drill.characteristic(at: 0.95)
    #expect(abs(Double(rejected) / 4000 - exact.rejects) < 0.013)
    #expect(abs(Double(samples) / 4000 / exact.samples - 1) < 0.06)
}
