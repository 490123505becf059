public import PlanBEngine
import PlanBVocabulary

/// What one conversation, or one distinct golden prompt, says of a backup. No text of it is kept.
public struct Sample: Codable, Sendable, Equatable {
    /// What is compared as a distribution and not as right or wrong.
    public struct Measures: Codable, Sendable, Equatable {
        /// To the first output, in milliseconds; nil: not known.
        public var firstOutput: Double?
        /// The whole answer, in milliseconds; nil: there was none.
        public var duration: Double?
        /// Tokens of the answer; nil: not known.
        public var outputTokens: Int?
        /// In nanodollars; nil: not known.
        public var cost: Int?

        /// Measures.
        public init(
            firstOutput: Double? = nil, duration: Double? = nil, outputTokens: Int? = nil, cost: Int? = nil
        ) {
            self.firstOutput = firstOutput
            self.duration = duration
            self.outputTokens = outputTokens
            self.cost = cost
        }

        /// Those of an answer; of one that is not complete, none, as errors come fast and are short.
        public init(_ answer: DrilledAnswer) {
            guard let transcript = Conformance.completeTranscript(answer) else { return }
            firstOutput = answer.firstOutput.map { Double($0.nanoseconds) / 1e6 }
            duration = answer.duration.nanoseconds > 0 ? Double(answer.duration.nanoseconds) / 1e6 : nil
            outputTokens = transcript.outputTokens
            cost = answer.cost
        }
    }

    /// The conversation, or the golden prompt: what has the same key is the same sample.
    public var key: String
    /// When it was taken, in milliseconds since 1970.
    public var at: Int64
    /// How it did at each gate.
    public var gates: [Gate: GateResult]
    /// Of the backup.
    public var backup: Measures
    /// Of the primary's answer to the same, or of the typical answer of the control arm; nil: there is none.
    public var primary: Measures?
    /// Whether `primary` is an answer to the same request, so that both belong together.
    public var isPaired: Bool
    /// Whether the backup agrees with the primary; nil: not compared.
    public var agrees: Bool?
    /// Whether a second answer of the primary agrees with its first; nil: not asked for.
    public var primaryAgrees: Bool?
    /// The share of fields of a JSON answer that are those of the primary's, 0 to 1; nil: not compared.
    public var fields: Double?
    /// The same of a second answer of the primary and its first; nil: not asked for.
    public var primaryFields: Double?
    /// How alike the text is to the primary's by an embedding model, a cosine; nil: not measured.
    public var similarity: Double?
    /// The same of a second answer of the primary and its first; nil: not measured.
    public var primarySimilarity: Double?
    /// Checks of quality that were met, and those that were measured; nil: none were.
    public var quality: QualityCount?

    /// Checks that were met.
    public struct QualityCount: Codable, Sendable, Equatable {
        /// Met.
        public var met: Int
        /// Measured.
        public var of: Int

        /// A count.
        public init(met: Int, of: Int) {
            self.met = met
            self.of = of
        }
    }

    /// A sample.
    public init(
        key: String, at: Int64 = 0, gates: [Gate: GateResult], backup: Measures = Measures(), primary: Measures? = nil,
        isPaired: Bool = true, agrees: Bool? = nil, primaryAgrees: Bool? = nil, quality: QualityCount? = nil
    ) {
        self.key = key
        self.at = at
        self.gates = gates
        self.backup = backup
        self.primary = primary
        self.isPaired = isPaired
        self.agrees = agrees
        self.primaryAgrees = primaryAgrees
        self.quality = quality
    }

    /// The sample that an answer of the backup makes.
    /// - Parameters:
    ///   - key: the conversation, or the golden prompt.
    ///   - asked: what was asked.
    ///   - answer: the backup's answer.
    ///   - reference: the primary's answer to the same; nil: there is none.
    ///   - second: another answer of the primary to the same (the A/A arm); nil: not asked for.
    ///   - equalArguments: see `Conformance.gates`.
    ///   - at: milliseconds since 1970.
    ///   - measure: how alike two free texts are, 0 to 1.
    public init(
        key: String, asked: AskedFor, answer: DrilledAnswer, reference: DrilledAnswer? = nil,
        second: DrilledAnswer? = nil, equalArguments: Bool = false, at: Int64 = 0,
        measure: (String, String) -> Double = Likeness.ofTexts
    ) {
        self.init(
            key: key, at: at,
            gates: Conformance.gates(asked, answer, reference: reference, equalArguments: equalArguments),
            backup: Measures(answer), primary: reference.map(Measures.init))
        if let reference {
            agrees = Agreement.agrees(asked, answer, reference, measure: measure)
            primaryAgrees = second.flatMap { Agreement.agrees(asked, $0, reference, measure: measure) }
            fields = FieldComparison.compare(asked, answer, reference)?.share
            primaryFields = second.flatMap { FieldComparison.compare(asked, $0, reference)?.share }
        }
    }

    /// The one outcome that drills are decided by: no gate failed.
    public var isConformant: Bool { !gates.values.contains(.fail) }
}
