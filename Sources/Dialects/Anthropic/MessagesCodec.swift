public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// Anthropic's Messages API, also as Amazon Bedrock (InvokeModel) and Google Vertex serve it.
/// https://docs.claude.com/en/api/messages
public enum MessagesCodec: ConversationCodec {
    /// Reads a provider's stream.
    public typealias Reader = MessagesReader
    /// Writes a client's stream.
    public typealias Writer = MessagesWriter

    /// Anthropic.
    public static let dialect = DialectID.anthropic
    /// `^[A-Za-z0-9_-]{1,128}$`
    public static let toolNames = NameRule(marks: "_-", longest: 128)
    /// `^[A-Za-z0-9_-]+$`; a bound of our own, for none is documented.
    public static let callIDs = NameRule(marks: "_-", longest: 64)

    /// Reads a client's request. The prompt is settled.
    /// - Throws: what the client has to change, with the member's name.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try MessagesPromptReader.read(body, path, isCount: false)
    }

    /// Writes a whole answer for a client.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        MessagesAnswer.write(reply, context)
    }

    /// Writes an error of Plan B's own for a client; its status is that of `status(_:)`.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        MessagesError.json(error, story)
    }

    /// The status with which a client of this dialect is told `error`: Anthropic says 529 for what others call 503.
    public static func status(_ error: ClientError) -> Int { error.status == 503 ? 529 : error.status }

    /// Writes a request for a provider.
    public static func request(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest {
        MessagesRequestWriter.write(prompt, to: target, isCount: false, &losses)
    }

    /// Where a request for `target` goes.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath {
        ProviderPath(MessagesRequestWriter.path(to: target, isStream: isStream, isCount: false))
    }

    /// Reads a provider's whole answer.
    /// - Throws: `malformed`, `empty`, or the failure that an error inside a 200 stands for.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply { try MessagesAnswer.read(body) }

    /// What an answer that is not a 2xx means, or (`status` nil) an error inside a stream.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        MessagesFailure.classify(status: status, body: body, facts)
    }
}
