public import PlanBVocabulary
public import PlanBWire

/// A piece of a turn or of an answer.
public struct Block: Sendable {
    /// What it is.
    public enum Content: Sendable {
        /// Words.
        case text(JSONString)
        /// The model's refusal to answer, where a dialect keeps it apart from its words.
        case refusal(JSONString)
        /// An image, a document, or sound.
        case media(Media)
        /// The model calls a tool.
        case call(ToolCall)
        /// What a tool gave.
        case result(ToolResult)
        /// What the model thought.
        case reasoning(Reasoning)
    }

    /// What it is.
    public var content: Content
    /// The prompt up to and including this block is worth caching: Anthropic's and Bedrock's marks.
    public var cache: CacheMark?

    /// A block.
    public init(_ content: Content, cache: CacheMark? = nil) {
        self.content = content
        self.cache = cache
    }

    /// A block of text.
    public static func text(_ text: JSONString) -> Block { Block(.text(text)) }

    /// The text, if it is one.
    public var text: JSONString? { if case .text(let text) = content { text } else { nil } }
}

/// A place up to which a provider is to cache the prompt.
public struct CacheMark: Sendable, Equatable {
    /// How long, as Anthropic writes it: `5m` or `1h`; nil: its default.
    public var ttl: String?

    /// A mark.
    public init(ttl: String? = nil) { self.ttl = ttl }
}

/// What the model thought. Its signature is good only where it was made.
public struct Reasoning: Sendable {
    /// The words; nil if there are only sealed ones.
    public var text: JSONString?
    /// The maker's seal on the words.
    public var signature: JSONString?
    /// Sealed words: Anthropic's `redacted_thinking`, Bedrock's `redactedContent`, OpenAI's `encrypted_content`.
    public var sealed: JSONString?
    /// The dialect that made it.
    public var origin: DialectID

    /// A thought.
    public init(
        text: JSONString? = nil, signature: JSONString? = nil, sealed: JSONString? = nil, origin: DialectID
    ) {
        self.text = text
        self.signature = signature
        self.sealed = sealed
        self.origin = origin
    }
}
