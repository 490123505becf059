public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Google's stream without `alt=sse`: one JSON array, whose elements are what the events would be.
struct GeminiArray: Sendable {
    private var framer = SSEFramer(maximumEventBytes: 64 << 20)
    /// The bracket and an element are there.
    private var hasBegun: Bool

    init(hasBegun: Bool) { self.hasBegun = hasBegun }

    /// Turns events of our own writing into elements.
    mutating func take(_ events: ByteBuffer, into out: inout ByteBuffer) {
        framer.append(events)
        while let event = try? framer.next() {
            out.writeStaticString(hasBegun ? ",\r\n" : "[")
            out.writeImmutableBuffer(event.data)
            hasBegun = true
        }
    }

    mutating func end(into out: inout ByteBuffer) {
        out.writeStaticString(hasBegun ? "]\n" : "[]\n")
    }
}

/// Carries a stream of events to a client that reads an array.
public struct GeminiArrayRelay: AnswerRelay {
    private var events: any AnswerRelay
    private var array = GeminiArray(hasBegun: false)

    /// A relay for what `events` writes.
    public init(_ events: any AnswerRelay) { self.events = events }

    /// Looks at the head of the answer.
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try events.begin(contentType: contentType, encoding: encoding)
    }

    /// Takes the next bytes, and appends the elements that are complete.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        var written = ByteBuffer()
        // What was written before a failure is the client's all the same.
        defer { array.take(written, into: &out) }
        return try events.feed(bytes, into: &written)
    }

    /// Appends what is left, and the end of the array.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        var written = ByteBuffer()
        try events.finish(into: &written, story: story)
        array.take(written, into: &out)
        array.end(into: &out)
    }

    /// The last element is held back from here on.
    public mutating func holdLast() { events.holdLast() }
    /// Whether the last element can carry the story.
    public var wantsStory: Bool { events.wantsStory }
    /// Throws what `finish` would.
    public func checkEnd() throws(AttemptFailure) { try events.checkEnd() }
    /// Whether the stream has all that an answer needs.
    public var hasEnded: Bool { events.hasEnded }
    /// Tokens, as the provider counts them.
    public var usage: Usage? { events.usage }
    /// Bytes of text, reasoning and tool arguments so far.
    public var outputBytes: Int { events.outputBytes }
    /// Not tracked.
    public var delivered: Delivered? { nil }
    /// `application/json`
    public var contentType: String? { GeminiArrayWriter.contentType }
    /// As the events arrive.
    public var isIncremental: Bool { events.isIncremental }
}

/// Writes the stream of a client that reads an array.
public struct GeminiArrayWriter: ReplyWriter {
    private var events: GeminiWriter
    private var array: GeminiArray

    /// Nothing was written yet, unless the context says that the client has a part.
    public init(_ context: ReplyContext) {
        events = GeminiWriter(context)
        array = GeminiArray(hasBegun: context.hasBegun)
    }

    /// `application/json`
    public static var contentType: String { "application/json" }

    /// Whitespace, which may stand before and between the elements.
    public static func keepAlive(into out: inout ByteBuffer) { out.writeStaticString("\n") }

    /// Appends what the client gets for `event`.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        var written = ByteBuffer()
        events.write(event, into: &written)
        array.take(written, into: &out)
    }

    /// Appends the last element and the end of the array.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        var written = ByteBuffer()
        events.finish(story: story, into: &written)
        array.take(written, into: &out)
        array.end(into: &out)
    }

    /// Appends an error as the last element, as Google does.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        var written = ByteBuffer()
        events.fail(error, story, into: &written)
        array.take(written, into: &out)
        array.end(into: &out)
    }
}

/// Google's dialect for clients that read a stream as an array. Providers are always asked for events.
public enum GeminiArrayCodec: ConversationCodec {
    /// Reads a provider's stream.
    public typealias Reader = GeminiReader
    /// Writes a client's stream.
    public typealias Writer = GeminiArrayWriter

    /// Google's.
    public static var dialect: DialectID { .gemini }
    /// As with events.
    public static var toolNames: NameRule { GeminiCodec.toolNames }
    /// As with events.
    public static var callIDs: NameRule { GeminiCodec.callIDs }

    /// As with events.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try GeminiCodec.prompt(body, path)
    }

    /// An array of one.
    public static func answer(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        inArray(GeminiCodec.answer(reply, context))
    }

    /// An array of one: an error has the form that was asked for.
    public static func error(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        inArray(GeminiCodec.error(error, story))
    }

    /// As with events.
    public static func path(to target: TargetTraits, isStream: Bool) -> ProviderPath {
        GeminiCodec.path(to: target, isStream: isStream)
    }

    /// As with events.
    public static func request(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest {
        GeminiCodec.request(prompt, to: target, &losses)
    }

    /// As with events.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply { try GeminiCodec.reply(body) }

    /// As with events.
    public static func failure(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        GeminiCodec.failure(status: status, body: body, facts)
    }

    private static func inArray(_ element: ByteBuffer) -> ByteBuffer {
        var array = ByteBuffer(string: "[")
        array.writeImmutableBuffer(element)
        array.writeStaticString("]\n")
        return array
    }
}
