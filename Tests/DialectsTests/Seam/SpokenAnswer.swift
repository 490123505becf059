/// Says a text as a provider might: in chunks of any length, with any escapes.
struct SpokenAnswer {
    var id: String
    /// Everything beyond ASCII as `\u` escapes, so that an emoji is a surrogate pair.
    var escapesAll = false
    var repeatsRole = false

    /// Text of one to four bytes a character, with all that JSON escapes.
    static func text(_ dice: inout Dice, count: Int) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "b", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "é", "ñ", "語", "中", "\u{FFFD}", "😀", "🜁",
            "\u{301}", "\u{200D}", "\u{2028}",
        ]
        var text = ""
        for _ in 0..<count { text.unicodeScalars.append(scalars[dice.below(scalars.count)]) }
        return text
    }

    /// A text in pieces of one to five characters.
    static func pieces(_ text: String, _ dice: inout Dice) -> [String] {
        var rest = text.unicodeScalars[...]
        var pieces: [String] = []
        while !rest.isEmpty {
            let count = 1 + dice.below(5)
            pieces.append(String(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    func chunk(delta: String, finish: String = "null", more: String = "") -> String {
        #"data: {"id":"\#(id)","object":"chat.completion.chunk","created":\#(id.utf8.count),"model":"m-\#(id)","#
            + #""system_fingerprint":"fp-\#(id)","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]"#
            + more + "}\n\n"
    }

    var role: String { chunk(delta: #"{"role":"assistant","content":""}"#) }

    func say(_ piece: String) -> String {
        chunk(delta: #"{\#(repeatsRole ? #""role":"assistant","# : "")"content":\#(quoted(piece))}"#)
    }

    func usage(_ usage: String) -> String {
        #"data: {"id":"\#(id)","model":"m-\#(id)","choices":[],"usage":\#(usage)}"# + "\n\n"
    }

    var stop: String { chunk(delta: "{}", finish: "\"stop\"") }

    static let done = "data: [DONE]\n\n"

    func whole(_ pieces: [String]) -> String { role + pieces.map(say).joined() + stop + Self.done }

    func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" {
                out += "\\\(scalar)"
            } else if scalar.value < 0x20 || (escapesAll && !scalar.isASCII) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
