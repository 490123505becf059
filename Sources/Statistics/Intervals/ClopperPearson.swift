#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Exact one-sided bounds of a share, for a number of samples that was fixed beforehand (Clopper and Pearson, Biometrika 26,
/// 1934): whatever the share is, the bound is on the right side of it with at least the stated confidence. What is looked at
/// again and again needs a `ConfidenceSequence` instead.
public enum ClopperPearson {
    /// The lower bound of the share; 0 without samples.
    /// - Parameters:
    ///   - passed: the samples that passed, 0 to `of`; clamped.
    ///   - of: all samples.
    ///   - confidence: above 0 and below 1.
    public static func lower(_ passed: Int, of: Int, confidence: Double = 0.95) -> Double {
        let passed = min(passed, of)
        guard of > 0, passed > 0 else { return 0 }
        return Special.inverseIncompleteBeta(1 - confidence, Double(passed), Double(of &- passed) + 1)
    }

    /// The upper bound of the share; 1 without samples.
    public static func upper(_ passed: Int, of: Int, confidence: Double = 0.95) -> Double {
        let passed = max(0, passed)
        guard of > 0, passed < of else { return 1 }
        return Special.inverseIncompleteBeta(confidence, Double(passed) + 1, Double(of &- passed))
    }

    /// How many samples, all of them passed, show a share of at least `share`: 59 for 95 %. `share` is above 0 and below 1.
    public static func samplesWithoutFailure(toShow share: Double, confidence: Double = 0.95) -> Int {
        guard share > 0, share < 1, confidence > 0, confidence < 1 else { return .max }
        let count = (log(1 - confidence) / log(share)).rounded(.up)
        return count < 1e15 ? Int(count) : .max
    }
}
