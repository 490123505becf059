/// What is summed up by day.
public enum UsageMeasure: String, Sendable, CaseIterable {
    /// Requests.
    case requests
    /// Requests that got a complete answer.
    case answered
    /// Attempts.
    case attempts
    /// Attempts because another target had failed.
    case failovers
    /// Failed attempts of requests that were answered all the same.
    case absorbed
    /// Attempts whose tokens are an estimate.
    case estimated
    /// Attempts with tokens and without a price.
    case unpriced
    /// Prompt tokens, cached ones included.
    case inputTokens = "input_tokens"
    /// Generated tokens, reasoning included.
    case outputTokens = "output_tokens"
    /// Prompt tokens that were read from a provider's cache.
    case cachedTokens = "cached_tokens"
    /// Generated tokens of reasoning.
    case reasoningTokens = "reasoning_tokens"
    /// Prompt tokens that were written to a provider's cache.
    case writtenTokens = "written_tokens"
    /// What attempts cost, in nanodollars.
    case cost = "cost_nanodollars"
    /// The part of it for attempts of which no client got anything.
    case wasted = "wasted_nanodollars"
    /// How long requests took, in milliseconds.
    case duration = "duration_ms"

    /// Whether the sum of many could be more than a number holds.
    var isAmount: Bool {
        switch self {
        case .requests, .answered, .attempts, .failovers, .absorbed, .estimated, .unpriced: false
        default: true
        }
    }
}

/// Sums. They saturate, and nothing negative is ever added: what a provider counts is input like any other.
public struct UsageSums: Sendable, Equatable {
    /// Upper bounds in milliseconds of the buckets into which durations of requests are sorted, each twice as wide as the
    /// one before; what is longer is in the last one.
    public static let bucketBounds = (0..<17).map { Int64(10) << Int64($0) }

    /// The names of all sums, in order: in SQL.
    public static let names: [String] = columns.map(\.name)

    /// The names of all sums, with whether they could be too large to be added up as they are.
    public static let columns: [(name: String, isAmount: Bool)] =
        UsageMeasure.allCases.map { ($0.rawValue, $0.isAmount) } + (0...17).map { ("took\($0)", false) }

    private static let places = Dictionary(
        uniqueKeysWithValues: UsageMeasure.allCases.enumerated().map { ($1, $0) })
    private static let buckets = UsageMeasure.allCases.count

    /// The sums in the order of `names`.
    public private(set) var values: [Int64]

    /// Nothing.
    public init() { values = [Int64](repeating: 0, count: Self.columns.count) }

    /// The sums in the order of `names`; what is missing is nothing.
    public init(_ values: [Int64]) {
        self.init()
        for index in values.indices where self.values.indices.contains(index) {
            self.values[index] = max(0, values[index])
        }
    }

    /// One sum.
    public subscript(measure: UsageMeasure) -> Int64 { Self.places[measure].map { values[$0] } ?? 0 }

    /// How many requests took how long, by the buckets of `bucketBounds`; the last one has what is longer than all of them.
    public var durations: [Int64] { Array(values[Self.buckets...]) }

    /// Adds, if it is more than nothing.
    public mutating func add(_ amount: Int64, to measure: UsageMeasure) {
        guard amount > 0, let place = Self.places[measure] else { return }
        values[place] = Self.sum(values[place], amount)
    }

    /// Adds the duration of a request.
    public mutating func addDuration(milliseconds: Int64) {
        let milliseconds = max(0, milliseconds)
        add(milliseconds, to: .duration)
        let bucket = Self.bucketBounds.firstIndex { milliseconds <= $0 } ?? Self.bucketBounds.count
        values[Self.buckets + bucket] = Self.sum(values[Self.buckets + bucket], 1)
    }

    /// Adds all of `other`.
    public mutating func add(_ other: UsageSums) {
        for index in values.indices { values[index] = Self.sum(values[index], other.values[index]) }
    }

    /// About how long `share` of all requests took at most, in milliseconds: exact to the bucket, in between in proportion.
    /// nil: there was none, or it took longer than the last bound.
    public func percentile(_ share: Double) -> Int64? {
        let counts = values[Self.buckets...]
        let total = counts.reduce(0.0) { $0 + Double($1) }
        guard total > 0 else { return nil }
        let rank = share * total
        var below = 0.0
        for (index, count) in counts.enumerated() {
            let count = Double(count)
            guard below + count >= rank, count > 0 else {
                below += count
                continue
            }
            guard index < Self.bucketBounds.count else { return nil }
            let lower = index == 0 ? 0 : Double(Self.bucketBounds[index - 1])
            let upper = Double(Self.bucketBounds[index])
            return Int64((lower + (upper - lower) * max(0, rank - below) / count).rounded())
        }
        return nil
    }

    static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
