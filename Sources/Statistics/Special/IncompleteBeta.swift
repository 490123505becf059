#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Special {
    /// The regularised incomplete beta function I_x(a, b) for `a`, `b` > 0: the probability that a beta distributed number
    /// is at most `x`. By the continued fraction of DLMF 8.17.22, evaluated as Lentz (1976) does.
    static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let front = exp(a * log(x) + b * log1p(-x) - logBeta(a, b))
        // The fraction converges fast on this side of the mean only.
        return x <= (a + 1) / (a + b + 2)
            ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / away(1 - (a + b) * x / (a + 1), tiny)
        var result = d
        // About the square root of the larger parameter is needed; the limit is for parameters above 10^8.
        for step in 1...20_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / away(1 + even * d, tiny)
            c = away(1 + even / c, tiny)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / away(1 + odd * d, tiny)
            c = away(1 + odd / c, tiny)
            result *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return result
    }

    private static func away(_ value: Double, _ tiny: Double) -> Double { abs(value) < tiny ? tiny : value }

    /// The x at which I_x(a, b) is `probability`, by bisection.
    static func inverseIncompleteBeta(_ probability: Double, _ a: Double, _ b: Double) -> Double {
        bisect(0, 1) { incompleteBeta($0, a, b) < probability }
    }

    /// The place in `low`...`high` up to which `isBelow` holds: of numbers, the last of them or its neighbour.
    static func bisect(_ low: Double, _ high: Double, _ isBelow: (Double) -> Bool) -> Double {
        var (low, high) = (low, high)
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            if isBelow(middle) { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
