public import PlanBVocabulary
public import PlanBWire

/// A whole answer, in no dialect.
public struct Reply: Sendable {
    /// The provider's id of the answer; nil if it has none.
    public var id: JSONString?
    /// The model that answered; nil if the provider does not say.
    public var model: JSONString?
    /// When it was made, in seconds since 1970; nil if the provider does not say.
    public var created: Int?
    /// The answers, in the order of their index.
    public var choices: [Choice]
    /// What it used, as the provider counts; nil if it does not say.
    public var usage: Usage?

    /// One of the answers.
    public struct Choice: Sendable {
        /// Text, refusals, calls and thoughts, in order.
        public var blocks: [Block]
        /// Why it ended.
        public var finish: FinishReason
        /// The text that ended it, if that is why and the provider says which.
        public var stop: JSONString?
        /// OpenAI's `logprobs` object, whole.
        public var logprobs: JSONNode?

        /// An answer.
        public init(
            blocks: [Block] = [], finish: FinishReason, stop: JSONString? = nil, logprobs: JSONNode? = nil
        ) {
            self.blocks = blocks
            self.finish = finish
            self.stop = stop
            self.logprobs = logprobs
        }

        /// Why it ended, for a dialect that has no other place to say that an answer is a refusal.
        public var ending: FinishReason {
            guard finish == .stop else { return finish }
            return blocks.contains { if case .refusal(let text) = $0.content { !text.isEmpty } else { false } }
                ? .filter : .stop
        }
    }

    /// An answer.
    public init(
        id: JSONString? = nil, model: JSONString? = nil, created: Int? = nil, choices: [Choice] = [],
        usage: Usage? = nil
    ) {
        self.id = id
        self.model = model
        self.created = created
        self.choices = choices
        self.usage = usage
    }
}

/// Why an answer ended. A failure of the provider is none: it is thrown.
public enum FinishReason: Sendable, Equatable {
    /// It was done, or met one of the stops.
    case stop
    /// It came to the most tokens allowed, or to the end of the model's window.
    case length
    /// It waits for the results of its calls.
    case calls
    /// The model refused, or a filter stepped in.
    case filter
    /// The provider wants to be asked again with what it has said so far: Anthropic's `pause_turn`.
    case pause
}
