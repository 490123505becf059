import PlanBStatistics

/// Samples, and what they come to. Each conversation and each golden prompt counts once, with its newest sample.
public struct ScorecardBuilder: Sendable {
    /// The most samples that are kept: of more, the oldest are dropped.
    public static let most = 20_000

    private var byKey: [String: Sample] = [:]

    /// No samples.
    public init() {}

    /// The samples, in no order.
    public var samples: some Sequence<Sample> { byKey.values }

    /// How many distinct samples there are.
    public var count: Int { byKey.count }

    /// Adds a sample, in the place of the older one with the same key. Returns whether it is a new one.
    @discardableResult
    public mutating func add(_ sample: Sample) -> Bool {
        if let old = byKey[sample.key], old.at > sample.at { return false }
        let isNew = byKey.updateValue(sample, forKey: sample.key) == nil
        // A fifth at once, so that the search for the oldest is paid once in so many samples.
        if byKey.count > Self.most {
            let oldest = byKey.values.sorted { ($0.at, $0.key) < ($1.at, $1.key) }.prefix(Self.most / 5)
            for sample in oldest { byKey[sample.key] = nil }
        }
        return isNew
    }

    /// Forgets samples from before `time`, in milliseconds since 1970.
    public mutating func drop(before time: Int64) { byKey = byKey.filter { $0.value.at >= time } }

    /// The pairs that the noise floor rests on, and how many of them agree: where the primary agrees with itself in at least
    /// 95 of 100 cases, arguments of calls are compared too.
    public var needsEqualArguments: Bool {
        let pairs = byKey.values.compactMap(\.primaryAgrees)
        let agreeing = pairs.count { $0 }
        return pairs.count >= 20 && agreeing * 100 >= pairs.count * 95
    }

    /// The samples that met every gate; see `card`.
    public func conformance(isWatched: Bool = false) -> Scorecard.Count {
        Self.count(byKey.values.count { $0.isConformant }, byKey.count, isWatched: isWatched)
    }

    /// What the samples come to.
    /// - Parameters:
    ///   - isWatched: the figure is looked at again and again, so that its lower bound has to hold all the time (a
    ///     confidence sequence) and not only once (Clopper and Pearson).
    ///   - margin: how much less often than the primary with itself the backup may agree with the primary.
    ///   - seed: of the bootstrap: the same samples and seed give the same card.
    public func card(isWatched: Bool = false, margin: Double = 0.05, seed: UInt64 = 1) -> Scorecard {
        let samples = byKey.values.sorted { $0.key < $1.key }
        var card = Scorecard(
            conformance: Self.count(samples.count { $0.isConformant }, samples.count, isWatched: isWatched))
        for gate in Gate.allCases {
            let passed = samples.count { $0.gates[gate] == .pass }
            let failed = samples.count { $0.gates[gate] == .fail }
            if passed + failed > 0 { card.gates[gate.rawValue] = Self.count(passed, passed + failed) }
        }
        let checks = samples.compactMap(\.quality)
        let measured = checks.reduce(0) { $0 &+ max(0, $1.of) }
        if measured > 0 { card.quality = Self.count(checks.reduce(0) { $0 &+ max(0, $1.met) }, measured) }
        Self.addAgreement(of: samples, margin, to: &card)
        Self.addRatios(of: samples, seed, to: &card)
        card.fields = Self.mean(samples.compactMap(\.fields), seed &+ 4)
        card.selfFields = Self.mean(samples.compactMap(\.primaryFields), seed &+ 5)
        card.similarity = Self.mean(samples.compactMap(\.similarity), seed &+ 6)
        card.selfSimilarity = Self.mean(samples.compactMap(\.primarySimilarity), seed &+ 7)
        return card
    }

    private static func addAgreement(of samples: [Sample], _ margin: Double, to card: inout Scorecard) {
        let compared = samples.compactMap(\.agrees)
        guard !compared.isEmpty else { return }
        card.agreement = count(compared.count { $0 }, compared.count)
        let both = samples.filter { $0.agrees != nil && $0.primaryAgrees != nil }
        guard !both.isEmpty else { return }
        card.selfAgreement = count(both.count { $0.primaryAgrees == true }, both.count)
        let pairs = PairedDifference(
            onlyFirst: both.count { $0.agrees == true && $0.primaryAgrees == false },
            onlySecond: both.count { $0.agrees == false && $0.primaryAgrees == true }, pairs: both.count)
        card.isAgreementNoWorse = pairs.isNoWorse(margin: margin)
    }

    private static func addRatios(of samples: [Sample], _ seed: UInt64, to card: inout Scorecard) {
        card.firstOutput = ratio(samples, seed) { $0.firstOutput }
        card.duration = ratio(samples, seed &+ 1) { $0.duration }
        card.outputTokens = ratio(samples, seed &+ 2) { $0.outputTokens.map(Double.init) }
        card.cost = ratio(samples, seed &+ 3) { $0.cost.map(Double.init) }
    }

    private static func mean(_ values: [Double], _ seed: UInt64) -> Scorecard.Mean? {
        var chance = SplitMix64(seed)
        return BootstrapMean.of(values, using: &chance).map {
            Scorecard.Mean(value: $0.value, lower: $0.lower, upper: $0.upper, of: values.count)
        }
    }

    private static func ratio(
        _ samples: [Sample], _ seed: UInt64, _ value: (Sample.Measures) -> Double?
    ) -> Scorecard.Ratio? {
        var chance = SplitMix64(seed)
        let pairs = samples.filter(\.isPaired).compactMap { sample -> (upper: Double, lower: Double)? in
            guard let mine = value(sample.backup), let theirs = sample.primary.flatMap(value) else { return nil }
            return (mine, theirs)
        }
        var found = MedianRatio.ofPairs(pairs, using: &chance)
        if found == nil {
            let groups = samples.filter { !$0.isPaired }
            found = MedianRatio.ofGroups(
                groups.compactMap { value($0.backup) }, groups.compactMap { $0.primary.flatMap(value) }, using: &chance)
        }
        return found.map { Scorecard.Ratio(value: $0.value, lower: $0.lower, upper: $0.upper) }
    }

    private static func count(_ passed: Int, _ all: Int, isWatched: Bool = false) -> Scorecard.Count {
        Scorecard.Count(
            passed: passed, of: all,
            lower: isWatched
                ? ConfidenceSequence.lower(passed, of: all) : ClopperPearson.lower(passed, of: all))
    }
}
