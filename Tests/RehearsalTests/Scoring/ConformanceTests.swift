import PlanBEngine
import PlanBLedger
import Testing

@testable import PlanBRehearsal

@Test func aGoodAnswerMeetsEveryGate() {
    for (asked, answer) in [
        (AskedFor(prompt: "?"), said(english)), (ticket, said(#"{"topic":"bug"}"#)),
        (weather, called(("weather", #"{"city":"Paris"}"#))),
    ] {
        #expect(Conformance.failures(Conformance.gates(asked, answer)).isEmpty)
        #expect(Conformance.failures(Conformance.gates(asked, answer, reference: answer, equalArguments: true)).isEmpty)
    }
}

@Test(arguments: [
    DrilledAnswer(outcome: .failed, status: 401, code: "invalid_api_key"), DrilledAnswer(outcome: .answered),
    said(""), said(" \n\t"), said("half", finish: nil), DrilledAnswer(outcome: .cut, transcript: Transcript(text: "x")),
    DrilledAnswer(outcome: .surfaced, status: 404, transcript: Transcript(text: "no such model")),
])
func whatIsNotCompleteFailsThatGateOnly(answer: DrilledAnswer) {
    let gates = Conformance.gates(weather, answer, reference: said("fine"))
    #expect(Conformance.failures(gates) == [.complete])
    #expect(Gate.allCases.dropFirst().allSatisfy { gates[$0] == .notApplicable })
}

@Test func withoutAGoodPrimaryNothingIsCompared() {
    let answer = said(german)
    for reference in [nil, DrilledAnswer(outcome: .failed, status: 503), said("")] {
        let gates = Conformance.gates(AskedFor(), answer, reference: reference)
        #expect(gates[.finish] == .notApplicable)
        #expect(gates[.refusal] == .notApplicable)
        #expect(gates[.language] == .notApplicable)
        #expect(gates[.complete] == .pass)
    }
}

@Test func finishIsComparedByClass() {
    let asked = AskedFor()
    #expect(gate(.finish, asked, said("a", finish: .length), said("b", finish: .length)) == .pass)
    #expect(gate(.finish, asked, said("a", finish: .length), said("b")) == .fail)
    #expect(gate(.finish, asked, said("a", finish: .filter), said("b")) == .fail)
    // Some providers say `stop` of an answer that calls.
    let call = [Transcript.Call(name: "time", arguments: "{}")]
    #expect(gate(.finish, weather, said("", finish: .stop, calls: call), called(("time", "{}"))) == .pass)
}

@Test(arguments: [
    (#"{"topic":"bill","urgent":true}"#, GateResult.pass), (#" {"topic":"bug"} "#, .pass), (#"{"topic":"x"}"#, .fail),
    (#"{"urgent":true}"#, .fail), (#"{"topic":"bill""#, .fail), ("```json\n{\"topic\":\"bill\"}\n```", .fail),
    ("bill", .fail), ("[1]", .fail),
])
func jsonFollowsItsSchema(text: String, expected: GateResult) {
    #expect(gate(.schema, ticket, said(text)) == expected)
}

@Test func jsonIsLookedAtWhereItWasAskedFor() {
    #expect(gate(.schema, AskedFor(), said("{")) == .notApplicable)
    #expect(gate(.schema, AskedFor(wantsJSON: true), said("{}")) == .pass)
    #expect(gate(.schema, AskedFor(wantsJSON: true), said("\"text\"")) == .fail)
    #expect(gate(.schema, AskedFor(schema: "{broken"), said("{}")) == .notApplicable)
    // Both were too long: neither can be whole.
    #expect(gate(.schema, ticket, said("{", finish: .length), said("{\"", finish: .length)) == .notApplicable)
    #expect(gate(.schema, ticket, said("{", finish: .length), said(#"{"topic":"bug"}"#)) == .fail)
    // Refusals are a gate of their own.
    #expect(gate(.schema, ticket, said("", refusal: "No.")) == .notApplicable)
}

@Test(arguments: [
    (#"{"city":"Paris"}"#, GateResult.pass), (#"{"city":"Lyon"}"#, .pass), (#"{"town":"Paris"}"#, .fail),
    (#"{"city":1}"#, .fail), (#"{"city":"Paris""#, .fail), ("", .fail), (#"["Paris"]"#, .fail),
])
func argumentsAreValid(arguments: String, expected: GateResult) {
    #expect(
        gate(.tools, weather, called(("weather", arguments)), called(("weather", #"{"city":"Paris"}"#))) == expected)
    #expect(gate(.tools, weather, called(("weather", arguments))) == expected)
}

@Test func functionsAreTheSame() {
    let primary = called(("weather", #"{"city":"Paris"}"#), ("time", "{}"))
    #expect(gate(.tools, weather, called(("time", ""), ("weather", #"{"city":"Rome"}"#)), primary) == .pass)
    #expect(gate(.tools, weather, called(("weather", #"{"city":"Paris"}"#)), primary) == .fail)
    #expect(gate(.tools, weather, called(("clock", "{}"))) == .fail)
    #expect(gate(.tools, weather, said("It is warm."), primary) == .fail)
    #expect(gate(.tools, weather, said("Where?"), said("Which Paris?")) == .pass)
    #expect(gate(.tools, weather, said("Where?")) == .notApplicable)
    #expect(gate(.tools, AskedFor(), said("Warm."), said("Warm.")) == .notApplicable)
    #expect(gate(.tools, AskedFor(), called(("time", "{}"))) == .fail)
}

@Test(arguments: [
    (#"{"days":2,"city":"Paris"}"#, #"{"city":"Paris","days":2.0}"#, true),
    (#"{"city":"Paris","unit":"C"}"#, #"{ "city" : "Paris" }"#, true),
    (#"{"city":"Par\u0069s"}"#, #"{"city":"Paris"}"#, true),
    (#"{"city":"Rome","city":"Paris"}"#, #"{"city":"Paris"}"#, true),
    (#"{"city":"Paris","days":3}"#, #"{"city":"Paris","days":2}"#, false),
    (#"{"city":"Paris","unit":"F"}"#, #"{"city":"Paris"}"#, false),
])
func argumentsAreEqualAfterCanonicalisation(left: String, right: String, isEqual: Bool) {
    let (mine, theirs) = (called(("weather", left), ("time", "")), called(("time", "{}"), ("weather", right)))
    #expect(gate(.tools, weather, mine, theirs, equal: true) == (isEqual ? .pass : .fail))
    #expect(gate(.tools, weather, mine, theirs) == .pass)
    #expect(Agreement.agrees(weather, mine, theirs) == isEqual)
}

@Test(arguments: [
    "I'm sorry, but I can't help with that.", "I’m unable to assist with this request.",
    "Dabei kann ich leider nicht helfen. Es tut mir leid, aber ich kann das nicht tun.", "抱歉，我无法回答这个问题。",
    "Je suis désolé, mais je ne peux pas.",
])
func refusalsAreKnown(text: String) {
    #expect(gate(.refusal, AskedFor(), said(text), said(english)) == .fail)
    #expect(gate(.refusal, AskedFor(), said(english), said(text)) == .fail)
    #expect(gate(.refusal, AskedFor(), said(text), said(text)) == .pass)
}

@Test func aMarkIsARefusal() {
    #expect(gate(.refusal, AskedFor(), said("", refusal: "No."), said("Yes.")) == .fail)
    #expect(gate(.refusal, AskedFor(), said("", finish: .filter), said("", refusal: "No.")) == .pass)
    #expect(gate(.refusal, AskedFor(), said("Of course."), said("Yes.")) == .pass)
}

@Test func languagesAreCompared() {
    let asked = AskedFor(prompt: "Explain.")
    let texts = [
        english, german, french, "Счёт клиента не оплачен, и напоминание всё ещё открыто.",
        "請求書はまだ支払われていません。お客様に連絡してください。お願いします。",
    ]
    for (place, text) in texts.enumerated() {
        for (other, reference) in texts.enumerated() {
            #expect(gate(.language, asked, said(text), said(reference)) == (place == other ? .pass : .fail))
        }
    }
    #expect(gate(.language, asked, said("42"), said("42")) == .notApplicable)
}

@Test func aBurstOfAnotherScriptIsFound() {
    let asked = AskedFor(prompt: "Explain.")
    let burst = english + " ขอบคุณครับ " + english
    #expect(gate(.language, asked, said(burst), said(english)) == .fail)
    #expect(gate(.language, AskedFor(prompt: "What means ขอบคุณครับ?"), said(burst), said(english)) == .pass)
    #expect(gate(.language, asked, said(burst), said(burst)) == .pass)
}

@Test(arguments: TemplateTokens.marks)
func leakedTokensAreFound(mark: String) {
    #expect(gate(.leak, AskedFor(), said("Well. \(mark) Hello.")) == .fail)
    #expect(gate(.leak, AskedFor(prompt: "What is \(mark)?"), said("\(mark) is a token.")) == .pass)
    #expect(gate(.leak, AskedFor(), said("\(mark) is a token."), said("A token: \(mark)")) == .pass)
}

@Test(arguments: [
    "a\u{FFFD}", english + "\u{FFFD}\u{FFFD}\u{FFFD}", "The " + String(repeating: "the ", count: 30),
    "No" + String(repeating: "o", count: 60), String(repeating: "again and again ", count: 50),
    "xkcdvb qwrtzp sdfghj klmnbv wrtzpl fghjkl bvcxmn pqrstv wxzbcd",
])
func whatNobodyCouldHaveMeantIsFound(text: String) {
    #expect(gate(.readable, AskedFor(), said(text), said(english)) == .fail)
    // Who asks for it gets it.
    #expect(gate(.readable, AskedFor(), said(text), said(text)) == .pass)
}

@Test(arguments: [
    english, german, french, "42", "----------------------------------------------------------------",
    "=== A ===\n\n\n",
    "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "| a | b |\n|---|---|\n| 1 | 2 |", "ha ha ha ha",
    "🎉🎉🎉🎉", "let x = [Int](repeating: 0, count: 3); for i in 0..<3 { print(x[i]) }", "中文字符也可以。",
    "strč prst skrz krk", "HTTP TCP TLS DNS SRV HTML CSS JSON XML YAML",
])
func whatIsMeantIsReadable(text: String) {
    #expect(gate(.readable, AskedFor(), said(text)) == .pass)
}

@Test func likenessIsThatOfWords() {
    #expect(Likeness.ofTexts("a b c", "c b a") == 1)
    #expect(Likeness.ofTexts("The cat.", "the CAT") == 1)
    #expect(Likeness.ofTexts("a a b", "a b b") == 0.5)
    #expect(Likeness.ofTexts("yes", "no") == 0)
    #expect(Likeness.ofTexts("", "") == 1)
    #expect(Likeness.ofTexts("中文字", "中文字符") == 0.75)
}

@Test func agreementIsExactWhereItCanBe() {
    #expect(
        Agreement.agrees(ticket, said(#"{"topic":"bug","urgent":true}"#), said(#"{"urgent":true,"topic":"bug"}"#))
            == true)
    #expect(Agreement.agrees(ticket, said(#"{"topic":"bug"}"#), said(#"{"topic":"bill"}"#)) == false)
    #expect(Agreement.agrees(AskedFor(), said(english), said(english.uppercased())) == true)
    #expect(Agreement.agrees(AskedFor(), said(english), said(german)) == false)
    #expect(Agreement.agrees(AskedFor(), said(english), said(german), measure: { _, _ in 0.9 }) == true)
    #expect(Agreement.agrees(AskedFor(), said(english), DrilledAnswer(outcome: .failed)) == nil)
    #expect(Agreement.agrees(AskedFor(), said(english), said("", refusal: "No.")) == false)
}

/// Whatever a model may write: no trap, and no work without bound.
@Test func anyBytesAreJudged() {
    var chance = Noise(seed: 9)
    for _ in 0..<400 {
        let text = chance.text()
        let (answer, other) = (said(text), said(chance.text()))
        let calls = said("", finish: .calls, calls: [Transcript.Call(name: "weather", arguments: text)])
        #expect(Conformance.gates(ticket, answer, reference: other)[.complete] != nil)
        #expect(Conformance.gates(weather, calls, reference: calls, equalArguments: true)[.complete] != nil)
        #expect(Agreement.agrees(ticket, answer, answer) != false)
    }
}

private struct Noise {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func text() -> String {
        let parts = [
            "{", "}", "[", "]", "\"", ":", ",", "1e999", "-0", "\\u00", "\u{FFFD}", "the ", "der ", "中", "ก", "\u{0}",
            "a", "null", "{\"city\":", "<think>",
        ]
        return (0..<next(60)).map { _ in parts[next(parts.count)] }.joined()
    }
}
