#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Watches samples for ever, and says when they have become worse: without a false alarm every few hours, which a test that
/// is made for an end would raise.
///
/// It is an e-detector of the Shiryaev–Roberts kind (Shin, Ramdas and Rinaldo, "E-detectors", New England Journal of
/// Statistics in Data Science, 2023): the likelihood ratios of several worse shares to the good one, begun anew at every
/// sample, added up and averaged. As long as each sample passes with at least the good share, whatever came before it, the
/// expected number of samples to the first suspicion is at least the threshold. A suspicion is told to nobody: a second batch
/// of fresh samples has to confirm it, which by Ville's inequality good samples do one time in twenty at most. So the
/// expected number of samples between false alarms is at least twenty times the threshold.
public struct DriftMonitor: Sendable, Equatable {
    /// How it is set.
    public struct Design: Sendable, Hashable {
        /// The share of passed samples that is still good, 0.5 to 0.99999.
        public let good: Double
        /// The least expected number of samples between two false alarms.
        public let samplesBetweenFalseAlarms: Double
        /// The expected number of samples to a suspicion of something good is at least this.
        let threshold: Double
        /// What a sample multiplies the evidence with, for each of the worse shares.
        let ofPassed: SIMD4<Double>
        let ofFailed: SIMD4<Double>

        /// The most samples of a second batch.
        static let batch = 2000
        /// One in so many suspicions of something good is confirmed at most.
        static let confirmation = 20.0

        /// A design that raises a false alarm every `days` at most, on average, with up to `samplesADay`.
        public init(good: Double = 0.99, samplesADay: Int = 10_000, days: Int = 180) {
            self.good = min(max(good.isFinite ? good : 0.99, 0.5), 0.99999)
            let samples = Double(max(1, samplesADay)) * Double(max(1, days))
            samplesBetweenFalseAlarms = samples
            threshold = max(20, samples / Self.confirmation)
            let failing = 1 - self.good
            // Twice, five, twenty and sixty times the failures, as far as there can be so many.
            let most = SIMD4(repeating: (1 + failing) / 2)
            let worse = pointwiseMin(SIMD4(2, 5, 20, 60) * failing, most)
            ofPassed = (1 - worse) / self.good
            ofFailed = worse / failing
        }
    }

    /// What it has to say.
    public enum Notice: Sendable {
        /// The samples look worse. Nobody has to know yet.
        case suspected
        /// A second batch looks worse too: tell somebody.
        case confirmed
        /// The second batch does not look worse.
        case dismissed
    }

    /// How it is set.
    public let design: Design
    /// The samples it has looked at.
    public private(set) var samples = 0
    /// Whether a second batch is being looked at.
    public private(set) var isSuspicious = false
    private var evidence = SIMD4<Double>.zero
    private var left = 0

    /// A monitor that has seen nothing.
    public init(_ design: Design = Design()) { self.design = design }

    /// Looks at one more sample. After `confirmed` and `dismissed` it begins anew.
    public mutating func note(_ isGood: Bool) -> Notice? {
        samples &+= 1
        let factor = isGood ? design.ofPassed : design.ofFailed
        return isSuspicious ? confirm(factor) : watch(factor)
    }

    private mutating func watch(_ factor: SIMD4<Double>) -> Notice? {
        evidence = (evidence + 1) * factor
        guard evidence.sum() >= 4 * design.threshold else { return nil }
        isSuspicious = true
        evidence = SIMD4(repeating: 1)
        left = Design.batch
        return .suspected
    }

    private mutating func confirm(_ factor: SIMD4<Double>) -> Notice? {
        evidence *= factor
        left -= 1
        let mean = evidence.sum() / 4
        let isConfirmed = mean >= Design.confirmation
        guard isConfirmed || left <= 0 || mean <= 1 / Design.confirmation else { return nil }
        isSuspicious = false
        evidence = .zero
        return isConfirmed ? .confirmed : .dismissed
    }
}

extension DriftMonitor: Codable {
    private enum CodingKeys: String, CodingKey {
        case good
        case between
        case samples
        case suspicious
        case evidence
        case left
    }

    /// Reads what `encode` wrote. Evidence that makes no sense is dropped: the monitor then begins anew.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let between = try values.decode(Double.self, forKey: .between)
        self.init(
            Design(
                good: try values.decode(Double.self, forKey: .good),
                samplesADay: between >= 1 && between < 1e15 ? Int(between) : 1, days: 1))
        samples = max(0, try values.decode(Int.self, forKey: .samples))
        let kept = try values.decode([Double].self, forKey: .evidence)
        guard kept.count == 4, kept.allSatisfy({ $0.isFinite && $0 >= 0 }) else { return }
        evidence = SIMD4(kept[0], kept[1], kept[2], kept[3])
        isSuspicious = try values.decode(Bool.self, forKey: .suspicious)
        left = min(max(0, try values.decode(Int.self, forKey: .left)), Design.batch)
    }

    /// Writes how it is set, and how far it has come.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(design.good, forKey: .good)
        try values.encode(design.samplesBetweenFalseAlarms, forKey: .between)
        try values.encode(samples, forKey: .samples)
        try values.encode(isSuspicious, forKey: .suspicious)
        // A number that JSON does not have must not cost the file that this is in.
        try values.encode((0..<4).map { evidence[$0].isFinite ? evidence[$0] : 0 }, forKey: .evidence)
        try values.encode(left, forKey: .left)
    }
}
