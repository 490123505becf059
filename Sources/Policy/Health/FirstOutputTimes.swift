import PlanBVocabulary

/// How long a target takes to its first output: counts in steps of a fifth of a doubling, which fade.
struct FirstOutputTimes: Sendable {
    /// From 1 ms to beyond an hour.
    private static let count = 110
    private var counts: [Float] = []
    private(set) var total: Float = 0

    /// Notes one first output.
    mutating func note(_ span: Instant.Span) {
        if counts.isEmpty { counts = [Float](repeating: 0, count: Self.count) }
        counts[Self.step(of: span)] += 1
        total += 1
        // Old times fade by half at each thousandth, so that a target which has become slower is known as that.
        guard total >= 1000 else { return }
        for index in counts.indices { counts[index] *= 0.5 }
        total *= 0.5
    }

    /// The time within which `share` of the outputs came, rounded up to a step; nil before `least` are known.
    func percentile(_ share: Double, least: Int = 20) -> Instant.Span? {
        guard total >= Float(least) else { return nil }
        let rank = Float(min(1, max(0, share))) * total
        var sum: Float = 0
        for (index, count) in counts.enumerated() {
            sum += count
            if sum >= rank, sum > 0 { return Self.end(of: index) }
        }
        return Self.end(of: Self.count - 1)
    }

    /// Steps: five to each doubling of milliseconds, linear within it.
    private static func step(of span: Instant.Span) -> Int {
        let milliseconds = max(1, span.nanoseconds / 1_000_000)
        let doubling = Int64.bitWidth - 1 - milliseconds.leadingZeroBitCount
        let rest = milliseconds - (1 << Int64(doubling))
        let fifth = Int(rest * 5 >> Int64(doubling))
        return min(count - 1, doubling * 5 + fifth)
    }

    private static func end(of step: Int) -> Instant.Span {
        let start = Int64(1) << Int64(step / 5)
        return Instant.Span(nanoseconds: (start + start * Int64(step % 5 + 1) / 5) * 1_000_000 + 999_999)
    }
}
