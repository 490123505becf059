/// Finds any of some phrases in a text, byte by byte: the search for a substring in the standard library is made for
/// grapheme clusters, and takes a hundred times as long.
struct Phrases {
    private let phrases: [[UInt8]]
    /// By the first byte.
    private let byFirst: [[Int]]

    init(_ phrases: [String]) {
        let bytes = phrases.map { Array($0.utf8) }.filter { !$0.isEmpty }
        self.phrases = bytes
        byFirst = (0..<256).map { first in bytes.indices.filter { Int(bytes[$0][0]) == first } }
    }

    /// Whether one of them stands in `text` for which `isMeant` holds. It is asked with the bytes of the phrase.
    func contains(in text: some StringProtocol, where isMeant: ([UInt8]) -> Bool = { _ in true }) -> Bool {
        let text = Array(text.utf8)
        for (place, byte) in text.enumerated() {
            for number in byFirst[Int(byte)] {
                let phrase = phrases[number]
                if text[place...].starts(with: phrase), isMeant(phrase) { return true }
            }
        }
        return false
    }
}
