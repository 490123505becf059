/// Texts and numbers as SVG has them.
enum PlotText {
    /// `text` as XML text or as the value of an attribute in quotes. What XML does not allow is left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A coordinate, with one digit after the point at most.
    static func place(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        let magnitude = tenths.magnitude
        let fraction = magnitude % 10 == 0 ? "" : ".\(magnitude % 10)"
        return "\(tenths < 0 ? "-" : "")\(magnitude / 10)\(fraction)"
    }
}
