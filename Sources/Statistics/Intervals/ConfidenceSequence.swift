#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Bounds of a share that may be looked at after every sample, for ever: with the stated confidence they are on the right
/// side of it all the time, not only at one moment chosen beforehand.
///
/// The share p is held against all larger shares q at once, weighted with the arcsine distribution: under p the mean of the
/// likelihood ratios is a non-negative martingale that starts at 1, so by Ville's inequality it reaches 1/α with a
/// probability of at most α. The bound is the largest p that it has refuted. Mixture martingale: Robbins, Annals of
/// Mathematical Statistics 41 (1970); as confidence sequence: Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 49
/// (2021). One-sided, each bound by itself.
public enum ConfidenceSequence {
    /// The lower bound of the share; 0 without samples that passed.
    /// - Parameters:
    ///   - passed: the samples that passed so far, 0 to `of`; clamped.
    ///   - of: all samples so far.
    ///   - confidence: above 0 and below 1.
    public static func lower(_ passed: Int, of: Int, confidence: Double = 0.95) -> Double {
        let (passed, failed) = (Double(min(passed, of)), Double(of) - Double(min(passed, of)))
        guard passed > 0, failed >= 0 else { return 0 }
        let needed = -log(1 - confidence)
        let whole = Special.logBeta(passed + 0.5, failed + 0.5)
        // The evidence against p falls from infinity at 0 towards the share that was seen.
        let bound = Special.bisect(0, passed / (passed + failed)) { share in
            evidence(against: share, passed, failed, whole) >= needed
        }
        return bound < 1e-12 ? 0 : bound
    }

    /// The upper bound of the share; 1 without samples that failed.
    public static func upper(_ passed: Int, of: Int, confidence: Double = 0.95) -> Double {
        let passed = min(max(0, passed), max(0, of))
        return 1 - lower(max(0, of) - passed, of: max(0, of), confidence: confidence)
    }

    /// The logarithm of the mixture of likelihood ratios of all shares above `share` to `share`.
    private static func evidence(
        against share: Double, _ passed: Double, _ failed: Double, _ whole: Double
    ) -> Double {
        guard share > 0 else { return .infinity }
        guard share < 1 else { return -.infinity }
        let above = 1 - Special.incompleteBeta(share, passed + 0.5, failed + 0.5)
        // The arcsine distribution has a closed form.
        let weight = 1 - 2 / Double.pi * asin(share.squareRoot())
        guard above > 0, weight > 0 else { return -.infinity }
        return whole + log(above) - log(Double.pi) - log(weight) - passed * log(share) - failed * log1p(-share)
    }
}
