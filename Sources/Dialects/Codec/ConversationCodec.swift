public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// A dialect in which conversations are held: how clients speak it, and how providers do. Six of these replace thirty
/// translators: whatever is asked in one is read into a `Prompt` and written in another.
///
/// Pure: no clock, no chance, no I/O. Input of both sides is hostile: it is refused with a sentence, or fails the attempt,
/// and never traps.
public protocol ConversationCodec: Sendable {
    /// Reads a provider's stream.
    associatedtype Reader: ReplyReader
    /// Writes a client's stream.
    associatedtype Writer: ReplyWriter

    /// Which it is.
    static var dialect: DialectID { get }
    /// The names of tools that its providers take.
    static var toolNames: NameRule { get }
    /// The ids of calls that its providers take.
    static var callIDs: NameRule { get }

    // MARK: The client's side

    /// Reads a client's request. The prompt is settled (`Prompt.settle`).
    /// - Throws: what the client has to change, with the member's name.
    static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt

    /// Writes a whole answer for a client.
    static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer

    /// Writes an error of Plan B's own for a client.
    static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer

    /// The status that clients expect for an error. The same as everywhere, for most.
    static func status(_ error: ClientError) -> Int

    /// Headers that clients expect with an error, besides those of the error itself.
    static func headers(_ error: ClientError) -> [ClientError.Header]

    // MARK: The provider's side

    /// Where a request for `target` goes.
    static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath

    /// Writes a request for a provider. What cannot be told goes into `losses`; the request is written all the same, as if
    /// it had not been said.
    static func request(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest

    /// A client's request for a provider of this dialect, which is otherwise forwarded as it is, without what only other
    /// providers' answers have put into it, and with the model's name where the body says it. Nil if there is nothing to
    /// mend.
    static func mended(_ body: ByteBuffer, for target: TargetTraits) -> ByteBuffer?

    /// Reads a provider's whole answer.
    /// - Throws: `malformed`, `empty`, or the failure that an error inside a 200 stands for.
    static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply

    /// What an answer that is not a 2xx means, or (`status` nil) an error inside a stream. The code decides, then the
    /// status; never the text, which may quote the prompt, unless the provider has nothing else to tell them apart by.
    static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure
}

extension ConversationCodec {
    /// The same as everywhere.
    public static func status(_ error: ClientError) -> Int { error.status }

    /// None.
    public static func headers(_ error: ClientError) -> [ClientError.Header] { [] }

    /// What keeps a client's connection alive and says nothing; empty in a dialect that has no such thing.
    public static var beat: ByteBuffer {
        var beat = ByteBuffer()
        Writer.keepAlive(into: &beat)
        return beat
    }

    /// The event that tells an error in a stream of which nothing else is known.
    public static func errorEvent(_ error: ClientError, _ story: ErrorStory, _ context: ReplyContext) -> ByteBuffer {
        var writer = Writer(context)
        var event = ByteBuffer()
        writer.fail(error, story, into: &event)
        return event
    }
}

/// Where a request goes.
public struct ProviderPath: Sendable, Equatable {
    /// Below the provider's base URL, percent-encoded.
    public var path: String
    /// Without its question mark; empty if there is none.
    public var query: String

    /// A path.
    public init(_ path: String, query: String = "") {
        self.path = path
        self.query = query
    }
}

/// What the path of a request says, in dialects whose bodies do not say it.
public struct PathFacts: Sendable, Equatable {
    /// The model.
    public var model: String?
    /// Whether a stream is wanted.
    public var isStream: Bool?
    /// The form in which the dialect is spoken there.
    public var variant: Variant

    /// Forms of one dialect that only the path tells apart.
    public enum Variant: Sendable, Equatable {
        /// The usual one.
        case usual
        /// Several requests in one.
        case batch
        /// A stream is one JSON array instead of events: Google's, without `alt=sse`.
        case array
        /// The model stands in the path, and the version in the body: Anthropic's API as clouds serve it.
        case cloud
    }

    /// What a path says.
    public init(model: String? = nil, isStream: Bool? = nil, variant: Variant = .usual) {
        self.model = model
        self.isStream = isStream
        self.variant = variant
    }
}

/// What the head of an error answer says.
public struct AnswerFacts: Sendable, Equatable {
    /// How long to wait, as far as headers tell.
    public var retryAfter: Instant.Span?
    /// `x-amzn-errortype`.
    public var errorType: String?

    /// Nothing, or what is given.
    public init(retryAfter: Instant.Span? = nil, errorType: String? = nil) {
        self.retryAfter = retryAfter
        self.errorType = errorType
    }
}

/// What is told with an error.
public struct ErrorStory: Sendable {
    /// The request's id.
    public var requestID: String
    /// What was tried; nil if the route does not reveal it.
    public var attempts: [AttemptNote]?
    /// Where an answer was put together.
    public var resumed: SeamNote?

    /// A story.
    public init(requestID: String, attempts: [AttemptNote]? = nil, resumed: SeamNote? = nil) {
        self.requestID = requestID
        self.attempts = attempts
        self.resumed = resumed
    }
}

/// What writing a request has to know of a target.
public struct TargetTraits: Sendable, Equatable {
    /// The model's name, as the provider knows it.
    public var model: String
    /// What it can do.
    public var contract: Contract
    /// What its provider does in its own way.
    public var quirks: Quirks

    /// A target.
    public init(model: String, contract: Contract = Contract(), quirks: Quirks = Quirks()) {
        self.model = model
        self.contract = contract
        self.quirks = quirks
    }
}

/// A request in a provider's dialect.
public struct ProviderRequest: Sendable {
    /// The path below the provider's base URL, percent-encoded: `/v1/messages`.
    public var path: String
    /// The query without its question mark; empty if there is none.
    public var query: String
    /// The body.
    public var body: ByteBuffer
    /// Headers that the dialect wants for this body, besides `content-type: application/json`.
    public var headers: [ClientError.Header]
    /// The tools' names as they were written.
    public var names: CallNames
    /// What the answer has to be looked at for.
    public var emulation: Emulation

    /// A request.
    public init(
        to place: ProviderPath, body: ByteBuffer, headers: [ClientError.Header] = [],
        names: CallNames = CallNames(), emulation: Emulation = .none
    ) {
        path = place.path
        query = place.query
        self.body = body
        self.headers = headers
        self.names = names
        self.emulation = emulation
    }
}

/// How the form of an answer is brought about where the target cannot be told it.
public enum Emulation: Sendable {
    /// It can be told, or nothing was asked for.
    case none
    /// The model was made to call this tool, whose arguments are the answer.
    case tool(String)
    /// The model was asked for it in words: the answer has to be looked at.
    case words(OutputFormat)
}

/// What writing an answer has to know.
public struct ReplyContext: Sendable {
    /// The request's id, from which ids are made that the provider did not give.
    public var requestID: String
    /// The model that answers, where the provider does not name it.
    public var model: String
    /// When the request came, in seconds since 1970.
    public var created: Int
    /// The client asked for a token count at the end of the stream.
    public var wantsUsage: Bool
    /// About how many tokens the prompt has, for dialects that tell it before the provider does.
    public var estimatedInput: Int
    /// The body of the client's request, for dialects that repeat parts of it in the answer.
    public var request: ByteBuffer
    /// The client has a part of the answer already, for dialects in which that makes a difference to what follows.
    public var hasBegun = false

    /// What is known.
    public init(
        requestID: String, model: String, created: Int, wantsUsage: Bool = false, estimatedInput: Int = 0,
        request: ByteBuffer = ByteBuffer()
    ) {
        self.requestID = requestID
        self.model = model
        self.created = created
        self.wantsUsage = wantsUsage
        self.estimatedInput = estimatedInput
        self.request = request
    }
}
