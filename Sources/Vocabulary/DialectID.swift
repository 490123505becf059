/// The wire format a client or a provider speaks.
public enum DialectID: String, Sendable, Hashable, CaseIterable {
    /// OpenAI's API, also spoken by Azure OpenAI and by most open-weights servers.
    case openAI = "openai"
}
