import Glibc

/// Looking for bytes in bytes.
enum Scan {
    /// The place of `needle` in `bytes` at or after `start`; nil if it is not there.
    static func find(_ needle: StaticString, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        let length = needle.utf8CodeUnitCount
        guard let base = bytes.baseAddress, length > 0 else { return nil }
        var place = start
        while place + length <= bytes.count {
            guard let hit = memchr(base + place, Int32(needle.utf8Start[0]), bytes.count - length + 1 - place) else {
                return nil
            }
            place = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
            if memcmp(base + place, needle.utf8Start, length) == 0 { return place }
            place += 1
        }
        return nil
    }

    /// Whether `word` stands at `place`.
    @inline(__always)
    static func matches(_ word: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard let base = bytes.baseAddress, place >= 0, place + word.utf8CodeUnitCount <= bytes.count else {
            return false
        }
        return memcmp(base + place, word.utf8Start, word.utf8CodeUnitCount) == 0
    }

    /// The next place of `byte` at or after `start`.
    @inline(__always)
    static func next(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let hit = memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }

    /// The decimal number at `start`, and the place after it.
    static func number(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> (value: Int, end: Int)? {
        var index = start
        var value = 0
        while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39, value < 1 << 40 {
            value = value * 10 + Int(bytes[index] & 15)
            index += 1
        }
        return index == start ? nil : (value, index)
    }
}
