public import PlanBVocabulary

/// Durations in fixed buckets, each twice as wide as the one before, from 10 ms to 655 s: answers of models take long.
/// The first fourteen are those of OpenTelemetry's `gen_ai.client.operation.duration`.
public struct Histogram: Sendable, Equatable {
    /// Upper bounds of the buckets in milliseconds; what is longer is in the last count.
    public static let boundsInMilliseconds = (0..<17).map { 10 << $0 }

    /// How many fell into each bucket; one more than there are bounds.
    public private(set) var counts = [Int](repeating: 0, count: 18)
    /// The sum of all durations, in nanoseconds.
    public private(set) var sumInNanoseconds: Int64 = 0

    /// Nothing was recorded.
    public init() {}

    /// How many were recorded.
    public var total: Int { counts.reduce(0, +) }

    /// Records one duration.
    public mutating func record(_ span: Instant.Span) {
        let milliseconds = max(0, span.nanoseconds) / 1_000_000
        let doublings = milliseconds / 10
        // The bucket is the position of the highest bit; exact bounds belong to the lower bucket.
        var index = Int64.bitWidth - doublings.leadingZeroBitCount
        if index > 0, span.nanoseconds <= Int64(10 << (index - 1)) * 1_000_000 { index -= 1 }
        counts[min(index, counts.count - 1)] += 1
        sumInNanoseconds &+= max(0, span.nanoseconds)
    }
}
