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
}

/// What one target can do, as far as it is known.
public struct Contract: Sendable, Equatable {
    /// Known abilities; what is missing is unknown, which is not a no.
    public var capabilities: [Capability: Bool]
    /// The context window in tokens.
    public var context: Int?
    /// The largest request body it takes, in bytes.
    public var body: Int?

    /// A contract.
    public init(capabilities: [Capability: Bool] = [:], context: Int? = nil, body: Int? = nil) {
        self.capabilities = capabilities
        self.context = context
        self.body = body
    }

    /// Whether the contract says no to `capability`.
    public func lacks(_ capability: Capability) -> Bool { capabilities[capability] == false }
}
