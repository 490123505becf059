public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// OpenAI's Responses API, without its memory: every request tells the whole conversation.
/// https://platform.openai.com/docs/api-reference/responses
public enum ResponsesCodec: ConversationCodec {
    /// Reads a provider's stream.
    public typealias Reader = ResponsesReader
    /// Writes a client's stream.
    public typealias Writer = ResponsesWriter

    /// `responses`
    public static var dialect: DialectID { .responses }
    /// Letters, digits, underscores and dashes, at most 64.
    public static var toolNames: NameRule { NameRule(marks: "_-", longest: 64) }
    /// Anything of at most 64 characters; what is unusual is made usual.
    public static var callIDs: NameRule { NameRule(marks: "_-.:", longest: 64) }

    /// Reads a client's request.
    /// - Throws: what the client has to change.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try ResponsesRequestReader.read(body, path)
    }

    /// Writes a whole answer for a client.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        ResponsesAnswerWriter.write(reply, context)
    }

    /// Writes an error for a client, in the shape that all of OpenAI's endpoints have.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        OpenAIErrorBody.json(
            error, requestID: story.requestID, attempts: story.attempts, resumed: story.resumed)
    }

    /// Writes a request for a provider.
    public static func request(
        _ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest {
        ResponsesRequestWriter.write(prompt, to: target, &losses)
    }

    /// Where a request for `target` goes.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath { ProviderPath("/responses") }

    /// Reads a provider's whole answer.
    /// - Throws: `malformed`, `empty`, or the failure that the response stands for.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        try ResponsesAnswerReader.read(body)
    }

    /// What an error answer, or an error inside a stream, means.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        ResponsesFailure.classify(status: status, body: body, retryAfter: facts.retryAfter)
    }
}
