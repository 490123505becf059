public import PlanBVocabulary

/// The codecs of all dialects.
public enum Codecs {
    /// The codec of `dialect`.
    public static func codec(of dialect: DialectID) -> any ConversationCodec.Type {
        switch dialect {
        case .openAI: ChatCodec.self
        case .responses: ResponsesCodec.self
        case .anthropic: MessagesCodec.self
        case .gemini: GeminiCodec.self
        case .bedrock: ConverseCodec.self
        case .invoke: InvokeCodec.self
        case .cohere: CohereCodec.self
        }
    }
}
