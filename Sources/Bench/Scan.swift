/// Byte searches that are good enough for bodies of this tool's own making, and cheap: the generator and the upstream
/// share one core, so what they spend limits what the gateway can be offered.
enum Scan {
    /// The offset of the first `needle` at or after `start`.
    static func find(_ needle: StaticString, in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        let length = needle.utf8CodeUnitCount
        guard length > 0, start >= 0, start <= bytes.count - length else { return nil }
        let wanted = UnsafeRawBufferPointer(start: needle.utf8Start, count: length)
        let first = wanted[0]
        for offset in start...(bytes.count - length) where bytes[offset] == first {
            if matches(wanted, in: bytes, at: offset) { return offset }
        }
        return nil
    }

    /// How often `needle` occurs, without overlaps.
    static func count(_ needle: StaticString, in bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var start = 0
        while let offset = find(needle, in: bytes, from: start) {
            count += 1
            start = offset + needle.utf8CodeUnitCount
        }
        return count
    }

    /// Whether `bytes` continue with `needle` at `offset`, letters compared without case (RFC 9110 section 5.1).
    /// `needle` is written in lower case.
    static func hasName(_ needle: StaticString, in bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        let length = needle.utf8CodeUnitCount
        guard offset >= 0, offset <= bytes.count - length else { return false }
        let wanted = UnsafeRawBufferPointer(start: needle.utf8Start, count: length)
        for index in 0..<length {
            let byte = bytes[offset + index]
            let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
            if lower != wanted[index] { return false }
        }
        return true
    }

    /// Where the value of the JSON member `quoted` (`"stream"`, with the quotes) starts. It looks at bytes, not at
    /// structure: no text of the benchmark's requests contains a member name.
    static func value(of quoted: StaticString, in body: UnsafeRawBufferPointer) -> Int? {
        guard let name = find(quoted, in: body) else { return nil }
        var offset = name + quoted.utf8CodeUnitCount
        while offset < body.count, body[offset] == UInt8(ascii: ":") || body[offset] == UInt8(ascii: " ") {
            offset += 1
        }
        return offset < body.count ? offset : nil
    }

    /// Whether the JSON member `quoted` is `true`.
    static func isTrue(_ quoted: StaticString, in body: UnsafeRawBufferPointer) -> Bool {
        guard let offset = value(of: quoted, in: body) else { return false }
        return hasName("true", in: body, at: offset)
    }

    /// The decimal number at `offset`; nil without a digit or beyond nine of them.
    static func decimal(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        number(in: bytes, at: offset, radix: 10, most: 9)
    }

    /// The hexadecimal number at `offset`; nil without a digit or beyond seven of them.
    static func hexadecimal(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        number(in: bytes, at: offset, radix: 16, most: 7)
    }

    private static func number(in bytes: UnsafeRawBufferPointer, at offset: Int, radix: Int, most: Int) -> Int? {
        var value = 0
        var digits = 0
        while offset + digits < bytes.count, let digit = digit(bytes[offset + digits]), digit < radix {
            digits += 1
            if digits > most { return nil }
            value = value * radix + digit
        }
        return digits > 0 ? value : nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x61...0x66: Int(byte) - 0x61 + 10
        case 0x41...0x46: Int(byte) - 0x41 + 10
        default: nil
        }
    }

    private static func matches(_ wanted: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer, at offset: Int)
        -> Bool
    {
        for index in 1..<max(1, wanted.count) where bytes[offset + index] != wanted[index] { return false }
        return true
    }
}
