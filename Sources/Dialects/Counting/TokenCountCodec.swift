public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// A dialect in which the tokens of a prompt can be counted without an answer. Nothing is ever estimated: a count comes
/// from a provider, or there is none.
public protocol TokenCountCodec: Sendable {
    /// Reads a client's request.
    /// - Throws: what the client has to change, with the member's name.
    static func prompt(_ body: ByteBuffer, _ place: PathFacts) throws(ClientError) -> Prompt

    /// Writes the answer for a client.
    static func answer(_ tokens: Int) -> ByteBuffer

    /// Where requests for `target` go; nil if its API does not count.
    static func path(to target: TargetTraits) -> ProviderPath?

    /// Writes a request for a provider; nil if the target's API does not count.
    static func request(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest?

    /// Reads a provider's answer.
    /// - Throws: `malformed` if it is none.
    static func count(_ body: ByteBuffer) throws(AttemptFailure) -> Int
}

/// The codecs of all dialects that count.
public enum TokenCountCodecs {
    /// The codec of `dialect`; nil if it has none. OpenAI counts in the Responses API, for prompts of any kind.
    public static func codec(of dialect: DialectID) -> (any TokenCountCodec.Type)? {
        switch dialect {
        case .anthropic: MessagesTokenCount.self
        case .gemini: GeminiTokenCount.self
        case .openAI, .responses: ResponsesTokenCount.self
        case .bedrock, .invoke, .cohere: nil
        }
    }
}
