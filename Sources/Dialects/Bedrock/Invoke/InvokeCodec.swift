public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// Anthropic's Messages API inside Amazon's InvokeModel and InvokeModelWithResponseStream: the model and whether a stream
/// is wanted stand in the path, the version in the body, and the events of a stream in frames.
/// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
public enum InvokeCodec: ConversationCodec {
    /// It finds the events in the frames by itself.
    public typealias Reader = MessagesReader
    /// Writes a client's stream.
    public typealias Writer = InvokeWriter

    /// Anthropic's as Amazon wraps it.
    public static let dialect = DialectID.invoke
    /// Anthropic's.
    public static let toolNames = MessagesCodec.toolNames
    /// Anthropic's.
    public static let callIDs = MessagesCodec.callIDs

    /// Reads a client's request; the model and the stream are those of the path.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try MessagesCodec.prompt(body, path)
    }

    /// Writes a whole answer for a client.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        MessagesCodec.answer(reply, context)
    }

    /// Amazon's errors, not Anthropic's.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        ConverseCodec.error(error, story)
    }

    /// The type of an error stands in a header.
    public static func headers(_ error: ClientError) -> [ClientError.Header] { ConverseCodec.headers(error) }

    /// Writes a request for a provider.
    public static func request(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest {
        MessagesCodec.request(prompt, to: versioned(target), &losses)
    }

    /// Where a request for `target` goes.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath {
        MessagesCodec.path(to: versioned(target), isStream: isStream)
    }

    /// Reads a provider's whole answer.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply { try MessagesCodec.reply(body) }

    /// What an answer that is not a 2xx means, or (`status` nil) an exception inside a stream.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        ConverseCodec.failure(status: status, body: body, facts)
    }

    private static func versioned(_ target: TargetTraits) -> TargetTraits {
        var target = target
        target.quirks.anthropicVersionInBody = "bedrock-2023-05-31"
        return target
    }
}
