/// Helpers on raw bytes. All of them are bounds-checked: a bug here is a trap, never a read out of bounds.
extension Span where Element == UInt8 {
    /// The offset of the first control byte other than HTAB (0x00…0x1F without 0x09, and 0x7F) in `start..<end`, or
    /// `end`. One scan so finds the line end and everything that must not stand before it. Eight bytes at a time.
    func firstControl(from start: Int, to end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        while at < end {
            if end - at >= 8 {
                // "Bit Twiddling Hacks", hasless() and haszero(): a byte is flagged in its top bit. A borrow can flag
                // a byte above a true one by mistake, so only the lowest flag is believed.
                let raw = bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
                let word = UInt64(littleEndian: raw)
                let delete = word ^ (ones &* 0x7F)
                let flags = (((word &- (ones &* 0x20)) & ~word) | ((delete &- ones) & ~delete)) & (ones &* 0x80)
                if flags == 0 {
                    at &+= 8
                    continue
                }
                at &+= flags.trailingZeroBitCount &>> 3
            }
            let byte = self[at]
            if (byte < 0x20 && byte != .tab) || byte == 0x7F { return at }
            at &+= 1
        }
        return end
    }

    /// Are these bytes exactly `literal`?
    @inline(__always)
    func isLiteral(_ literal: StaticString) -> Bool {
        literal.withUTF8Buffer { expected in
            guard expected.count == count else { return false }
            for index in indices where self[index] != expected[index] { return false }
            return true
        }
    }

    /// Do these bytes start with exactly `literal`?
    func starts(with literal: StaticString) -> Bool {
        count >= literal.utf8CodeUnitCount && extracting(first: literal.utf8CodeUnitCount).isLiteral(literal)
    }

    /// Are these bytes, with ASCII letters in either case, the lower-case `literal`?
    @inline(__always)
    public func equalsIgnoringCase(_ literal: StaticString) -> Bool {
        literal.withUTF8Buffer { expected in
            guard expected.count == count else { return false }
            for index in indices where self[index].asciiLowercased != expected[index] { return false }
            return true
        }
    }

    /// Is every byte in `set`?
    func consists(of set: HTTPByteSet) -> Bool {
        for index in indices where !set.contains(self[index]) { return false }
        return true
    }

    func firstIndex(of byte: UInt8) -> Int? {
        for index in indices where self[index] == byte { return index }
        return nil
    }

    /// `range` without the spaces and tabs at its ends (OWS, RFC 9110 §5.6.3).
    @inline(__always)
    func trimmingWhitespace(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isSpaceOrTab { lower &+= 1 }
        while upper > lower, self[upper &- 1].isSpaceOrTab { upper &-= 1 }
        return lower..<upper
    }

    /// Calls `body` with each element of a comma-separated list (RFC 9110 §5.6.1), trimmed, empty ones included.
    func forEachListElement(_ body: (Span<UInt8>) -> Void) {
        var start = 0
        while start <= count {
            var end = start
            while end < count, self[end] != UInt8(ascii: ",") { end &+= 1 }
            body(extracting(trimmingWhitespace(start..<end)))
            start = end &+ 1
        }
    }

    /// The bytes as text; what is not UTF-8 is replaced by U+FFFD.
    var text: String {
        withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let space = UInt8(ascii: " ")
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")

    @inline(__always)
    var isSpaceOrTab: Bool { self == .space || self == .tab }

    @inline(__always)
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    var asciiLowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }

    /// The value of a hexadecimal digit in either case, or nil.
    @inline(__always)
    var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}
