extension Behaviour {
    /// The content of a good answer. Everything has a default, so that a test sets only what it is about.
    public struct Answer: Sendable, Equatable {
        /// What the model says, the transcript of a recording, and so on. Streamed word by word.
        public var text = Answer.defaultText
        /// A call of a tool instead of text, when the request offers tools.
        public var toolCall: ToolCall?
        /// A refusal instead of text.
        public var refusal: String?
        /// What the model thinks before it speaks, where the dialect shows it. Nil leaves it to the request whether it
        /// thinks at all; an empty text is no thought.
        public var reasoning: String?
        /// Overrides the reason why the answer ends (`length`, `content_filter`). A dialect puts these into its own
        /// words; any other word is sent as it is.
        public var finishReason: String?
        /// Overrides of the token counts.
        public var usage = Usage()

        /// Has characters of one, two and three bytes.
        public static let defaultText = "Olá! The café opens at 9 ☕."

        /// What is thought when a request wants to see thoughts.
        public static let defaultReasoning = "The opening hours are known."

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
        /// How many calls at once. Without a name each is of the next function in the request.
        public var times: Int

        /// The most calls of one answer.
        public static let limit = 128

        /// A call with these arguments.
        public init(name: String? = nil, arguments: String = #"{"city":"Oslo","unit":"C"}"#, times: Int = 1) {
            self.name = name
            self.arguments = arguments
            self.times = times
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
        /// Those tokens of the request that were written to a cache.
        public var cacheWritten = 0
        /// Those tokens of the answer that were spent on reasoning, beside the words of the reasoning that is shown.
        public var reasoning = 0
        /// Whether the answer tells the counts at all.
        public var told = true

        /// Counted values.
        public init() {}
    }
}

extension Behaviour.Answer: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case text, refusal, reasoning, usage
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
        try keys.read(.reasoning, into: &reasoning)
        try keys.read(.finishReason, into: &finishReason)
        try keys.overlay(.usage, into: &usage)
    }
}

extension Behaviour.Answer.ToolCall: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, arguments, times }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        self.init()
        name = try keys.decodeIfPresent(String.self, forKey: .name)
        arguments = try keys.decode(.arguments, or: arguments)
        times = try keys.decode(.times, or: times)
    }
}

extension Behaviour.Answer.Usage: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case prompt, completion, cached, reasoning, told
        case cacheWritten = "cache_written"
    }

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
        try keys.read(.cacheWritten, into: &cacheWritten)
        try keys.read(.reasoning, into: &reasoning)
        try keys.read(.told, into: &told)
    }
}
