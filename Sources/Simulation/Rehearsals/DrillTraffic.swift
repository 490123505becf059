import Foundation
import PlanBEngine
import PlanBLedger
import PlanBRehearsal
import PlanBStatistics
import PlanBVocabulary

/// Requests with the answers of a primary and of a sound backup, which differ as the answers of two models do: in words,
/// in the order of members, in time, and in nothing that a gate may find.
struct DrillTraffic {
    /// What is asked for.
    enum Kind: CaseIterable {
        case text, json, tools, mixed
    }

    /// One request and its answers.
    struct Exchange {
        var asked: AskedFor
        var primary: DrilledAnswer
        var backup: DrilledAnswer
        /// How the backup's answer does at the gates. They are a function of what is said, so that what is said again need
        /// not be judged again; made bad, it is.
        var gates: [Gate: GateResult]

        init(asked: AskedFor, primary: DrilledAnswer, backup: DrilledAnswer) {
            self.asked = asked
            self.primary = primary
            self.backup = backup
            gates = Conformance.gates(asked, backup, reference: primary)
        }

        /// Puts a bad answer in the place of the backup's.
        mutating func corrupt(_ plant: Plant, _ chance: inout SplitMix64) {
            backup = plant.corrupt(backup, asked, using: &chance)
            gates = Conformance.gates(asked, backup, reference: primary)
        }
    }

    /// How much the logarithm of an answer's time scatters.
    static let scatter = 0.5
    /// The median time of an answer.
    private static let median = 1000.0

    private let exchanges: [Exchange]

    init(_ kind: Kind) {
        switch kind {
        case .text: exchanges = Self.texts
        case .json: exchanges = Self.json
        case .tools: exchanges = Self.tools
        case .mixed: exchanges = Self.texts + Self.json + Self.tools
        }
    }

    /// One of the exchanges, with times of its own.
    func next(_ chance: inout SplitMix64) -> Exchange {
        var exchange = exchanges[chance.below(exchanges.count)]
        Self.time(&exchange.primary, &chance)
        Self.time(&exchange.backup, &chance)
        return exchange
    }

    private static func time(_ answer: inout DrilledAnswer, _ chance: inout SplitMix64) {
        // Box and Muller.
        let radius = (-2 * log(1 - chance.unit())).squareRoot()
        let normal = radius * cos(2 * Double.pi * chance.unit())
        let milliseconds = min(max(median * exp(scatter * normal), 1), 1e6)
        answer.duration = Instant.Span(nanoseconds: Int64(milliseconds * 1e6))
        answer.firstOutput = Instant.Span(nanoseconds: Int64(milliseconds * 0.25e6))
    }

    private static func answer(
        _ text: String, _ calls: [Transcript.Call] = [], finish: Transcript.Finish = .stop
    ) -> DrilledAnswer {
        DrilledAnswer(
            outcome: .answered, target: "backup",
            transcript: Transcript(text: text, calls: calls, finish: finish, outputTokens: 40), cost: 1000)
    }
}

extension DrillTraffic {
    private static let texts: [Exchange] = [
        (
            "How do I cancel?",
            "You can cancel at the end of the month. Open the settings of your account, and choose to end the contract there.",
            "To cancel, go to the settings and end the contract. It is valid until the end of the month, and there is nothing else to do for you."
        ),
        (
            "Wie kann ich kündigen?",
            "Sie können zum Ende des Monats kündigen. Öffnen Sie die Einstellungen und wählen Sie dort, dass der Vertrag nicht mehr verlängert wird.",
            "Das ist in den Einstellungen möglich: Der Vertrag endet dann mit dem Monat, und eine Bestätigung wird auf dem üblichen Weg verschickt."
        ),
        (
            "Comment résilier ?",
            "Vous pouvez résilier dans les paramètres de votre compte. Le contrat est valable pour le mois en cours et les frais sont remboursés.",
            "La résiliation est possible dans les paramètres : le contrat prend fin avec le mois, et vous recevez une confirmation par courriel."
        ),
        (
            "¿Cómo cancelo?",
            "Puede cancelar en los ajustes de la cuenta. El contrato es válido por el mes en curso y se termina con una confirmación por correo.",
            "Para cancelar, abra los ajustes. El contrato se termina con el mes, y las cuotas pagadas por adelantado se devuelven a la cuenta."
        ),
        ("What is 6 times 7?", "42", "It is 42."),
        (
            "Напиши приветствие.", "Здравствуйте! Чем я могу вам помочь сегодня?",
            "Добрый день! Рад вас видеть, чем могу помочь?"
        ),
        ("請寫一句問候。", "您好！很高興為您服務，請問今天有什麼可以幫您的？我們隨時在這裡等候您的問題。", "您好，歡迎光臨！請問需要什麼協助？我們會盡快為您處理所有的問題和要求。"),
        (
            "Write a loop.", "for item in items:\n    print(item)\n\nThis prints each item of the list, one to a line.",
            "Use a for loop, which runs once for each of the items:\n\nfor x in items:\n    print(x)"
        ),
    ].map { prompt, primary, backup in
        Exchange(asked: AskedFor(prompt: prompt), primary: answer(primary), backup: answer(backup))
    }

    private static let json: [Exchange] = [
        (#"{"topic":"bill","urgent":true}"#, #"{"urgent": true, "topic": "bill"}"#),
        (#"{"topic":"bug","urgent":false}"#, #"{"topic":"bug","urgent":true}"#),
        (#"{"topic":"other","urgent":false,"tags":["a","b"]}"#, #"{ "topic": "other", "urgent": false }"#),
    ].map { primary, backup in
        let schema =
            #"{"type":"object","properties":{"topic":{"enum":["bill","bug","other"]},"urgent":{"type":"boolean"},"tags":{"type":"array","items":{"type":"string"}}},"required":["topic","urgent"],"additionalProperties":false}"#
        return Exchange(
            asked: AskedFor(prompt: "Sort this ticket: I was charged twice.", wantsJSON: true, schema: schema),
            primary: answer(primary), backup: answer(backup))
    }

    private static let tools: [Exchange] = [
        ([(#"weather"#, #"{"city":"Paris"}"#)], [(#"weather"#, #"{"city":"Paris","unit":"C"}"#)]),
        ([("weather", #"{"city":"Rome"}"#), ("time", "{}")], [("time", ""), ("weather", #"{ "city": "Rome" }"#)]),
        ([("weather", #"{"city":"Oslo","days":2}"#)], [("weather", #"{"days":2.0,"city":"Oslo"}"#)]),
    ].map { (primary: [(String, String)], backup: [(String, String)]) in
        let schema =
            #"{"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string","default":"C"},"days":{"type":"integer"}},"required":["city"]}"#
        let tools = [AskedFor.Tool(name: "weather", schema: schema), AskedFor.Tool(name: "time", schema: "")]
        let calls = [primary, backup].map { $0.map { Transcript.Call(name: $0.0, arguments: $0.1) } }
        return Exchange(
            asked: AskedFor(prompt: "What is the weather?", tools: tools),
            primary: answer("", calls[0], finish: .calls), backup: answer("", calls[1], finish: .calls))
    }
}
