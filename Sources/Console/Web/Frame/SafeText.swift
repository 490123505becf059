import Mustache
import PlanBReport

/// How values get into pages: every one, whoever wrote the template and wherever the value is from, becomes harmless text of
/// bounded length, and then HTML. Names, reasons and answers of models may hold anything.
struct SafeText: MustacheContentType {
    /// The name by which templates are given it.
    static let name = "PLANB"

    func escapeText(_ text: String) -> String { Self.html(text) }

    /// `text` as HTML text or as the value of an attribute in quotes.
    static func html(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain), text.utf8.count <= ForeignText.longest { return text }
        var escaped = ""
        for scalar in ForeignText.line(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Most of what is shown needs nothing.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: (0x20..<0x7F).contains(byte)
        }
    }
}
