public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// Amazon Bedrock's Converse and ConverseStream.
/// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
///
/// The model and whether a stream is wanted stand in the path, on both sides.
public enum ConverseCodec: ConversationCodec {
    /// Reads a ConverseStream.
    public typealias Reader = ConverseReader
    /// Writes a ConverseStream.
    public typealias Writer = ConverseWriter

    /// Amazon's.
    public static let dialect = DialectID.bedrock
    /// The pattern of `ToolSpecification.name`.
    public static let toolNames = NameRule(marks: "_-", longest: 64)
    /// The pattern of `ToolUseBlock.toolUseId`.
    public static let callIDs = NameRule(marks: "_-.:", longest: 64)

    /// Reads the body of a Converse request; the model and the stream are those of the path.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try ConversePromptReader.read(body, path)
    }

    /// Writes a request. `losses` names what Converse, or this model on it, cannot be told.
    public static func request(
        _ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest {
        var request = ConverseRequest(prompt, target, losses)
        defer { losses = request.losses }
        return request.write()
    }

    /// Where a request for `target` goes.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath {
        ProviderPath(ConverseModel.path(target.model, isStream: isStream))
    }

    /// Reads a whole answer.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply { try ConverseReply.read(body) }

    /// Writes a whole answer.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        ConverseAnswer.write(reply, context)
    }

    /// `{"message":…, "planb":…}`; what kind of error it is stands in a header, see `errorType`.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        ConverseError.body(error, story)
    }

    /// `x-amzn-errortype`, from which the AWS SDKs know which exception to throw.
    public static func headers(_ error: ClientError) -> [ClientError.Header] {
        [ClientError.Header("x-amzn-errortype", ConverseError.type(error))]
    }

    /// What an error answer, or an exception inside a stream (`facts.errorType` is its name), means.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        ConverseFailure.classify(status: status, body: body, facts)
    }
}
