import PlanBVocabulary

/// What is under way at one target, and how fast it has been.
public struct Load: Sendable {
    /// Attempts under way.
    public private(set) var underWay = 0
    /// The time to the first output of streams.
    private var average = PeakAverage()
    /// The same for whole answers, which take longer.
    private var wholeAverage = PeakAverage()
    private(set) var times = FirstOutputTimes()
    /// How long answers take in all, on average over about the last fifty; zero: not known.
    private var duration = 0.0
    private(set) var silence = Silence()

    /// An attempt begins.
    mutating func begin(isStream: Bool, now: Instant) {
        underWay += 1
        if isStream { silence.begin(now: now) }
    }

    /// The target has been heard of: it is not silent.
    mutating func hear() { silence.end() }

    /// An attempt is over; `span`: how long its answer took, if there was one.
    mutating func end(_ span: Instant.Span? = nil) {
        underWay = max(0, underWay - 1)
        if let span {
            let seen = Double(max(1, span.nanoseconds))
            duration = duration == 0 ? seen : duration + (seen - duration) / 50
        }
        if underWay == 0 { silence.end() }
    }

    /// The first output of a stream came after `span`.
    mutating func note(_ span: Instant.Span, now: Instant) {
        times.note(span)
        silence.end()
        average.note(span, now: now)
    }

    /// A whole answer came after `span`.
    mutating func noteWhole(_ span: Instant.Span, now: Instant) { wholeAverage.note(span, now: now) }

    /// How long an answer takes in all, in seconds, on average; nil: there was none.
    public var secondsPerAnswer: Double? { duration > 0 ? duration / 1e9 : nil }

    /// What a request is expected to cost in waiting: the average time for each request under way and the new one. A
    /// target of which nothing is known is tried soon.
    func expectedWait(isStream: Bool) -> Double {
        (isStream ? average : wholeAverage).nanoseconds * Double(underWay + 1)
    }
}

/// A moving average that follows a rise at once and a fall slowly: a target that has become slow is left alone at once,
/// one that was slow is believed to be fast again little by little (peak EWMA, as in Finagle).
struct PeakAverage: Sendable {
    /// The distance to what is seen halves in this time.
    private static let halfLife = 10e9

    /// Zero: nothing is known.
    private(set) var nanoseconds = 0.0
    private var at = Instant(nanoseconds: 0)

    mutating func note(_ span: Instant.Span, now: Instant) {
        let seen = Double(max(1, span.nanoseconds))
        let passed = Double(max(0, (now - at).nanoseconds))
        at = now
        guard nanoseconds > 0, seen <= nanoseconds else { return nanoseconds = seen }
        // What remains of the old value after `passed`: 2^(-passed / halfLife), by a rational approximation.
        let x = 0.693_147 * passed / Self.halfLife
        let remaining = 1 / (1 + x + x * x / 2)
        nanoseconds = nanoseconds * remaining + seen * (1 - remaining)
    }
}
