import PlanBVocabulary

/// The times between two pieces of output of one stream, in the buckets of `Histogram.Scale.answers`. Kept with the attempt,
/// without a lock and without memory of its own, and counted once, when the attempt is over.
struct ChunkGaps: Sendable {
    /// By bucket. There is room for more buckets than there are.
    private(set) var counts = SIMD32<UInt32>()
    /// In nanoseconds.
    private(set) var sum: Int64 = 0
    /// The longest, in nanoseconds.
    private(set) var longest: Int64 = 0

    /// Whether there was none: the stream had one piece at most.
    var isEmpty: Bool { sum == 0 && counts == SIMD32() }

    /// Output came `span` after that before it.
    mutating func note(_ span: Instant.Span) {
        let value = max(0, span.nanoseconds)
        counts[Histogram.Scale.answers.place(of: value)] &+= 1
        sum &+= value
        longest = max(longest, value)
    }
}
