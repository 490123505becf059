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
