public import PlanBVocabulary

/// What was measured, in fixed buckets. Times are in nanoseconds.
public struct Histogram: Sendable, Equatable {
    /// Which buckets.
    public enum Scale: Sendable, CaseIterable {
        /// How long models take: each bucket is twice as wide as the one before, from 10 ms to 655 s. The first fourteen are
        /// those of OpenTelemetry's `gen_ai.client.operation.duration`; answers of models take longer than these.
        case answers
        /// What the gateway itself takes: 50 µs to 100 ms.
        case own
        /// Tokens, in the buckets of OpenTelemetry's `gen_ai.client.token.usage`: powers of 4.
        case tokens

        /// The upper bounds of the buckets, in nanoseconds or tokens; what is more is in one more count.
        public var bounds: [Int64] {
            switch self {
            case .answers: Self.answerBounds
            case .own: Self.ownBounds
            case .tokens: Self.tokenBounds
            }
        }

        /// How many of its unit make a second; 1: it has another unit.
        public var unitsInSecond: Double { self == .tokens ? 1 : 1e9 }

        private static let answerBounds = (0..<17).map { Int64(10_000_000) << Int64($0) }
        private static let ownBounds: [Int64] = [50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000]
            .map { $0 * 1000 }
        private static let tokenBounds = (0..<14).map { Int64(1) << Int64(2 * $0) }

        /// The place of the bucket that `value` falls into; a bound belongs to the bucket below it.
        func place(of value: Int64) -> Int {
            let bounds = bounds
            var (low, high) = (0, bounds.count)
            while low < high {
                let middle = (low + high) / 2
                if bounds[middle] < value { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// A request that fell into a bucket, to be looked at in a tracing system.
    public struct Exemplar: Sendable, Equatable {
        /// Its trace, which is recorded.
        public var trace: TraceID
        /// What was measured.
        public var value: Int64
        /// When, in milliseconds since 1970.
        public var time: Int64
    }

    /// The buckets.
    public let scale: Scale
    /// How many fell into each bucket; one more than there are bounds.
    public private(set) var counts: [Int]
    /// The sum of all that was measured; it stays at its largest value rather than overflow.
    public private(set) var sum: Int64 = 0
    /// The last request of each bucket whose trace is recorded; empty: there was none.
    public private(set) var exemplars: [Exemplar?] = []

    /// Nothing was measured.
    public init(_ scale: Scale) {
        self.scale = scale
        counts = [Int](repeating: 0, count: scale.bounds.count + 1)
    }

    /// How many were measured.
    public var total: Int { counts.reduce(0, +) }

    /// Records one value; below 0 counts as 0. `mark`: the trace it belongs to, if that is recorded.
    mutating func record(_ value: Int64, _ mark: Mark? = nil) {
        let value = max(0, value)
        let place = scale.place(of: value)
        counts[place] &+= 1
        add(value)
        if let mark { exemplify(value, at: place, mark) }
    }

    /// Records a length of time.
    mutating func record(_ span: Instant.Span, _ mark: Mark? = nil) { record(span.nanoseconds, mark) }

    /// Takes over what was measured in the course of one attempt. `mark` stands for the longest.
    mutating func record(_ gaps: ChunkGaps, _ mark: Mark?) {
        for place in counts.indices { counts[place] &+= Int(gaps.counts[place]) }
        add(gaps.sum)
        if let mark { exemplify(gaps.longest, at: scale.place(of: gaps.longest), mark) }
    }

    private mutating func add(_ value: Int64) {
        let (sum, overflow) = sum.addingReportingOverflow(value)
        self.sum = overflow ? .max : sum
    }

    private mutating func exemplify(_ value: Int64, at place: Int, _ mark: Mark) {
        if exemplars.isEmpty { exemplars = [Exemplar?](repeating: nil, count: counts.count) }
        exemplars[place] = Exemplar(trace: mark.trace, value: value, time: mark.time)
    }
}

/// A request's place in a trace that is recorded: one that nobody keeps is no example of anything.
struct Mark {
    let trace: TraceID
    /// Milliseconds since 1970.
    let time: Int64

    init?(_ trace: TraceContext?, time: Int64) {
        guard let trace, trace.isSampled else { return nil }
        self.trace = trace.trace
        self.time = time
    }
}
