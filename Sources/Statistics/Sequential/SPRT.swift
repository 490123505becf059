#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How Wald's sequential probability ratio test (Annals of Mathematical Statistics 16, 1945) is set: which share of passed
/// samples counts as good, which as bad, and how often either may be taken for the other.
public struct SPRTDesign: Sendable, Hashable {
    /// The share of passed samples of what is good.
    public let good: Double
    /// That of what is bad.
    public let bad: Double
    /// How often something good may be rejected.
    public let alpha: Double
    /// How often something bad may be accepted; 1 less this is the power.
    public let beta: Double
    /// What a sample that passed adds to the evidence that it is bad: below 0.
    let ofPassed: Double
    /// What a sample that failed adds.
    let ofFailed: Double
    /// The evidence at which it is rejected.
    let rejection: Double
    /// That at which it is accepted.
    let acceptance: Double

    /// A design; nil unless 0 < bad < good < 1, and both errors are above 0 and below a half.
    public init?(good: Double, bad: Double, alpha: Double = 0.05, beta: Double = 0.05) {
        guard bad > 0, bad < good, good < 1, alpha > 0, alpha < 0.5, beta > 0, beta < 0.5 else { return nil }
        self.init(checked: good, bad, alpha, beta)
    }

    private init(checked good: Double, _ bad: Double, _ alpha: Double, _ beta: Double) {
        self.good = good
        self.bad = bad
        self.alpha = alpha
        self.beta = beta
        ofPassed = log(bad / good)
        ofFailed = log((1 - bad) / (1 - good))
        rejection = log((1 - beta) / alpha)
        // Wald's bounds keep the sum of both errors, not each, and fall short of the power by a hair where failures are
        // rare (94.9 % for 99.9 against 99 %). With four fifths of β every error is kept: see `characteristic`.
        acceptance = log(0.8 * beta / (1 - alpha))
    }

    /// 99 % is good and 95 % is bad, 5 % errors: 77 samples without a failure accept, two failures at once reject.
    public static let drill = SPRTDesign(checked: 0.99, 0.95, 0.05, 0.05)
    /// 99.9 % is good and 99 % is bad, 5 % errors: for what must not happen to one in a hundred.
    public static let strict = SPRTDesign(checked: 0.999, 0.99, 0.05, 0.05)
    /// 70 % is good and 45 % is bad, 5 % errors: for outcomes that go either way in any case.
    public static let coarse = SPRTDesign(checked: 0.7, 0.45, 0.05, 0.05)

    /// What the test says after these samples, if it has said nothing before.
    func decision(passed: Int, failed: Int) -> SPRT.Decision? {
        let evidence = Double(passed) * ofPassed + Double(failed) * ofFailed
        if evidence >= rejection { return .reject }
        return evidence <= acceptance ? .accept : nil
    }

    /// The samples that accept if none fails.
    public var straightToAccept: Int { Int((acceptance / ofPassed).rounded(.up)) }

    /// The samples that reject if all fail.
    public var straightToReject: Int { Int((rejection / ofFailed).rounded(.up)) }
}

/// A test that looks at samples one by one and ends as soon as they say enough. For what has a beginning and an end: run
/// for ever, it would raise false alarms for ever (see `DriftMonitor`).
public struct SPRT: Sendable, Equatable {
    /// What it says.
    public enum Decision: Sendable {
        /// The samples are those of something good.
        case accept
        /// They are those of something bad.
        case reject
    }

    /// How it is set.
    public let design: SPRTDesign
    /// The samples that passed, up to the decision.
    public private(set) var passed = 0
    /// Those that failed, up to the decision.
    public private(set) var failed = 0
    /// What it says; nil: nothing yet. It stays what it is.
    public private(set) var decision: Decision?

    /// A test of no samples.
    public init(_ design: SPRTDesign = .drill) { self.design = design }

    /// The samples it has looked at, up to the decision.
    public var samples: Int { passed + failed }

    /// The logarithm of the likelihood ratio of bad to good.
    public var evidence: Double { Double(passed) * design.ofPassed + Double(failed) * design.ofFailed }

    /// Looks at one more sample; after the decision at none.
    public mutating func note(_ isGood: Bool) {
        guard decision == nil else { return }
        if isGood { passed += 1 } else { failed += 1 }
        decision = design.decision(passed: passed, failed: failed)
    }
}
