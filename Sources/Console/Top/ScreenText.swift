import PlanBReport

/// Text for places of a terminal that have a width. Names come from configurations, models and callers: whatever is in them
/// takes as many columns as it is given, and controls nothing.
///
/// Terminals do not agree on the width of everything. What they disagree about is left out: variation selectors and the
/// colours of skin; flags become letters; of marks above a letter two are kept.
enum ScreenText {
    /// How many columns a scalar takes: 0, 1 or 2.
    /// https://www.unicode.org/reports/tr11/ (wide and full-width); emoji that are shown as such are wide, too.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        // The vowels and consonants that end a Korean syllable are written into it.
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
        0x1F200...0x1F2FF, 0x20000...0x3FFFD,
    ]

    /// How many columns `text` takes.
    static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

    /// `text` on one line, with nothing in it that a terminal obeys, or whose width is uncertain.
    static func harmless(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        var marks = 0
        for scalar in ForeignText.line(String(text.unicodeScalars.prefix(ForeignText.longest))).unicodeScalars {
            switch scalar.value {
            case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x1F3FB...0x1F3FF: continue
            case 0x1F1E6...0x1F1FF: shown.append(Unicode.Scalar(UInt8(0x41 + scalar.value - 0x1F1E6)))
            default:
                marks = width(scalar) == 0 ? marks + 1 : 0
                // A mark needs something to be written above.
                if marks > 2 || (marks > 0 && shown.isEmpty) { continue }
                shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// `text` in exactly `columns`: cut, with an ellipsis, or filled up.
    static func fitted(_ text: String, _ columns: Int, toTheRight: Bool = false) -> String {
        let cut = cut(text, columns)
        let blanks = String(repeating: " ", count: max(0, columns - width(cut)))
        return toTheRight ? blanks + cut : cut + blanks
    }

    /// `text` in at most `columns`.
    static func cut(_ text: String, _ columns: Int) -> String {
        guard columns > 0 else { return "" }
        guard width(text) > columns else { return text }
        var shown = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            let next = width(scalar)
            if used + next > columns - 1 { break }
            shown.append(scalar)
            used += next
        }
        return String(shown) + "…"
    }
}
