/// The written form of a key: `planb_<id: 8 base62>_<secret: 43 base62><crc32: 6 base62>`.
///
/// The checksum lets a typing mistake, and a leak scanner, be told from a wrong key without asking anybody.
public enum KeyText {
    /// Characters in a key.
    public static let length = 6 + 8 + 1 + 43 + 6
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Makes a key from 8 + 32 random bytes; the caller shows it once and forgets it.
    public static func make(entropy: some Sequence<UInt64>) -> (id: String, text: String)? {
        var words = entropy.makeIterator()
        guard let first = words.next() else { return nil }
        let id = encode([first], digits: 8)
        return make(id: id, entropy: IteratorSequence(words)).map { (id, $0) }
    }

    /// Makes a key with the id `id` from 32 random bytes: a new secret for a key that exists.
    public static func make(id: String, entropy: some Sequence<UInt64>) -> String? {
        let secretWords = Array(entropy.prefix(4))
        guard secretWords.count == 4, id.utf8.count == 8, id.utf8.allSatisfy(isDigit) else { return nil }
        let body = "planb_\(id)_\(encode(secretWords, digits: 43))"
        return body + encode([UInt64(crc32(Array(body.utf8)))], digits: 6)
    }

    /// The id inside `text`, or nil if it is not a key (wrong prefix, length, alphabet or checksum).
    public static func id(of text: [UInt8]) -> String? {
        guard text.count == length, text.starts(with: Array("planb_".utf8)), text[14] == UInt8(ascii: "_") else {
            return nil
        }
        let digits = text[6..<14] + text[15...]
        guard digits.allSatisfy({ isDigit($0) }) else { return nil }
        let sum = encode([UInt64(crc32(Array(text[..<(length - 6)])))], digits: 6)
        guard Array(sum.utf8) == Array(text[(length - 6)...]) else { return nil }
        return String(decoding: text[6..<14], as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// The last `digits` base-62 digits of the big-endian number `words`.
    private static func encode(_ words: [UInt64], digits: Int) -> String {
        var number = words
        var text: [UInt8] = []
        for _ in 0..<digits {
            var remainder: UInt64 = 0
            for index in number.indices {
                let (quotient, rest) = UInt64(62).dividingFullWidth((remainder, number[index]))
                number[index] = quotient
                remainder = rest
            }
            text.append(alphabet[Int(remainder)])
        }
        return String(decoding: text.reversed(), as: UTF8.self)
    }

    /// CRC-32 of ISO 3309, the one of zip and PNG.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~crc
    }
}
