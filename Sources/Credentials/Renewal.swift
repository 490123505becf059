import PlanBVocabulary

/// When a credential is fetched again. Pure.
enum Renewal {
    /// Keys without an end may have been replaced where they stand.
    private static let recheck: Int64 = 300
    /// The shortest time between two fetches that went well: metadata services give the same token until shortly before
    /// its end.
    private static let least: Int64 = 5
    /// Whoever says that a credential lives longer is not believed to the second.
    private static let longest: Int64 = 366 * 86_400

    /// Seconds until a credential that ends in `remaining` seconds (nil: never) is fetched again: after three quarters of
    /// its time, or a little more, so that gateways that were started together do not ask together.
    /// - Parameter chance: any number.
    static func pause(remaining: Int64?, chance: UInt64) -> Int64 {
        guard let remaining else { return recheck }
        let jitter = Int64(chance % 100)
        return max(least, min(max(remaining, 0), longest) * (7500 + jitter * 10) / 10_000)
    }

    /// Seconds until the next try after so many failures in a row: 1, 2, 4 … 60, and up to a quarter less.
    static func pause(afterFailures count: Int, chance: UInt64) -> Int64 {
        let longest = Int64(1) << min(max(count - 1, 0), 6)
        return max(1, min(60, longest) * Int64(100 - chance % 25) / 100)
    }

    /// A credential that the cloud refused is fetched again, but not for every request that is refused.
    static let leastBetweenDoubts: Int64 = 30
}
