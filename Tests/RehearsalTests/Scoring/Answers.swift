import PlanBEngine
import PlanBLedger
import PlanBVocabulary

@testable import PlanBRehearsal

/// A complete answer of a text.
func said(
    _ text: String, finish: Transcript.Finish? = .stop, refusal: String = "", calls: [Transcript.Call] = [],
    milliseconds: Int = 1000
) -> DrilledAnswer {
    DrilledAnswer(
        outcome: .answered, target: "backup",
        transcript: Transcript(text: text, refusal: refusal, calls: calls, finish: finish, outputTokens: 20),
        firstOutput: .milliseconds(milliseconds / 4), duration: .milliseconds(milliseconds), cost: 1000)
}

/// An answer that calls functions.
func called(_ calls: (String, String)...) -> DrilledAnswer {
    said("", finish: .calls, calls: calls.map { Transcript.Call(name: $0.0, arguments: $0.1) })
}

let weather = AskedFor(
    prompt: "What is the weather in Paris?",
    tools: [
        AskedFor.Tool(
            name: "weather",
            schema:
                #"{"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string","default":"C"},"days":{"type":"integer"}},"required":["city"],"additionalProperties":false}"#
        ),
        AskedFor.Tool(name: "time", schema: ""),
    ])

let ticket = AskedFor(
    prompt: "Sort this ticket.", wantsJSON: true,
    schema:
        #"{"type":"object","properties":{"topic":{"enum":["bill","bug"]},"urgent":{"type":"boolean"}},"required":["topic"]}"#
)

func gate(
    _ gate: Gate, _ asked: AskedFor, _ answer: DrilledAnswer, _ reference: DrilledAnswer? = nil, equal: Bool = false
) -> GateResult? {
    Conformance.gates(asked, answer, reference: reference, equalArguments: equal)[gate]
}

let english =
    "The invoice of the customer is not paid, and the reminder that was sent to them is still open. You can call them or wait for the end of the month with this."
let german =
    "Die Rechnung des Kunden ist nicht bezahlt, und die Mahnung, die mit der Post kam, ist auch noch offen. Sie wird auf den nächsten Monat verschoben, das ist nicht schlimm."
let french =
    "La facture du client est impayée et les rappels qui ont été envoyés dans le mois sont restés sans réponse. Pour le moment, vous pouvez attendre avec une relance sur place."
