#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The standard normal distribution.
public enum Normal {
    /// The probability of a number up to `z`.
    public static func probability(upTo z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// The number up to which a share of `probability`, in 0...1, lies: 1.6449 for 0.95. Within ±38.
    public static func quantile(_ probability: Double) -> Double {
        Special.bisect(-38, 38) { self.probability(upTo: $0) < probability }
    }
}
