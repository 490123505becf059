/// What a request asks for, independent of the dialect it is asked in.
public enum Operation: String, Sendable, Hashable, CaseIterable {
    /// A chat completion.
    case chat
    /// A legacy text completion.
    case completion
    /// A response of OpenAI's Responses API.
    case response
    /// Embedding vectors.
    case embedding
    /// How many tokens a prompt has.
    case tokenCount = "token_count"
    /// Documents in the order of their worth for a query.
    case rerank
    /// A moderation verdict.
    case moderation
    /// Images made from a prompt.
    case imageGeneration = "image_generation"
    /// Images made from images.
    case imageEdit = "image_edit"
    /// Speech made from text.
    case speech
    /// Text made from speech.
    case transcription
    /// English text made from speech.
    case translation
    /// Something that an account keeps: read, deleted or cancelled.
    case stored
    /// Any other path, forwarded to one target without failover.
    case passthrough
}
