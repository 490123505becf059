import PlanBVocabulary

/// Times, sorted into buckets each a tenth wider than the one before: percentiles to 5 %, in a fixed amount of memory.
struct LatencyTally: Sendable, Equatable {
    private static let base = 1_000_000.0
    private static let factor = 1.1
    private static let bounds: [Double] = {
        var bounds: [Double] = []
        var bound = base
        while bound < 3.6e12 {
            bounds.append(bound)
            bound *= factor
        }
        return bounds
    }()

    private var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var total = 0

    mutating func note(_ span: Instant.Span) {
        let value = Double(span.nanoseconds)
        var (low, high) = (0, Self.bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        counts[low] += 1
        total += 1
    }

    /// The time within which `share` of them were, in milliseconds; nil: there were none.
    func milliseconds(_ share: Double) -> Int? {
        guard total > 0 else { return nil }
        var rank = max(1, Int((share * Double(total)).rounded(.up)))
        for (index, count) in counts.enumerated() {
            rank -= count
            if rank <= 0 {
                let upper = index < Self.bounds.count ? Self.bounds[index] : Self.bounds[Self.bounds.count - 1]
                return Int(upper / 1.05 / 1e6)
            }
        }
        return nil
    }
}
