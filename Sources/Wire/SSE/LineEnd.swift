/// Finds ends of lines, eight bytes at a time.
enum LineEnd {
    /// The offset of the first CR or LF at or after `start`; nil if there is none.
    @inline(__always)
    static func first(in bytes: Span<UInt8>, from start: Int) -> Int? {
        var at = start
        while bytes.count - at >= 8 {
            let word = UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            let ends = zeroBytes(of: word ^ (ones &* 0x0A)) | zeroBytes(of: word ^ (ones &* 0x0D))
            if ends != 0 { return at + ends.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count {
            if bytes[at] == 0x0A || bytes[at] == 0x0D { return at }
            at += 1
        }
        return nil
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// Marks the bytes that are zero with their top bit. Subtracting borrows only out of a byte that is zero, so the
    /// lowest mark is exact; marks above it may be false.
    @inline(__always)
    private static func zeroBytes(of word: UInt64) -> UInt64 {
        (word &- ones) & ~word & (ones &* 0x80)
    }
}
