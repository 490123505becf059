/// The lexical rules of RFC 8259 on bytes: every function takes the offset of the first byte to look at and returns the
/// offset after what it passed. Nothing is decoded and nothing is allocated.
enum JSONScan {
    /// Passes insignificant whitespace (RFC 8259 §2).
    @inline(__always)
    static func whitespace(in bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            default: return at
            }
        }
        return at
    }

    /// Passes the literal `true`, `false` or `null`, of which only the first byte is known.
    static func literal(_ name: StaticString, in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        let length = name.utf8CodeUnitCount
        for index in 0..<length {
            guard start + index < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
            guard bytes[start + index] == name.utf8Start[index] else {
                throw .unexpected(in: bytes, at: start + index, expected: .value)
            }
        }
        return start + length
    }

    /// Passes a member name and its colon. `start` is the offset of the opening quote.
    /// - Returns: the offset after the closing quote, and the offset after the colon.
    @inline(__always)
    static func key(in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> (end: Int, value: Int) {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else {
            throw .unexpected(in: bytes, at: start, expected: .key)
        }
        let end = try string(in: bytes, from: start + 1)
        let colon = whitespace(in: bytes, from: end)
        guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else {
            throw .unexpected(in: bytes, at: colon, expected: .colon)
        }
        return (end, colon + 1)
    }
}
