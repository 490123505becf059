public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// OpenAI's chat completions. https://platform.openai.com/docs/api-reference/chat
public enum ChatCodec: ConversationCodec {
    /// What reads a provider's stream.
    public typealias Reader = ChatReader
    /// What writes a client's stream.
    public typealias Writer = ChatWriter

    /// Which dialect it is.
    public static let dialect = DialectID.openAI
    /// The names of tools that are taken.
    public static let toolNames = NameRule(marks: "_-", longest: 64)
    /// Any text is an id. Longer ones are refused by some servers.
    public static let callIDs = NameRule(marks: "_-.:", longest: 64)

    /// Reads a client's request.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try ChatPromptReader.read(body, model: path.model)
    }

    /// Writes an error of Plan B's own for a client.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        OpenAIErrorBody.json(error, requestID: story.requestID, attempts: story.attempts, resumed: story.resumed)
    }

    /// Where a request goes.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath {
        ProviderPath("/chat/completions")
    }

    /// What an answer that is not a 2xx means, or an error inside a stream.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        OpenAIFailure.classify(status: status, body: body, retryAfter: facts.retryAfter)
    }
}
