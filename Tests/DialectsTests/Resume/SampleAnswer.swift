/// A streamed answer as some provider might send it.
struct SampleAnswer {
    enum Role: CaseIterable { case alone, withText, everywhere }
    enum Escapes: CaseIterable { case few, all }
    enum Finish: CaseIterable { case alone, withText }

    var text: String
    var name = "one"
    var role = Role.alone
    var escapes = Escapes.few
    var finish = Finish.alone
    var reasoning: [String] = []
    var reasoningMember = "reasoning_content"
    var usage: String?
    var saysDone = true

    /// Texts of every kind that JSON and UTF-8 treat differently, cut anywhere between two scalars.
    static func randomText(_ random: inout SeededRandom, upTo length: Int = 24) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "b", "a", " ", "\"", "\\", "/", "\n", "\t", "\u{1}", "\u{7F}", "é", "ß", "漢", "字", "한", "\u{301}",
            "😀", "👩", "\u{200D}", "🚀", "\u{2028}", "\u{FFFD}", "\u{FEFF}", "u", "{", "}", "\r",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 1...length, using: &random) {
            text.unicodeScalars.append(scalars.randomElement(using: &random) ?? "x")
        }
        return text
    }

    /// The same answer said in another way.
    static func random(_ text: String, name: String, _ random: inout SeededRandom) -> SampleAnswer {
        SampleAnswer(
            text: text, name: name, role: Role.allCases.randomElement(using: &random) ?? .alone,
            escapes: Escapes.allCases.randomElement(using: &random) ?? .few,
            finish: Finish.allCases.randomElement(using: &random) ?? .alone,
            reasoning: Bool.random(using: &random) ? [] : ["hm \(name)", "so"],
            reasoningMember: Bool.random(using: &random) ? "reasoning" : "reasoning_content",
            usage: Bool.random(using: &random)
                ? nil : #"{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12}"#,
            saysDone: Bool.random(using: &random))
    }

    /// The bytes of the stream, with the text in pieces of random length.
    func bytes(_ random: inout SeededRandom) -> [UInt8] {
        var pieces: [String] = []
        var piece = ""
        for scalar in text.unicodeScalars {
            piece.unicodeScalars.append(scalar)
            if Int.random(in: 0..<3, using: &random) == 0 {
                pieces.append(piece)
                piece = ""
            }
        }
        if !piece.isEmpty { pieces.append(piece) }
        return Array(stream(pieces).utf8)
    }

    func stream(_ pieces: [String]) -> String {
        var events: [String] = []
        if role == .alone { events.append(event(#"{"role":"assistant","content":""}"#)) }
        for thought in reasoning { events.append(event(#"{"\#(reasoningMember)":\#(quoted(thought))}"#)) }
        for (index, piece) in pieces.enumerated() {
            let named = role == .everywhere || (role == .withText && index == 0)
            let ends = finish == .withText && index == pieces.count - 1
            let head = named ? #""role":"assistant","# : ""
            events.append(event(#"{\#(head)"content":\#(quoted(piece))}"#, finish: ends ? "stop" : nil))
        }
        if finish == .alone || pieces.isEmpty { events.append(event("{}", finish: "stop")) }
        if let usage { events.append(#"{\#(head),"choices":[],"usage":\#(usage)}"#) }
        let body = events.map { "data: \($0)\n\n" }.joined()
        return saysDone ? body + "data: [DONE]\n\n" : body
    }

    func event(_ delta: String, finish: String? = nil) -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return #"{\#(head),"choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
    }

    private var head: String {
        #""id":"\#(name)","object":"chat.completion.chunk","created":1,"model":"m-\#(name)","#
            + #""system_fingerprint":"f-\#(name)""#
    }

    func quoted(_ text: String) -> String {
        var out = "\""
        for unit in text.unicodeScalars {
            switch unit {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where unit.value < 0x20 || (escapes == .all && unit.value > 0x7E):
                for word in String(unit).utf16 {
                    let digits = String(word, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: out.unicodeScalars.append(unit)
            }
        }
        return out + "\""
    }
}
