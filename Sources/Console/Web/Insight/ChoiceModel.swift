/// A choice of a form.
struct ChoiceModel {
    var choice: String
    var words: String
    var isChosen: Bool

    /// Stretches of time up to now; `asked` is among them even if it is another one.
    static func times(_ known: [(String, String)], asked: String) -> [ChoiceModel] {
        let choices = known.contains { $0.0 == asked } ? known : known + [(asked, "since " + asked)]
        return choices.map { ChoiceModel(choice: $0.0, words: $0.1, isChosen: $0.0 == asked) }
    }
}

/// The query of an address.
enum QueryText {
    /// `name=value&…`, with everything that could mean something encoded.
    static func text(_ parts: [(String, String)]) -> String {
        parts.filter { !$0.1.isEmpty }.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&")
    }

    /// `text` as a part of a path or a query.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
