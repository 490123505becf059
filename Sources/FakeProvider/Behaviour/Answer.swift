extension Behaviour {
    /// The content of a good answer. Everything has a default, so that a test sets only what it is about.
    public struct Answer: Sendable, Equatable {
        /// What the model says, the transcript of a recording, and so on. Streamed word by word.
        public var text = Answer.defaultText
        /// A call of a tool instead of text, when the request offers tools.
        public var toolCall: ToolCall?
        /// A refusal instead of text.
        public var refusal: String?
        /// Overrides the reason why the answer ends (`length`, `content_filter`).
        public var finishReason: String?
        /// Overrides of the token counts.
        public var usage = Usage()

        /// Has characters of one, two and three bytes.
        public static let defaultText = "Olá! The café opens at 9 ☕."

        /// The default answer.
        public init() {}
    }
}

extension Behaviour.Answer {
    /// A call of a tool.
    public struct ToolCall: Sendable, Equatable {
        /// The name of the function; that of the first function in the request when nil.
        public var name: String?
        /// The arguments: JSON, or anything else that a model might write.
        public var arguments: String

        /// A call with these arguments.
        public init(name: String? = nil, arguments: String = #"{"city":"Oslo","unit":"C"}"#) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// Token counts. What is nil is counted: words of the request and of the answer.
    public struct Usage: Sendable, Equatable {
        /// Tokens of the request.
        public var prompt: Int?
        /// Tokens of the answer, reasoning included.
        public var completion: Int?
        /// Those tokens of the request that came from a cache.
        public var cached = 0
        /// Those tokens of the answer that were spent on reasoning.
        public var reasoning = 0
        /// Whether the answer tells the counts at all.
        public var told = true

        /// Counted values.
        public init() {}
    }
}

extension Behaviour.Answer: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case text, refusal, usage
        case toolCall = "tool_call"
        case finishReason = "finish_reason"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        self.init()
        try overlay(decoder)
    }

    mutating func overlay(_ decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.text, into: &text)
        try keys.read(.toolCall, into: &toolCall)
        try keys.read(.refusal, into: &refusal)
        try keys.read(.finishReason, into: &finishReason)
        try keys.overlay(.usage, into: &usage)
    }
}

extension Behaviour.Answer.ToolCall: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, arguments }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        self.init()
        name = try keys.decodeIfPresent(String.self, forKey: .name)
        arguments = try keys.decode(.arguments, or: arguments)
    }
}

extension Behaviour.Answer.Usage: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable { case prompt, completion, cached, reasoning, told }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        self.init()
        try overlay(decoder)
    }

    mutating func overlay(_ decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.prompt, into: &prompt)
        try keys.read(.completion, into: &completion)
        try keys.read(.cached, into: &cached)
        try keys.read(.reasoning, into: &reasoning)
        try keys.read(.told, into: &told)
    }
}
