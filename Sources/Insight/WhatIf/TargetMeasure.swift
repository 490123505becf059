public import PlanBVocabulary

/// How a target behaved, by its attempts in the ledger.
public struct TargetMeasure: Sendable, Equatable {
    /// The time to the first output, in the middle; nil: it was never measured.
    public var firstOutput: Instant.Span?
    /// The time for each token after it, in the middle, in nanoseconds.
    public var perToken: Int64
    /// The share of its attempts that failed by its own fault, 0 to 1; what it throttled is not among them.
    public var failureShare: Double
    /// The share of its attempts that it throttled, 0 to 1. Where a quota is known, the quota says so instead.
    public var throttledShare: Double
    /// What those failures were, mostly.
    public var usualFailure: FailureClass
    /// Attempts that this is known from.
    public var attempts: Int

    /// A target of which nothing is known: it answers as fast as whoever did.
    public init(
        firstOutput: Instant.Span? = nil, perToken: Int64 = 0, failureShare: Double = 0, throttledShare: Double = 0,
        usualFailure: FailureClass = .overloaded, attempts: Int = 0
    ) {
        self.firstOutput = firstOutput
        self.perToken = perToken
        self.failureShare = failureShare
        self.throttledShare = throttledShare
        self.usualFailure = usualFailure
        self.attempts = attempts
    }

    /// One attempt, as far as it counts here.
    public struct Sample: Sendable, Equatable {
        /// Why it failed; nil: it did not.
        public var failure: FailureClass?
        /// When its first output came.
        public var firstOutput: Instant.Span?
        /// When it was over.
        public var duration: Instant.Span
        /// Generated tokens.
        public var outputTokens: Int

        /// An attempt.
        public init(
            failure: FailureClass? = nil, firstOutput: Instant.Span? = nil, duration: Instant.Span,
            outputTokens: Int = 0
        ) {
            self.failure = failure
            self.firstOutput = firstOutput
            self.duration = duration
            self.outputTokens = outputTokens
        }
    }

    /// What `samples` say.
    public init(_ samples: [Sample]) {
        self.init(attempts: samples.count)
        let good = samples.filter { $0.failure == nil }
        firstOutput = Self.middle(good.compactMap { $0.firstOutput?.nanoseconds }).map { Instant.Span(nanoseconds: $0) }
        let paces = good.compactMap { sample -> Int64? in
            guard let first = sample.firstOutput, sample.outputTokens > 1 else { return nil }
            return max(0, sample.duration.nanoseconds - first.nanoseconds) / Int64(sample.outputTokens)
        }
        perToken = Self.middle(paces) ?? 0
        // What the request itself was at fault for would have failed elsewhere too, and a client that leaves is nobody's.
        let throttled = samples.count { $0.failure == .rateLimited }
        let own = samples.compactMap(\.failure).filter { !Self.isOthers($0) && $0 != .rateLimited }
        let served = good.count + own.count
        failureShare = served > 0 ? Double(own.count) / Double(served) : 0
        throttledShare = throttled > 0 ? Double(throttled) / Double(served + throttled) : 0
        var counts: [FailureClass: Int] = [:]
        for failure in own { counts[failure, default: 0] += 1 }
        usualFailure =
            counts.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key ?? .overloaded
    }

    /// As many attempts of a target as what is usual counts for: a backup that was asked five times, and failed once, does not
    /// fail in one of five.
    private static let weightOfUsual = 50.0

    /// The measures of targets by name, in the order of `names`, where those of few attempts lean towards what is usual among all
    /// of them: how often a target fails that was hardly ever asked is not known from its own attempts.
    static func leaning(_ measures: [String: TargetMeasure], _ names: [String]) -> [TargetMeasure] {
        let attempts = measures.values.reduce(0.0) { $0 + Double($1.attempts) }
        let usual = measures.values.reduce(0.0) { $0 + $1.failureShare * Double($1.attempts) } / max(1, attempts)
        let most = measures.values.max { ($0.failureShare, $0.attempts) < ($1.failureShare, $1.attempts) }
        return names.map { name in
            var measure = measures[name] ?? TargetMeasure(usualFailure: most?.usualFailure ?? .overloaded)
            guard attempts > 0 else { return measure }
            let own = Double(measure.attempts)
            measure.failureShare = (measure.failureShare * own + usual * weightOfUsual) / (own + weightOfUsual)
            return measure
        }
    }

    private static func isOthers(_ failure: FailureClass) -> Bool {
        switch failure {
        case .clientGone, .badRequest, .unsupported, .contextLength, .tooLarge, .contentFilter, .superseded, .busy,
            .draining, .unprepared, .mismatch:
            true
        default: false
        }
    }

    private static func middle(_ values: [Int64]) -> Int64? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    /// How long an answer of `tokens` takes there: until its first output, and in all.
    func times(_ tokens: Int, like request: RecordedRequest) -> (first: Instant.Span, whole: Instant.Span) {
        guard let firstOutput else { return (request.firstOutput ?? request.duration, request.duration) }
        let (rest, overflow) = perToken.multipliedReportingOverflow(by: Int64(max(0, tokens)))
        return (firstOutput, firstOutput + Instant.Span(nanoseconds: overflow ? 3_600_000_000_000 : rest))
    }
}
