import CPlanBSystem

/// CRC-32C: it finds every change of up to 32 bits in a row.
enum Checksum {
    /// The checksum of `bytes`, continued from `start`.
    static func of(_ bytes: UnsafeRawBufferPointer, from start: UInt32 = 0) -> UInt32 {
        planb_crc32c(start, bytes.baseAddress, bytes.count)
    }

    /// The checksum of `bytes`, continued from `start`.
    static func of(_ bytes: some Collection<UInt8>, from start: UInt32 = 0) -> UInt32 {
        bytes.withContiguousStorageIfAvailable { of(UnsafeRawBufferPointer($0), from: start) }
            ?? Array(bytes).withUnsafeBytes { of($0, from: start) }
    }
}
