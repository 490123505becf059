/// Text of others, made fit to be looked at.
public enum ForeignText {
    /// The most of one sample that is shown, in Unicode scalars.
    public static let longest = 2000

    /// `text` on one line: characters that control a terminal or the direction of text become a dot.
    public static func line(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(longest) {
            shown.append(scalar == "\n" || scalar == "\t" ? " " : isHarmless(scalar) ? scalar : "·")
        }
        return String(shown) + (text.unicodeScalars.count > longest ? "…" : "")
    }

    /// The lines of `text`, each of them harmless.
    public static func lines(_ text: String) -> [String] {
        var lines = [String.UnicodeScalarView()]
        for scalar in text.unicodeScalars.prefix(longest) {
            if scalar == "\n" {
                lines.append(.init())
            } else {
                let shown: Unicode.Scalar = scalar == "\t" ? " " : isHarmless(scalar) ? scalar : "·"
                lines[lines.count - 1].append(shown)
            }
        }
        if text.unicodeScalars.count > longest { lines[lines.count - 1].append("…") }
        return lines.map { String($0) }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
