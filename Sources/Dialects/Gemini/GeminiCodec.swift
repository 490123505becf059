public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Google's generateContent, of the Gemini API and of Vertex AI. https://ai.google.dev/api/generate-content
public enum GeminiCodec: ConversationCodec {
    /// Reads a provider's stream.
    public typealias Reader = GeminiReader
    /// Writes a client's stream.
    public typealias Writer = GeminiWriter

    /// Which it is.
    public static var dialect: DialectID { .gemini }

    /// The names of functions. Google takes 128 characters since Gemini 3, and dots and colons, but older models take 64
    /// and are said to refuse the colon: a name that all of them take is worth more than a long one.
    public static let toolNames = NameRule(marks: "_.-", longest: 64, startsWithLetter: true)

    /// Ids are never sent to Google, so that any will do.
    public static let callIDs = NameRule(marks: "_.:-", longest: 128)

    /// Reads a client's request. The model and the stream come from the path; the body may repeat the model. Members may
    /// be written in lowerCamelCase or in snake_case: Google's servers take both, and its own SDKs mix them.
    /// - Throws: what the client has to change, with the member's name.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try GeminiPromptReader.read(body, path)
    }

    /// Writes a whole answer for a client.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        GeminiAnswer.write(reply, context)
    }

    /// Writes an error of Plan B's own for a client, as a `google.rpc.Status`.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        GeminiErrorBody.json(error, story)
    }

    /// Writes a request for a provider.
    public static func request(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest {
        var request = GeminiRequest(prompt, target)
        return request.write(&losses)
    }

    /// Where a request for `target` goes.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath {
        isStream
            ? ProviderPath(GeminiPath.path(target, "streamGenerateContent"), query: "alt=sse")
            : ProviderPath(GeminiPath.path(target, "generateContent"))
    }

    /// Reads a provider's whole answer, which has the form of a stream's only event.
    /// - Throws: `malformed`, `empty`, or the failure that an error inside a 200 stands for.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        var reader = GeminiReader()
        var events: [ReplyEvent] = []
        try reader.take(WireEvent(data: body), into: &events)
        do throws(AttemptFailure) { try reader.checkEnd() } catch {
            guard error.failureClass == .cut else { throw error }
            throw AttemptFailure(.malformed, detail: "the answer does not say why it ended")
        }
        var fold = ReplyFold(origin: dialect)
        for event in events { fold.take(event) }
        return fold.reply
    }

    /// What an error answer means, or (`status` nil) an error inside a stream.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        GeminiFailure.classify(status: status, body: body, facts)
    }
}
