extension JSONScan {
    /// Passes the rest of a string: `start` is the offset after the opening quote.
    /// - Returns: the offset after the closing quote.
    static func string(in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        var at = start
        while true {
            at = plainText(in: bytes, from: at)
            guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
            switch bytes[at] {
            case UInt8(ascii: "\""): return at + 1
            case UInt8(ascii: "\\"): at = try escape(in: bytes, from: at).end
            case 0x80...:
                // Text in most scripts is one such sequence after the other, so the word loop is not entered between.
                repeat { at = try sequence(in: bytes, from: at) } while at < bytes.count && bytes[at] >= 0x80
            case let byte: throw JSONFault(.controlCharacter, at: at, found: byte)
            }
        }
    }

    /// Passes bytes that stand for themselves: ASCII from the space on, but neither a quote nor a backslash.
    @inline(__always)
    private static func plainText(in bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while bytes.count - at >= 8 {
            let word = UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            let special = specialBytes(of: word)
            if special != 0 { return at + special.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return at }
            at += 1
        }
        return at
    }

    /// Marks, with the top bit of each byte, the quotes, backslashes, control characters and non-ASCII bytes of a word.
    ///
    /// Subtracting borrows only out of a byte that is marked itself, so the lowest mark is exact; marks above it may be
    /// false.
    @inline(__always)
    private static func specialBytes(of word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let controls = word &- ones &* 0x20
        let quotes = (word ^ (ones &* 0x22)) &- ones
        let backslashes = (word ^ (ones &* 0x5C)) &- ones
        return (word | controls | quotes | backslashes) & (ones &* 0x80)
    }

    /// Passes one UTF-8 sequence of two to four bytes, by the table of RFC 3629 §4.
    static func sequence(in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[start] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xE1...0xEC, 0xEE...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        case let byte: throw JSONFault(.invalidUTF8, at: start, found: byte)
        }
        for index in 1..<length {
            guard start + index < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
            let byte = bytes[start + index]
            guard index == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else {
                throw JSONFault(.invalidUTF8, at: start + index, found: byte)
            }
        }
        return start + length
    }
}
