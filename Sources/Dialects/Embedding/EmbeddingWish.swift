public import PlanBConversation
public import PlanBVocabulary
public import PlanBWire

/// What a client wants vectors for, in no dialect.
public struct EmbeddingWish: Sendable {
    /// The model as asked.
    public var model: String
    /// The texts; each gets a vector of its own.
    public var inputs: [JSONString]
    /// How many numbers a vector is to have; nil: as many as the model gives.
    public var dimensions: Int?
    /// What the vectors are for, and the member that says so; nil if nothing does.
    public var task: (kind: EmbeddingTask, member: String)?
    /// The texts are for different tasks, which only Google can be told in one request.
    public var hasMixedTasks = false
    /// How the client wants its numbers.
    public var forms: Set<EmbeddingForm> = [.numbers]
    /// Several texts were asked for in the dialect's way of asking for several.
    public var isBatch = true
    /// Members that others may do without: they are dropped with a notice.
    public var extras: [String] = []
    /// What others cannot be told and what may not be left out.
    public var unportable: [Refusal] = []

    /// A wish.
    public init(model: String, inputs: [JSONString], dimensions: Int? = nil) {
        self.model = model
        self.inputs = inputs
        self.dimensions = dimensions
    }

    /// The vectors are wanted as bytes in base64.
    public var isBase64: Bool { forms.contains(.base64) }
}

/// How the numbers of a vector are written.
public enum EmbeddingForm: String, Sendable, Hashable {
    /// A list of numbers.
    case numbers = "float"
    /// 32-bit floating-point values, little-endian, in base64.
    case base64
}

/// What vectors are for: some models make others for a question than for what answers it.
public enum EmbeddingTask: String, Sendable, Hashable {
    /// Something to be found.
    case document
    /// Something to find it with.
    case query
    /// A question whose answer is looked for.
    case question
    /// A statement that is to be checked.
    case verification
    /// Words with which code is looked for.
    case codeQuery = "code_query"
    /// Sorting into given classes.
    case classification
    /// Finding classes.
    case clustering
    /// Comparing with each other.
    case similarity
}

/// Vectors, in no dialect.
public struct EmbeddingReply: Sendable {
    /// The vectors in the order of the texts: JSON arrays of numbers, as the provider wrote them.
    public var vectors: [JSONNode]
    /// How many tokens the texts had; nil if the provider does not say.
    public var tokens: Int?

    /// Vectors.
    public init(vectors: [JSONNode], tokens: Int? = nil) {
        self.vectors = vectors
        self.tokens = tokens
    }

    /// The same, for the books.
    public var usage: Usage? { tokens.map { Usage(input: max($0, 0), output: 0) } }

    /// - Throws: `malformed` if one of the vectors is no list of numbers of 32 bits: a client could not use it.
    func checked() throws(AttemptFailure) -> EmbeddingReply {
        for vector in vectors {
            guard vector.kind == .array, !vector.isEmpty else { throw Self.noVector }
            for number in vector.items {
                guard let value = number.double, Float(value).isFinite else { throw Self.noVector }
            }
        }
        return self
    }

    private static var noVector: AttemptFailure {
        AttemptFailure(.malformed, detail: "a vector of the answer is no list of numbers")
    }
}
