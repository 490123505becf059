public import PlanBStatistics

/// What the samples of one drill, from its beginning to its end, say of the backup: an SPRT on one combined outcome a
/// sample, whether it met every gate, and beside it one on how long it took. The first verdict stays.
public struct DrillVerdict: Sendable {
    /// Why a backup is bad.
    public enum Reason: String, Sendable, Codable {
        /// Too many samples failed a gate.
        case form
        /// It became slow.
        case pace
    }

    /// What the samples say.
    public private(set) var verdict = DrillReport.Verdict.undecided
    /// Why, if they say that it is bad.
    public private(set) var reason: Reason?
    /// Distinct samples that were looked at, up to the verdict.
    public private(set) var samples = 0
    /// Of those, how many failed a gate.
    public private(set) var failures = 0
    private var form: SPRT
    private var pace: SPRT?
    private let rule: PaceRule?
    private var known: Set<String> = []

    /// A verdict on no samples yet.
    /// - Parameters:
    ///   - design: what counts as good and bad: 99 against 95 %, or `SPRTDesign.strict`.
    ///   - pace: what counts as slow; nil: not looked at.
    public init(_ design: SPRTDesign = .drill, pace: PaceRule? = nil) {
        form = SPRT(design)
        rule = pace
        self.pace = pace.map { _ in SPRT(PaceRule.design) }
    }

    /// Looks at one more sample; passes over those that it has seen, and, after the verdict, over all. Returns the verdict.
    @discardableResult
    public mutating func note(_ sample: Sample) -> DrillReport.Verdict {
        // A drill ends long before it has so many.
        guard verdict == .undecided, known.count < 1 << 20, known.insert(sample.key).inserted else { return verdict }
        samples += 1
        let isConformant = sample.isConformant
        if !isConformant { failures += 1 }
        form.note(isConformant)
        if let isSlow = rule?.isSlow(sample) { pace?.note(!isSlow) }
        if form.decision == .reject {
            (verdict, reason) = (.bad, .form)
        } else if pace?.decision == .reject {
            (verdict, reason) = (.bad, .pace)
        } else if form.decision == .accept {
            verdict = .good
        }
        if verdict != .undecided { known = [] }
        return verdict
    }

    /// How many more samples it takes at least to find the backup good; 0 after the verdict.
    public var samplesMissing: Int {
        guard verdict == .undecided else { return 0 }
        var trial = form
        while trial.decision == nil { trial.note(true) }
        return trial.samples - form.samples
    }
}
