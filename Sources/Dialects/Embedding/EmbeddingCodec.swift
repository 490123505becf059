public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// A dialect in which vectors are asked for: how clients do it, and how providers are asked.
public protocol EmbeddingCodec: Sendable {
    /// Reads a client's request.
    /// - Throws: what the client has to change, with the member's name.
    static func wish(_ body: ByteBuffer, _ place: PathFacts) throws(ClientError) -> EmbeddingWish

    /// Writes the answer for a client. `model` is the one that answers, `id` that of the request.
    static func answer(_ reply: EmbeddingReply, to wish: EmbeddingWish, model: String, id: String) -> ByteBuffer

    /// Where requests for `target` go. Not for a single vector where the dialect has a path of its own for one.
    static func path(to target: TargetTraits, isBatch: Bool) -> ProviderPath

    /// Writes a request for a provider. What cannot be told goes into `losses`.
    static func request(_ wish: EmbeddingWish, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest

    /// Reads a provider's answer.
    /// - Parameter count: how many texts there were.
    /// - Throws: `malformed`, `empty`, or the failure that an error inside a 200 stands for.
    static func reply(_ body: ByteBuffer, count: Int) throws(AttemptFailure) -> EmbeddingReply

    /// Looks at an answer that is handed on as it came, and says how many tokens it counts.
    /// - Throws: as `reply`, if it has no vectors.
    static func inspect(_ body: ByteBuffer) throws(AttemptFailure) -> Usage?
}

/// The codecs of all dialects that have vectors.
public enum EmbeddingCodecs {
    /// The codec of `dialect`; nil if it has none.
    public static func codec(of dialect: DialectID) -> (any EmbeddingCodec.Type)? {
        switch dialect {
        case .openAI: EmbeddingOpenAI.self
        case .gemini: EmbeddingGemini.self
        case .cohere: EmbeddingCohere.self
        case .responses, .anthropic, .bedrock, .invoke: nil
        }
    }
}
