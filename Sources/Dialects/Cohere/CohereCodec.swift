public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// Cohere's chat API, version 2.
/// https://docs.cohere.com/reference/chat
public enum CohereCodec: ConversationCodec {
    /// Reads a provider's stream.
    public typealias Reader = CohereReader
    /// Writes a client's stream.
    public typealias Writer = CohereWriter

    /// `cohere`
    public static var dialect: DialectID { .cohere }
    /// Letters, digits and underscores.
    public static var toolNames: NameRule { NameRule(marks: "_", longest: 64) }
    /// Anything usual of at most 64 characters.
    public static var callIDs: NameRule { NameRule(marks: "_-.:", longest: 64) }

    /// Reads a client's request.
    /// - Throws: what the client has to change.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try CohereRequestReader.read(body, path)
    }

    /// Writes a whole answer for a client.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        CohereAnswerWriter.write(reply, context)
    }

    /// Writes an error for a client.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        CohereErrorBody.json(error, story)
    }

    /// Writes a request for a provider.
    public static func request(
        _ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest {
        CohereRequestWriter.write(prompt, to: target, &losses)
    }

    /// Where a request for `target` goes.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath { ProviderPath("/v2/chat") }

    /// Reads a provider's whole answer.
    /// - Throws: `malformed`, `empty`, or the failure that the answer stands for.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        try CohereAnswerReader.read(body)
    }

    /// What an error answer, or an error inside a stream, means.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        CohereFailure.classify(status: status, body: body, retryAfter: facts.retryAfter)
    }
}
