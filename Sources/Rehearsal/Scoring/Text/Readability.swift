/// Whether a text could have been meant: plain measures, each of which can be explained to who disputes it.
enum Readability {
    /// What is wrong with a text.
    enum Fault: String {
        /// Characters that stand for bytes that were none, or control characters.
        case broken
        /// One character, one word or one line again and again.
        case repeated
        /// Words that nobody could pronounce.
        case salad
    }

    /// The first fault of `text`; nil: none. What the primary's answer has too is none.
    static func fault(of text: String, like other: String?) -> Fault? {
        guard let fault = fault(of: text) else { return nil }
        return other.flatMap { self.fault(of: $0) } == fault ? nil : fault
    }

    private static func fault(of text: String) -> Fault? {
        if isBroken(text) { return .broken }
        let words = Words.of(text)
        if isRepeated(text, words) { return .repeated }
        return isSalad(words) ? .salad : nil
    }

    /// Three replacement or control characters, or one in a hundred.
    private static func isBroken(_ text: String) -> Bool {
        var bad = 0
        var all = 0
        for scalar in text.unicodeScalars {
            all += 1
            switch scalar.value {
            case 0xFFFD, 0x00...0x08, 0x0B, 0x0E...0x1A, 0x1C...0x1F, 0x7F, 0x80...0x9F, 0xE000...0xF8FF: bad += 1
            default: break
            }
        }
        return bad >= 3 || bad > 0 && bad * 100 >= all
    }

    /// A letter 40 times on end, a word 16 times on end, or, of a hundred words and more, less than one in ten different.
    private static func isRepeated(_ text: String, _ words: [String]) -> Bool {
        var last: Unicode.Scalar = " "
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == last ? run + 1 : 1
            last = scalar
            // Rulers and indents are made of other signs.
            if run >= 40, scalar.value > 0x40, scalar != "_", scalar.properties.isAlphabetic { return true }
        }
        var previous = ""
        run = 0
        for word in words {
            run = word == previous ? run + 1 : 1
            previous = word
            // A matrix of numbers repeats itself by right.
            if run >= 16, word.utf8.contains(where: { $0 >= 0x41 }) { return true }
        }
        guard words.count >= 100 else { return false }
        let spoken = words.filter { $0.utf8.contains { $0 >= 0x61 } }
        return spoken.count >= 100 && Set(spoken).count * 10 < spoken.count
    }

    /// Of the words of five and more Latin letters, at least eight and half of all have no vowel in any five neighbours.
    private static func isSalad(_ words: [String]) -> Bool {
        var long = 0
        var bad = 0
        for word in words {
            guard word.utf8.count >= 5, word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { continue }
            long += 1
            var consonants = 0
            for letter in word.utf8 {
                switch letter {
                // a, e, i, o, u, y
                case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: consonants = 0
                default: consonants += 1
                }
                if consonants == 5 {
                    bad += 1
                    break
                }
            }
        }
        return bad >= 8 && bad * 2 >= long
    }
}
