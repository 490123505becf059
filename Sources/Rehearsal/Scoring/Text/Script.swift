/// A way of writing, by the blocks of Unicode that its letters stand in.
enum Script: Int, CaseIterable {
    case latin, cyrillic, greek, han, kana, hangul, arabic, hebrew, thai, devanagari

    /// The script of a letter; nil: it is no letter, or of none of these scripts.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF:
            self = .latin
        case 0x400...0x52F: self = .cyrillic
        case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2FA1F: self = .han
        case 0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: self = .kana
        case 0xAC00...0xD7AF, 0x1100...0x11FF, 0x3130...0x318F: self = .hangul
        case 0x600...0x6FF, 0x750...0x77F, 0x8A0...0x8FF: self = .arabic
        case 0x590...0x5FF: self = .hebrew
        case 0xE00...0xE7F: self = .thai
        case 0x900...0x97F: self = .devanagari
        default: return nil
        }
    }

    /// How often each script occurs in a text.
    struct Counts {
        private var counts = [Int](repeating: 0, count: Script.allCases.count)
        /// Letters of any script.
        private(set) var letters = 0

        init(_ text: String) {
            for scalar in text.unicodeScalars {
                guard let script = Script(scalar) else { continue }
                counts[script.rawValue] += 1
                letters += 1
            }
        }

        subscript(script: Script) -> Int { counts[script.rawValue] }

        /// The script of more than half of the letters; nil: none.
        /// Japanese is written in Han and Kana: any share of Kana above a tenth makes it Japanese.
        var dominant: Script? {
            if self[.kana] * 10 > letters { return .kana }
            return Script.allCases.first { self[$0] * 2 > letters }
        }
    }
}
