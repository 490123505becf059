/// Exact percentiles of all samples of a run, in microseconds.
struct Percentiles {
    let count: Int
    let p50: Double
    let p90: Double
    let p99: Double
    let p999: Double
    let most: Double

    /// - Parameter nanoseconds: the samples, in any order.
    init(nanoseconds: [Int64]) {
        let sorted = nanoseconds.sorted()
        count = sorted.count
        p50 = Self.value(at: 500, of: sorted)
        p90 = Self.value(at: 900, of: sorted)
        p99 = Self.value(at: 990, of: sorted)
        p999 = Self.value(at: 999, of: sorted)
        most = Self.value(at: 1000, of: sorted)
    }

    /// The smallest sample that at least `permille` of all samples do not exceed (nearest rank); 0 without samples.
    static func value(at permille: Int, of sorted: [Int64]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = (sorted.count * permille + 999) / 1000
        return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1000
    }

    var json: String {
        #"{"count":\#(count),"p50":\#(p50),"p90":\#(p90),"p99":\#(p99),"p999":\#(p999),"max":\#(most)}"#
    }
}
