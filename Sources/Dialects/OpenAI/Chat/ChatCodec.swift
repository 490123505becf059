public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// OpenAI's chat completions. https://platform.openai.com/docs/api-reference/chat
public enum ChatCodec: ConversationCodec {
    public typealias Reader = ChatReader
    public typealias Writer = ChatWriter

    public static let dialect = DialectID.openAI
    public static let toolNames = NameRule(marks: "_-", longest: 64)
    /// Any text is an id. Longer ones are refused by some servers.
    public static let callIDs = NameRule(marks: "_-.:", longest: 64)

    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try ChatPromptReader.read(body, model: path.model)
    }

    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        OpenAIErrorBody.json(error, requestID: story.requestID, attempts: story.attempts, resumed: story.resumed)
    }

    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath {
        ProviderPath("/chat/completions")
    }

    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        OpenAIFailure.classify(status: status, body: body, retryAfter: facts.retryAfter)
    }
}
