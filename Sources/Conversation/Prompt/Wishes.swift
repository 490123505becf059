public import PlanBWire

/// How tokens are drawn. Numbers stay as they were written.
public struct Sampling: Sendable {
    /// How much chance: 0 to 1 or 2.
    public var temperature: JSONNode?
    /// Only tokens that make up this share.
    public var topP: JSONNode?
    /// Only so many tokens.
    public var topK: JSONNode?
    /// Makes the draw repeatable, as far as the provider can.
    public var seed: JSONNode?
    /// Against what was said at all: -2 to 2.
    public var presencePenalty: JSONNode?
    /// Against what was said often: -2 to 2.
    public var frequencyPenalty: JSONNode?

    /// Nothing is said.
    public init() {}
}

/// What the text of an answer has to be.
public enum OutputFormat: Sendable {
    /// Anything.
    case text
    /// Some JSON.
    case json
    /// JSON that follows a schema.
    case schema(AnswerSchema)
}

/// The JSON Schema that an answer has to follow.
public struct AnswerSchema: Sendable {
    /// What it is called; `answer` where the dialect has no name for it.
    public var name: String
    /// What it is for.
    public var description: JSONString?
    /// The schema, an object.
    public var schema: JSONNode
    /// Whether the answer must follow it to the letter; nil: not said.
    public var isStrict: Bool?

    /// A schema.
    public init(name: String, description: JSONString? = nil, schema: JSONNode, isStrict: Bool? = nil) {
        self.name = name
        self.description = description
        self.schema = schema
        self.isStrict = isStrict
    }
}

/// How hard the model is to think, and whether it is to be heard.
public struct ReasoningWish: Sendable, Equatable {
    /// Steps of effort, in the words of OpenAI. Each dialect has some of them.
    public enum Effort: String, Sendable, CaseIterable, Comparable {
        case none
        case minimal
        case low
        case medium
        case high
        case xhigh
        case max

        /// Less effort than.
        public static func < (left: Effort, right: Effort) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// How hard; nil: not said, or said as `budget`.
    public var effort: Effort?
    /// The most tokens to think with; nil: not said.
    public var budget: Int?
    /// Whether the thoughts, or a summary of them, are to be part of the answer; nil: not said.
    public var isShown: Bool?

    /// A wish.
    public init(effort: Effort? = nil, budget: Int? = nil, isShown: Bool? = nil) {
        self.effort = effort
        self.budget = budget
        self.isShown = isShown
    }
}
