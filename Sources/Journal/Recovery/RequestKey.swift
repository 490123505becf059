/// What stands for the id of a request where it is looked up for every record: 128 bits of it, mixed with numbers that
/// nobody outside knows. Ids are drawn at random, so that two never have the same.
struct RequestKey: Hashable {
    private static let secret = (UInt64.random(in: .min ... .max) | 1, UInt64.random(in: .min ... .max) | 1)

    private let high: UInt64
    private let low: UInt64

    init(_ id: String) {
        var id = id
        let secret = Self.secret
        (high, low) = id.withUTF8 { bytes in
            var high = secret.0
            var low = secret.1 ^ UInt64(bytes.count)
            let all = UnsafeRawBufferPointer(bytes)
            var place = 0
            while place + 8 <= all.count {
                let word = all.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                Self.mix(word, &high, &low)
                place += 8
            }
            var rest: UInt64 = 0
            while place < all.count {
                rest = rest << 8 | UInt64(all[place])
                place += 1
            }
            Self.mix(rest, &high, &low)
            return (high, low)
        }
    }

    @inline(__always)
    private static func mix(_ word: UInt64, _ high: inout UInt64, _ low: inout UInt64) {
        let product = (word ^ high).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        let other = (word &+ low).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        high = product.low ^ product.high ^ other.low
        low = other.low &+ other.high ^ product.low &* 3
    }

    func hash(into hasher: inout Hasher) { hasher.combine(high) }
}
