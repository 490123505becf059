public import PlanBVocabulary
public import PlanBWire

/// What a client asks of a model, in no dialect: what the dialects have in common, in the order in which it was said.
///
/// Texts and documents are slices of the client's body. Nothing is lost between a body and its prompt: what has no place
/// here stands in `extras`, and what no other dialect can be told in `unportable`.
public struct Prompt: Sendable {
    /// The dialect it was read from.
    public var dialect: DialectID
    /// The model as asked.
    public var model: String
    /// The answer is wanted piece by piece.
    public var isStream = false
    /// What was said to the model before the conversation began: the leading system messages, as text blocks.
    public var system: [Block] = []
    /// The conversation. After `Prompt.settle` it begins with the user, roles alternate but for system turns, and each
    /// tool call is answered in the turn that follows it.
    public var turns: [Turn] = []
    /// The functions that the model may call.
    public var tools: [Tool] = []
    /// Which of them it may or must call; nil: not said.
    public var toolChoice: ToolChoice?
    /// Whether it may call several at once; nil: not said, which means yes everywhere.
    public var allowsParallelCalls: Bool?
    /// What the answer's text has to be.
    public var format = OutputFormat.text
    /// The most tokens to be generated, reasoning included; nil: not said.
    public var outputLimit: Int?
    /// How tokens are drawn.
    public var sampling = Sampling()
    /// Texts that end the answer. None is empty.
    public var stops: [JSONString] = []
    /// How hard the model is to think, and whether it is to be heard; nil: not said.
    public var reasoning: ReasoningWish?
    /// How many answers.
    public var choices = 1
    /// Log probabilities are wanted, and so many alternatives for each token; nil: not wanted.
    public var logprobs: Int?
    /// A token count is wanted in a stream of a dialect that has it only on request.
    public var wantsUsage = false
    /// The word for the class of service, as the dialect has it.
    public var serviceTier: String?
    /// Whom the request is for, in the client's own words: never sent on as it is.
    public var user: JSONString?
    /// Members that only the dialect knows and that another may do without: they are dropped with a notice.
    public var extras: [Extra] = []
    /// What the request asks for that cannot be told in another dialect, so that it may not be left out.
    public var unportable: [Refusal] = []

    /// An empty prompt for `model`, read from `dialect`.
    public init(_ dialect: DialectID, model: String) {
        self.dialect = dialect
        self.model = model
    }
}

/// A member of a request that has no counterpart in other dialects.
public struct Extra: Sendable {
    /// The member's name; of a nested one its path: `messages.name`.
    public var name: String
    /// Its value.
    public var value: JSONNode

    /// A member.
    public init(_ name: String, _ value: JSONNode) {
        self.name = name
        self.value = value
    }
}

/// Something a request asks for that a target cannot be told or cannot do.
public struct Refusal: Sendable, Equatable {
    /// The member at fault, for `param`, as the client's dialect calls it: `logit_bias`, `messages[3].content[0]`.
    public var field: String
    /// Why it cannot be done, as the end of the sentence "The field … ": `has no counterpart in the Gemini API`.
    public var reason: String

    /// A refusal.
    public init(_ field: String, _ reason: String) {
        self.field = field
        self.reason = reason
    }
}
