/// The checksum of IEEE 802.3, as zlib and Amazon's frames have it: polynomial 0x04C11DB7, reflected.
///
/// Eight bytes at a time with eight tables (M. Kounavis and F. Berry, "A Systematic Approach to Building High Performance
/// Software-Based CRC Generators", 2005).
struct CRC32: Sendable {
    /// Table `k` tells what a byte does that is followed by `k` more: 8 tables of 256.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
        }
        return tables
    }()

    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of all bytes so far.
    var value: UInt32 { ~state }

    /// Takes more bytes in.
    mutating func update(_ bytes: Span<UInt8>) {
        let table = Self.tables.span
        var crc = state
        var index = 0
        while index + 8 <= bytes.count {
            // Little-endian words, on every machine.
            let low =
                crc
                ^ (UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
                    | UInt32(bytes[index + 3]) << 24)
            let first = table[1792 + Int(low & 0xFF)] ^ table[1536 + Int(low >> 8 & 0xFF)]
            let second = table[1280 + Int(low >> 16 & 0xFF)] ^ table[1024 + Int(low >> 24)]
            let third = table[768 + Int(bytes[index + 4])] ^ table[512 + Int(bytes[index + 5])]
            let fourth = table[256 + Int(bytes[index + 6])] ^ table[Int(bytes[index + 7])]
            crc = first ^ second ^ third ^ fourth
            index += 8
        }
        while index < bytes.count {
            crc = crc >> 8 ^ table[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
            index += 1
        }
        state = crc
    }

    /// The checksum of `bytes`.
    static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes)
        return crc.value
    }
}
