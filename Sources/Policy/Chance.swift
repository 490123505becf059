public import PlanBVocabulary

/// The chance of one decision: numbers that follow from one word, so that a decision is a function of its arguments.
public struct Chance: Sendable, Equatable {
    private var state: UInt64

    /// Numbers that follow from `word`.
    public init(_ word: UInt64) { state = word }

    /// The next 64 bits. SplitMix64 (Steele, Lea and Flood, 2014).
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in 0..<1.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A time between zero and `limit`: full jitter.
    public mutating func span(upTo limit: Instant.Span) -> Instant.Span {
        Instant.Span(nanoseconds: Int64(unit() * Double(max(0, limit.nanoseconds))))
    }

    /// `span` with a share of itself added or taken away, `share` at most 1.
    public mutating func jittered(_ span: Instant.Span, by share: Double) -> Instant.Span {
        Instant.Span(nanoseconds: Int64(Double(span.nanoseconds) * (1 - share + 2 * share * unit())))
    }
}
