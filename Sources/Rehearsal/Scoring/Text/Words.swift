/// The words of a text: runs of letters and digits, in small letters. Han, Kana and Thai write no gaps, so there every
/// letter is a word.
enum Words {
    /// At most `most` words.
    static func of(_ text: String, most: Int = 4096) -> [String] {
        var words: [String] = []
        let scalars = text.lowercased().unicodeScalars
        var start: String.Index?
        var length = 0
        var place = scalars.startIndex
        while place < scalars.endIndex, words.count < most {
            let scalar = scalars[place]
            let next = scalars.index(after: place)
            if isPart(scalar) {
                if start == nil { start = place }
                length += 1
                // Nothing that is said is longer; what is not said may be.
                if standsAlone(scalar) || length >= 64 {
                    words.append(String(scalars[(start ?? place)..<next]))
                    (start, length) = (nil, 0)
                }
            } else if let begin = start {
                words.append(String(scalars[begin..<place]))
                (start, length) = (nil, 0)
            }
            place = next
        }
        if let start, words.count < most { words.append(String(scalars[start..<place])) }
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
