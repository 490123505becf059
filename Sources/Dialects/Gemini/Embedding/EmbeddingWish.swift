public import PlanBConversation
public import PlanBWire

/// What a client wants vectors for, in no dialect.
public struct EmbeddingWish: Sendable {
    /// The model as asked.
    public var model: String
    /// The texts; each gets a vector of its own.
    public var inputs: [JSONString]
    /// How many numbers a vector is to have; nil: as many as the model gives.
    public var dimensions: Int?
    /// The vectors are wanted as bytes in base64, which only OpenAI's dialect has.
    public var isBase64 = false
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
}
