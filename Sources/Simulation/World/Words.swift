/// What simulated models say: words that follow from numbers, so that text tells where it came from.
enum Words {
    private static let syllables: [StaticString] = [
        "ba", "co", "di", "fu", "ga", "hé", "ji", "ko", "lu", "mo", "日", "pa", "qi", "ro", "su", "ta",
    ]

    /// Appends the word for `key` to `text`: four syllables and what separates it from the next word.
    static func append(_ key: UInt64, to text: inout [UInt8]) {
        let bits = Dice.mix(key)
        for place in 0..<4 {
            let syllable = syllables[Int(truncatingIfNeeded: bits >> UInt64(place * 4)) & 15]
            text.append(contentsOf: UnsafeBufferPointer(start: syllable.utf8Start, count: syllable.utf8CodeUnitCount))
        }
        switch bits >> 60 {
        case 0: text.append(UInt8(ascii: "\n"))
        case 1: text.append(UInt8(ascii: "\""))
        case 2: text.append(UInt8(ascii: "\\"))
        default: text.append(UInt8(ascii: " "))
        }
    }
}
