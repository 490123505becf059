import Synchronization

/// Chance, as numbers that follow from a seed: a process is seeded by the system, a simulation by its scenario.
public final class Entropy: Sendable {
    private let state: Atomic<UInt64>

    /// Numbers that follow from `seed`.
    public init(seed: UInt64) { state = Atomic(seed) }

    /// The next 64 bits. SplitMix64 (Steele, Lea and Flood, 2014).
    public func next() -> UInt64 {
        var z = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
