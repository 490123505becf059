import Synchronization

/// Makes request ids: `req_` and 128 bits in hex, distinct within a process and, by the seed, across processes.
///
/// They are names, not secrets: a mixed counter is enough and costs no system call.
public final class RequestIDs: Sendable {
    private let seed: (UInt64, UInt64)
    private let counter = Atomic<UInt64>(0)

    /// Ids that follow from `seed`.
    public init(seed: (UInt64, UInt64)) { self.seed = seed }

    /// The next id.
    public func next() -> String {
        let count = counter.wrappingAdd(1, ordering: .relaxed).newValue
        let words = (Self.mix(seed.0 &+ count), Self.mix(seed.1 ^ (count &* 0x9E37_79B9_7F4A_7C15)))
        return String(unsafeUninitializedCapacity: 36) { text in
            var index = 0
            for byte in "req_".utf8 {
                text[index] = byte
                index += 1
            }
            for word in [words.0, words.1] {
                for shift in stride(from: 60, through: 0, by: -4) {
                    let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
                    text[index] = digit < 10 ? 48 + digit : 87 + digit
                    index += 1
                }
            }
            return index
        }
    }

    /// SplitMix64's finaliser: every input bit changes half of the output bits.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
