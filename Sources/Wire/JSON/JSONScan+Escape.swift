extension JSONScan {
    /// Passes one escape, or two that form a surrogate pair. `start` is the offset of the backslash.
    /// - Returns: the offset after it, and the character that it stands for.
    static func escape(
        in bytes: Span<UInt8>, from start: Int
    ) throws(JSONFault) -> (end: Int, scalar: UnicodeScalar) {
        guard start + 1 < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        let scalar: UnicodeScalar
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): scalar = "\""
        case UInt8(ascii: "\\"): scalar = "\\"
        case UInt8(ascii: "/"): scalar = "/"
        case UInt8(ascii: "b"): scalar = "\u{08}"
        case UInt8(ascii: "f"): scalar = "\u{0C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        case UInt8(ascii: "u"): return try codeUnits(in: bytes, from: start)
        case let byte: throw JSONFault(.invalidEscape, at: start + 1, found: byte)
        }
        return (start + 2, scalar)
    }

    /// `\uXXXX`, or the two of them that stand for a character outside the Basic Multilingual Plane (RFC 8259 §7).
    private static func codeUnits(
        in bytes: Span<UInt8>, from start: Int
    ) throws(JSONFault) -> (end: Int, scalar: UnicodeScalar) {
        let first = try hexadecimal(in: bytes, from: start + 2)
        if let scalar = UnicodeScalar(first) { return (start + 6, scalar) }

        guard first < 0xDC00 else { throw JSONFault(.loneSurrogate, at: start) }
        guard start + 6 < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        guard bytes[start + 6] == UInt8(ascii: "\\") else { throw JSONFault(.loneSurrogate, at: start) }
        guard start + 7 < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        guard bytes[start + 7] == UInt8(ascii: "u") else { throw JSONFault(.loneSurrogate, at: start) }
        let second = try hexadecimal(in: bytes, from: start + 8)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = UnicodeScalar(0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00)))
        else { throw JSONFault(.loneSurrogate, at: start) }
        return (start + 12, scalar)
    }

    private static func hexadecimal(in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> UInt16 {
        var value: UInt16 = 0
        for at in start..<start + 4 {
            guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
            let digit: UInt8
            switch bytes[at] {
            case let byte where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte: digit = byte - UInt8(ascii: "0")
            case let byte where UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte: digit = byte - UInt8(ascii: "a") + 10
            case let byte where UInt8(ascii: "A")...UInt8(ascii: "F") ~= byte: digit = byte - UInt8(ascii: "A") + 10
            case let byte: throw JSONFault(.invalidEscape, at: at, found: byte)
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
