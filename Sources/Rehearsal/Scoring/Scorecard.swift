/// What the samples of a drill, or of a window, come to. Conformance is form, quality is whether answers are right; neither
/// stands for the other.
public struct Scorecard: Codable, Sendable, Equatable {
    /// Samples that met something, of those that could.
    public struct Count: Codable, Sendable, Equatable {
        /// Those that met it.
        public var passed: Int
        /// Those that could.
        public var of: Int
        /// The one-sided 95 % lower bound of the share (Clopper and Pearson 1934); 0 without samples.
        public var lower: Double

        /// A count.
        public init(passed: Int, of: Int, lower: Double) {
            self.passed = passed
            self.of = of
            self.lower = lower
        }
    }

    /// A ratio of medians, backup to primary, with a 90 % interval by the bootstrap.
    public struct Ratio: Codable, Sendable, Equatable {
        /// The ratio.
        public var value: Double
        /// The lower end.
        public var lower: Double
        /// The upper end.
        public var upper: Double

        /// A ratio.
        public init(value: Double, lower: Double, upper: Double) {
            self.value = value
            self.lower = lower
            self.upper = upper
        }
    }

    /// The mean of what was measured of each sample, with a 90 % interval by the bootstrap.
    public struct Mean: Codable, Sendable, Equatable {
        /// The mean.
        public var value: Double
        /// The lower end.
        public var lower: Double
        /// The upper end.
        public var upper: Double
        /// Samples it was measured of.
        public var of: Int

        /// A mean.
        public init(value: Double, lower: Double, upper: Double, of: Int) {
            self.value = value
            self.lower = lower
            self.upper = upper
            self.of = of
        }
    }

    /// Samples that passed all gates.
    public var conformance: Count
    /// Each gate for itself, by name.
    public var gates: [String: Count]
    /// Golden checks and judgements that were met; nil: not measured.
    public var quality: Count?
    /// How often the backup agrees with the primary; nil: there were no pairs.
    public var agreement: Count?
    /// How often a second answer of the primary agrees with its first; nil: none was asked for.
    public var selfAgreement: Count?
    /// Whether the backup agrees with the primary no less than the primary with itself, but for the margin; nil: too few
    /// pairs to say.
    public var isAgreementNoWorse: Bool?
    /// The share of fields of JSON answers that are equal to the primary's; nil: fewer than 8 samples were JSON on both sides.
    public var fields: Mean?
    /// The same of second answers of the primary, beside its first.
    public var selfFields: Mean?
    /// How alike the texts are to the primary's by an embedding model, as a cosine; nil: fewer than 8 samples were measured.
    public var similarity: Mean?
    /// The same of second answers of the primary, beside its first: nobody can be closer to it than it is to itself.
    public var selfSimilarity: Mean?
    /// Time to the first output.
    public var firstOutput: Ratio?
    /// Time of the whole answer.
    public var duration: Ratio?
    /// Tokens of the answer.
    public var outputTokens: Ratio?
    /// Cost.
    public var cost: Ratio?

    /// A scorecard.
    public init(conformance: Count, gates: [String: Count] = [:]) {
        self.conformance = conformance
        self.gates = gates
    }
}

/// What the scoring made of a backup that was made bad on purpose.
public struct PlantResult: Codable, Sendable, Equatable {
    /// What was wrong with it.
    public var plant: String
    /// The scoring rejected it.
    public var isRejected: Bool
    /// After so many samples; of those that were not rejected, all of them.
    public var samples: Int

    /// A result.
    public init(plant: String, isRejected: Bool, samples: Int) {
        self.plant = plant
        self.isRejected = isRejected
        self.samples = samples
    }
}
