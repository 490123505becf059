/// The words of a text: runs of letters and digits, in small letters. Han, Kana and Thai write no gaps, so there every
/// letter is a word.
enum Words {
    /// At most `most` words.
    static func of(_ text: String, most: Int = 4096) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isPart(scalar) else {
                if !word.isEmpty {
                    words.append(String(word).lowercased())
                    word.removeAll(keepingCapacity: true)
                    if words.count >= most { return words }
                }
                continue
            }
            word.append(scalar)
            if standsAlone(scalar) || word.count >= 64 {
                words.append(String(word).lowercased())
                word.removeAll(keepingCapacity: true)
                if words.count >= most { return words }
            }
        }
        if !word.isEmpty { words.append(String(word).lowercased()) }
        return words
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0..<0x80: false
        default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }

    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0xE00, let script = Script(scalar) else { return false }
        return script == .han || script == .kana || script == .thai
    }
}
