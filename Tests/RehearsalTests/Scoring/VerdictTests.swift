import PlanBEngine
import PlanBPolicy
import PlanBStatistics
import Testing

@testable import PlanBRehearsal

private func sample(_ key: String, _ isGood: Bool, slow: Double = 1, at: Int64 = 0) -> Sample {
    Sample(
        key: key, at: at, gates: [.complete: isGood ? .pass : .fail],
        backup: .init(firstOutput: 200 * slow, duration: 1000 * slow, outputTokens: 30, cost: 700),
        primary: .init(firstOutput: 200, duration: 1000, outputTokens: 20, cost: 1000))
}

@Test func samplesWithoutFailureAccept() {
    var verdict = DrillVerdict()
    #expect(verdict.samplesMissing == 77)
    for number in 0..<76 { verdict.note(sample("\(number)", true)) }
    #expect(verdict.verdict == .undecided)
    #expect(verdict.samplesMissing == 1)
    verdict.note(sample("last", true))
    #expect(verdict.verdict == .good)
    #expect(verdict.samplesMissing == 0)
    #expect(verdict.samples == 77)
    for number in 0..<50 { verdict.note(sample("bad \(number)", false)) }
    #expect(verdict.verdict == .good)
}

@Test func repeatsDoNotAdd() {
    var verdict = DrillVerdict()
    for _ in 0..<1000 { verdict.note(sample("the same", true)) }
    #expect(verdict.verdict == .undecided)
    #expect(verdict.samples == 1)
    for _ in 0..<10 { verdict.note(sample("also the same", false)) }
    #expect(verdict.failures == 1)
}

@Test func twoFailuresAtOnceReject() {
    var verdict = DrillVerdict()
    verdict.note(sample("a", false))
    verdict.note(sample("b", false))
    #expect(verdict.verdict == .bad)
    #expect(verdict.reason == .form)
}

@Test func whatBecameSlowIsBad() {
    var verdict = DrillVerdict(pace: PaceRule())
    while verdict.verdict == .undecided { verdict.note(sample("\(verdict.samples)", true, slow: 3)) }
    #expect(verdict.verdict == .bad)
    #expect(verdict.reason == .pace)
    #expect(verdict.samples < 10)
}

@Test func whatWasAlwaysSlowIsNot() throws {
    let past = (0..<40).map { sample("\($0)", true, slow: 3) }
    #expect(PaceRule.learned(from: past.prefix(19)) == nil)
    let rule = try #require(PaceRule.learned(from: past))
    #expect(rule.baseline == 3)
    var verdict = DrillVerdict(pace: rule)
    while verdict.verdict == .undecided { verdict.note(sample("\(verdict.samples)", true, slow: 3)) }
    #expect(verdict.verdict == .good)
}

@Test func whatNobodyNoticesIsNotSlow() {
    let fast = Sample(
        key: "", gates: [:], backup: .init(firstOutput: 9, duration: 90), primary: .init(firstOutput: 1, duration: 10))
    #expect(PaceRule().isSlow(fast) == false)
    #expect(PaceRule(floor: 50).isSlow(fast) == true)
    #expect(PaceRule().isSlow(Sample(key: "", gates: [:])) == nil)
    #expect(PaceRule(baseline: .nan).baseline == 1)
}

@Test func aScorecardCountsEverySampleOnce() {
    var builder = ScorecardBuilder()
    let areNew = [(false, 5), (true, 6), (false, 4)].map { builder.add(sample("a", $0.0, at: $0.1)) }
    #expect(areNew == [true, false, false])
    #expect(builder.card().conformance == .init(passed: 1, of: 1, lower: ClopperPearson.lower(1, of: 1)))
    for number in 0..<100 { builder.add(sample("\(number)", number > 1, slow: 2, at: 7)) }
    let card = builder.card()
    #expect(card.conformance.passed == 99)
    #expect(card.conformance.of == 101)
    #expect(card.gates["complete"]?.of == 101)
    #expect(card.gates["schema"] == nil)
    #expect(card.quality == nil)
    #expect(card.agreement == nil)
    #expect(card.duration == .init(value: 2, lower: 2, upper: 2))
    #expect(card.cost == .init(value: 0.7, lower: 0.7, upper: 0.7))
    #expect(builder.card(isWatched: true).conformance.lower < card.conformance.lower)
    #expect(builder.card() == card)
    builder.drop(before: 7)
    #expect(builder.count == 100)
}

@Test func memoryIsBounded() {
    var builder = ScorecardBuilder()
    for number in 0..<30_000 { builder.add(Sample(key: "\(number)", at: Int64(number), gates: [:])) }
    #expect(builder.count <= ScorecardBuilder.most)
    #expect(builder.samples.contains { $0.key == "29999" })
    #expect(!builder.samples.contains { $0.key == "0" })
}

@Test func agreementIsHeldAgainstTheNoise() {
    var builder = ScorecardBuilder()
    for number in 0..<400 {
        builder.add(
            Sample(key: "\(number)", gates: [:], agrees: number % 10 != 0, primaryAgrees: number % 10 != 1))
    }
    #expect(builder.card().isAgreementNoWorse == true)
    #expect(builder.card().selfAgreement?.passed == 360)
    #expect(!builder.needsEqualArguments)
    for number in 0..<200 {
        builder.add(Sample(key: "\(number)", at: 1, gates: [:], agrees: number % 2 == 0, primaryAgrees: true))
    }
    #expect(builder.card().isAgreementNoWorse == false)
    var steady = ScorecardBuilder()
    for number in 0..<40 { steady.add(Sample(key: "\(number)", gates: [:], agrees: false, primaryAgrees: number > 1)) }
    #expect(steady.needsEqualArguments)
}

private let material: [PlantedCheck.Material] = (0..<10).flatMap { _ in
    [
        PlantedCheck.Material(asked: AskedFor(prompt: "Why?"), answer: said(english), reference: said(english)),
        PlantedCheck.Material(
            asked: ticket, answer: said(#"{"topic":"bug"}"#), reference: said(#"{"topic":"bill"}"#)),
        PlantedCheck.Material(
            asked: weather, answer: called(("weather", #"{"city":"Paris"}"#)),
            reference: called(("weather", #"{"city":"Paris"}"#))),
    ]
}

@Test func everyPlantIsRejected() {
    for seed in 0..<50 {
        var chance = SplitMix64(UInt64(seed))
        let results = PlantedCheck.run(material, using: &chance)
        #expect(results.map(\.plant) == Plant.allCases.map(\.rawValue))
        #expect(results.allSatisfy { $0.isRejected }, "seed \(seed)")
    }
}

@Test func aPlantThatDoesNotApplyIsLeftOut() {
    var chance = SplitMix64(1)
    #expect(PlantedCheck.run([], using: &chance).isEmpty)
    let plain = PlantedCheck.Material(asked: AskedFor(), answer: said("Fine.", milliseconds: 10))
    let names = PlantedCheck.run([plain], using: &chance).map(\.plant)
    #expect(names == ["wrongKey", "retiredModel", "truncation", "gibberish"])
    // What is bad already shows nothing.
    let bad = PlantedCheck.Material(asked: ticket, answer: said("{"))
    #expect(PlantedCheck.run([bad], using: &chance).isEmpty)
}

@Test func everyPlantFailsAGate() {
    var chance = SplitMix64(2)
    for plant in Plant.allCases where plant != .slow {
        for item in material where plant.applies(to: item.answer, item.asked) {
            for _ in 0..<20 {
                let bad = plant.corrupt(item.answer, item.asked, using: &chance)
                let gates = Conformance.gates(item.asked, bad, reference: item.reference)
                #expect(!Conformance.failures(gates).isEmpty, "\(plant) \(bad)")
            }
        }
    }
}

@Test func goldenChecksAreScored() async {
    let answer = said("The invoice is 42 EUR.")
    let checks: [GoldenSet.Check] = [
        .contains("INVOICE"), .contains("credit"), .lacks("sorry"), .matches(#"\d+ EUR"#), .matches("("),
        .judge("is short"),
    ]
    let unjudged = await GoldenScore.quality(checks, AskedFor(), answer)
    #expect(unjudged == Sample.QualityCount(met: 3, of: 4))
    let judged = await GoldenScore.quality(checks, AskedFor(), answer, judge: { _ in true })
    #expect(judged == Sample.QualityCount(met: 4, of: 5))
    let wavering = await GoldenScore.quality([.judge("is short")], AskedFor(), answer, judge: { $0.isSwapped })
    #expect(wavering == nil)
    let failed = await GoldenScore.quality(checks, AskedFor(), said(""))
    #expect(failed == Sample.QualityCount(met: 0, of: 6))
}

@Test func goldenCallsAreChecked() {
    let answer = called(("weather", #"{"city":"Paris","days":2.0}"#))
    #expect(GoldenScore.passes(.call(name: "weather", arguments: nil), answer) == true)
    #expect(GoldenScore.passes(.call(name: "weather", arguments: #"{"days":2}"#), answer) == true)
    #expect(GoldenScore.passes(.call(name: "weather", arguments: #"{"days":3}"#), answer) == false)
    #expect(GoldenScore.passes(.call(name: "time", arguments: nil), answer) == false)
    #expect(GoldenScore.passes(.call(name: "weather", arguments: "["), answer) == nil)
    #expect(GoldenScore.passes(.schema(#"{"type":"object"}"#), said("{}")) == true)
    #expect(GoldenScore.passes(.schema(#"{"type":"array"}"#), said("{}")) == false)
    #expect(GoldenScore.passes(.schema("{"), said("{}")) == nil)
}
