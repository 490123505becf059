/// Something a target may or may not be able to do.
public enum Capability: String, Sendable, Hashable, CaseIterable {
    /// Call functions.
    case tools
    /// Several calls in one turn.
    case parallelTools = "parallel_tools"
    /// Answers that follow a JSON schema.
    case jsonSchema = "json_schema"
    /// Images in the prompt.
    case images
    /// Audio in the prompt.
    case audio
    /// Answers as a stream.
    case streaming
    /// Continue a given beginning of the answer.
    case prefill
    /// Reasoning with an effort setting.
    case reasoning
    /// Images that the provider fetches from an address.
    case imageURLs = "image_urls"
    /// PDF documents in the prompt.
    case documents
    /// Temperature and its like.
    case sampling
    /// A call can be demanded, of any tool or of a given one.
    case forcedTools = "forced_tools"
    /// Words of the operator in the middle of a conversation.
    case systemTurns = "system_turns"
    /// Reasoning can be switched off.
    case reasoningOff = "reasoning_off"
}

/// What one target can do, as far as it is known.
public struct Contract: Sendable, Equatable {
    /// Known abilities; what is missing is unknown, which is not a no.
    public var capabilities: [Capability: Bool]
    /// The context window in tokens.
    public var context: Int?
    /// The largest request body it takes, in bytes.
    public var body: Int?
    /// The most tokens it generates for one answer, reasoning included.
    public var output: Int?

    /// A contract.
    public init(
        capabilities: [Capability: Bool] = [:], context: Int? = nil, body: Int? = nil, output: Int? = nil
    ) {
        self.capabilities = capabilities
        self.context = context
        self.body = body
        self.output = output
    }

    /// Whether the contract says no to `capability`.
    public func lacks(_ capability: Capability) -> Bool { capabilities[capability] == false }

    /// Whether the contract says yes to `capability`.
    public func has(_ capability: Capability) -> Bool { capabilities[capability] == true }
}
