/// The wire format a client or a provider speaks.
public enum DialectID: String, Sendable, Hashable, CaseIterable {
    /// OpenAI's chat completions and what belongs to them, also spoken by Azure OpenAI and by most open-weights servers.
    case openAI = "openai"
    /// OpenAI's Responses API.
    case responses
    /// Anthropic's Messages API.
    case anthropic
    /// Google's generateContent.
    case gemini
    /// Amazon's Converse.
    case bedrock
    /// Anthropic's Messages API as Amazon wraps it: InvokeModel and InvokeModelWithResponseStream.
    case invoke = "bedrock-invoke"
    /// Cohere's v2 API.
    case cohere
}
