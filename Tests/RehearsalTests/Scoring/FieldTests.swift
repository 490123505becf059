import PlanBEngine
import PlanBLedger
import PlanBReport
import PlanBStatistics
import PlanBVocabulary
import Testing

@testable import PlanBRehearsal

/// JSON answers field by field, and what a made up failure added.
struct FieldTests {
    private static let asked = AskedFor(
        prompt: "Sort.", wantsJSON: true,
        schema:
            #"{"type":"object","properties":{"topic":{"type":"string"},"urgent":{"type":"boolean","default":false},"#
            + #""items":{"type":"array","items":{"type":"object","properties":{"price":{"type":"number"}}}}}}"#)

    @Test(
        arguments: [
            (#"{"topic":"a"}"#, #"{"topic":"a"}"#, 2, 2, []),
            (#"{"topic":"a"}"#, #"{ "urgent" : false, "topic" : "\u0061" }"#, 2, 2, []),
            (#"{"topic":"a"}"#, #"{"topic":"b"}"#, 1, 2, ["topic"]),
            (
                #"{"items":[{"price":1},{"price":2}]}"#, #"{"items":[{"price":1.0},{"price":3}]}"#, 2, 3,
                ["items[].price"]
            ),
            (#"{"items":[]}"#, #"{"items":[{"price":3}]}"#, 1, 3, ["items", "items[].price"]),
            (#"{"topic":null}"#, #"{"topic":{}}"#, 1, 2, ["topic"]),
            (#"{"topic":"1"}"#, #"{"topic":1}"#, 1, 2, ["topic"]),
            // What the schema does not have may be what somebody said.
            (#"{"Mrs Miller":1}"#, #"{"Mrs Miller":2}"#, 1, 2, ["*"]),
            // A name with a dot is another one than a member of a member.
            (#"{"a.b":1}"#, #"{"a":{"b":1}}"#, 1, 3, ["*.*", "*"]),
        ] as [(String, String, Int, Int, [String])])
    func fieldsAreCompared(left: String, right: String, equal: Int, of: Int, differing: [String]) throws {
        for (one, other) in [(left, right), (right, left)] {
            let found = try #require(FieldComparison.compare(Self.asked, said(one), said(other)))
            #expect(found.equal == equal && found.of == of)
            #expect(Set(found.differing) == Set(differing))
        }
        #expect(FieldComparison.compare(Self.asked, said(left), said(left))?.share == 1)
    }

    @Test func namesOfGoldenPromptsAreShownRedacted() throws {
        let asked = AskedFor(prompt: "?", wantsJSON: true)
        let found = try #require(
            FieldComparison.compare(
                asked, said(#"{"total":1,"jane.doe@example.com":1}"#), said(#"{"total":2,"jane.doe@example.com":2}"#),
                showsNames: true))
        #expect(found.of == 2 && found.differing.contains("total"))
        #expect(!found.differing.contains { $0.contains("jane") })
    }

    @Test func whatIsNoJSONOrTooLargeIsNotCompared() {
        let json = #"{"topic":"a"}"#
        #expect(FieldComparison.compare(AskedFor(prompt: "?"), said(json), said(json)) == nil)
        #expect(FieldComparison.compare(Self.asked, said("no"), said(json)) == nil)
        #expect(FieldComparison.compare(Self.asked, said(json, finish: nil), said(json)) == nil)
        let large = "[" + Array(repeating: "1", count: FieldComparison.mostFields + 1).joined(separator: ",") + "]"
        #expect(FieldComparison.compare(AskedFor(prompt: "?", wantsJSON: true), said(large), said(large)) == nil)
    }

    @Test func aScorecardHasBothArms() {
        var builder = ScorecardBuilder()
        for number in 0..<20 {
            builder.add(
                Sample(
                    key: "\(number)", asked: Self.asked, answer: said(#"{"topic":"\#(number % 2 == 0 ? "a" : "b")"}"#),
                    reference: said(#"{"topic":"a"}"#), second: said(#"{"topic":"a","urgent":false}"#)))
        }
        let card = builder.card()
        #expect(card.fields?.value == 0.75 && card.fields?.of == 20 && card.selfFields?.value == 1)
        #expect((card.fields?.lower ?? 1) < 0.75 && (card.fields?.upper ?? 0) > 0.75)
        #expect(
            DrillReportPage.facts(of: card).contains { $0.value.hasPrefix("75.0 % [") && $0.value.hasSuffix("n=20") })
    }

    // MARK: - Delays

    @Test func whatAMadeUpFailureAddedIsTheDifferenceToTheControl() throws {
        var delay = FaultDelay()
        #expect(delay.added() == nil)
        for number in 0..<40 {
            delay.note(1000 + Double(number), isControl: false)
            #expect(delay.added() == nil)
        }
        for number in 0..<19 { delay.note(200 + Double(number), isControl: true) }
        var added = try #require(delay.added())
        #expect(added.p95 == nil && added.requests == 40 && added.controls == 19)
        #expect(abs(added.median.milliseconds - 810) <= 1)
        #expect(added.median.lower <= added.median.milliseconds && added.median.upper >= added.median.milliseconds)
        delay.note(219, isControl: true)
        added = try #require(delay.added())
        #expect(added.p95 != nil)
        #expect(Figures.added(added).hasPrefix("median 81") && Figures.added(added).hasSuffix("n=40 against 20"))
    }
}

@Test(
    arguments: [
        ([1, 0], [2, 0], 1), ([1, 0], [0, 3], 0), ([1, 0], [-1, 0], -1), ([1, 1], [1, 0], 0.5.squareRoot()),
        ([1], [1, 0], nil), ([], [], nil), ([0, 0], [1, 0], nil), ([.infinity], [1], nil),
        ([1e200, 1], [1e200, 1], nil),
    ] as [([Double], [Double], Double?)])
func cosines(left: [Double], right: [Double], expected: Double?) {
    let found = Cosine.of(left, right)
    #expect((found == nil) == (expected == nil))
    if let found, let expected { #expect(abs(found - expected) < 1e-12) }
}
