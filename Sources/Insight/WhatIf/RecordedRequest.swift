public import PlanBVocabulary

/// What a replay needs of a request that was served: sizes and times, no content.
public struct RecordedRequest: Sendable, Equatable {
    /// When it came, in milliseconds since 1970.
    public var time: Int64
    /// The id of the key that asked.
    public var key: String
    /// The model it asked for.
    public var model: String
    /// The API it was asked through.
    public var dialect: DialectID
    /// What was asked for.
    public var operation: Operation
    /// Whether the client read a stream.
    public var isStream: Bool
    /// What the target had to be able to do.
    public var needs: Capabilities
    /// About how many tokens the prompt had.
    public var promptTokens: Int
    /// Names the conversation.
    public var conversation: UInt64?
    /// How long the whole request was allowed to take.
    public var patience: Instant.Span
    /// What the answer used; nil: there was none.
    public var usage: Usage?
    /// How long it took until output was handed on; nil: it did not come to that.
    public var firstOutput: Instant.Span?
    /// How long it took in all.
    public var duration: Instant.Span
    /// The target that answered; nil: none did. Of what it used there, some may have been read from the provider's cache.
    public var target: String?
    /// It got a complete answer.
    public var isAnswered: Bool
    /// What its attempts cost, in nanodollars.
    public var cost: Int

    /// A request.
    public init(
        time: Int64, key: String = "", model: String, dialect: DialectID = .openAI, operation: Operation = .chat,
        isStream: Bool = false, needs: Capabilities = [], promptTokens: Int = 0, conversation: UInt64? = nil,
        patience: Instant.Span = .minutes(10), usage: Usage? = nil, firstOutput: Instant.Span? = nil,
        duration: Instant.Span = .zero, target: String? = nil, isAnswered: Bool = true, cost: Int = 0
    ) {
        self.time = time
        self.key = key
        self.model = model
        self.dialect = dialect
        self.operation = operation
        self.isStream = isStream
        self.needs = needs
        self.promptTokens = promptTokens
        self.conversation = conversation
        self.patience = patience
        self.usage = usage
        self.firstOutput = firstOutput
        self.duration = duration
        self.target = target
        self.isAnswered = isAnswered
        self.cost = cost
    }
}
