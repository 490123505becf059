#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Special functions. The gamma function of the C library keeps a sign in a global variable, so that threads race for it;
/// here is none.
enum Special {
    /// The logarithm of the gamma function of `x` > 0: Stirling's series (Abramowitz and Stegun 6.1.40) above 12, and the
    /// recurrence below. Relative error under 1e-14.
    static func logGamma(_ x: Double) -> Double {
        var x = x
        var product = 1.0
        while x < 12 {
            product *= x
            x += 1
        }
        let inverse = 1 / x
        let square = inverse * inverse
        let tail =
            inverse
            * (1.0 / 12
                + square
                * (-1.0 / 360
                    + square
                    * (1.0 / 1260 + square * (-1.0 / 1680 + square * (1.0 / 1188 + square * (-691.0 / 360360))))))
        return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + tail - log(product)
    }

    /// The logarithm of the beta function of `a`, `b` > 0.
    static func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }
}
