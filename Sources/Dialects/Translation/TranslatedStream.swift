public import NIOCore
import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// A stream that is read in the provider's dialect and written in the client's, event by event.
public struct TranslatedStream: AnswerRelay {
    private let translation: Translation
    private var framer: WireFramer
    private var reader: any ReplyReader
    private var writer: any ReplyWriter
    /// Kept so that its storage is.
    private var events: [ReplyEvent] = []
    /// The answer is put together first where its form has to be looked at.
    private var fold: ReplyFold?
    private var hasAnswer = false
    /// Tokens, if the answer has said so by now.
    public private(set) var usage: Usage?
    /// Bytes of text, reasoning and tool arguments so far.
    public private(set) var outputBytes = 0
    private var holdsLast = false
    /// Bytes since the last output.
    private var silentBytes = 0
    /// All bytes of an answer that is put together first.
    private var heldBytes = 0

    /// A relay for a stream.
    public init(_ translation: Translation) {
        self.translation = translation
        framer = WireFramer(translation.provider)
        reader = translation.provider.reader()
        writer = translation.client.writer(translation.context)
        if case .none = translation.emulation { return }
        fold = ReplyFold(origin: translation.provider.dialect)
    }

    /// Looks at the head of the answer before its body is fed.
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try AnswerHead.check(contentType, encoding, stream: translation.provider.streamType.mediaType)
    }

    /// From here on the last event is held back, so that the story can go into it.
    public mutating func holdLast() { holdsLast = true }
    /// Whether the end has a place for the story.
    public var wantsStory: Bool { holdsLast }
    /// What the client has, if that is tracked.
    public var delivered: Delivered? { nil }
    /// What the client gets.
    public var contentType: String? { translation.client.streamType }

    /// Whether the stream has all that an answer needs.
    public var hasEnded: Bool {
        do throws(AttemptFailure) { try checkEnd() } catch { return false }
        return true
    }

    /// Nothing is written before the whole answer is there, if its form has to be looked at.
    public var isIncremental: Bool { fold == nil }

    /// Takes the next bytes of the body and appends what the client is to get.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        silentBytes += bytes.readableBytes
        guard silentBytes <= WireFramer.mostSilentBytes else { throw WireFramer.tooSilent }
        if fold != nil { try WholeAnswer.count(bytes, in: &heldBytes) }
        framer.append(bytes)
        var isOutput = false
        while let event = try framer.next() {
            events.removeAll(keepingCapacity: true)
            try reader.take(event, into: &events)
            for event in events where take(event, into: &out) { isOutput = true }
            if reader.isDone { return .complete }
        }
        if isOutput { silentBytes = 0 }
        return isOutput ? .output : .preamble
    }

    /// Whether the client has got output by it.
    private mutating func take(_ event: ReplyEvent, into out: inout ByteBuffer) -> Bool {
        if case .usage(let usage) = event { self.usage = usage }
        let isAnswer = event.isAnswer
        if isAnswer { hasAnswer = true }
        outputBytes += event.outputBytes
        guard fold == nil else {
            fold?.take(event)
            // What is put together first may be long: it is no silence.
            if event.isOutput { silentBytes = 0 }
            return false
        }
        writer.write(translation.inward(event), into: &out)
        return translation.refusesEmpty ? isAnswer : event.isOutput
    }

    /// Throws if the stream may not end here.
    public func checkEnd() throws(AttemptFailure) {
        try reader.checkEnd()
        if translation.refusesEmpty, !hasAnswer {
            throw AttemptFailure(.empty, detail: "the stream ended without text, tool call or refusal")
        }
    }

    /// Ends the answer and appends its last bytes.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        try checkEnd()
        if let fold {
            for event in try translation.settle(fold.reply).events { writer.write(event, into: &out) }
        }
        writer.finish(story: story, into: &out)
    }
}

extension ReplyEvent {
    /// Whether it is part of what was asked for, and not only a thought about it.
    var isAnswer: Bool {
        switch self {
        case .text(_, let text), .refusal(_, let text): !text.isEmpty
        case .callStart, .callArguments: true
        case .finish(_, .filter, _): true
        case .start, .reasoning, .seal, .callEnd, .logprobs, .finish, .usage: false
        }
    }
}

extension ReplyEvent {
    /// Bytes of text, reasoning and tool arguments.
    var outputBytes: Int {
        switch self {
        case .text(_, let text), .refusal(_, let text), .reasoning(_, let text), .callArguments(_, _, let text):
            text.escaped.readableBytes
        case .start, .seal, .callStart, .callEnd, .logprobs, .finish, .usage: 0
        }
    }
}

extension ConversationCodec {
    static func reader() -> any ReplyReader { Reader() }
    static func writer(_ context: ReplyContext) -> any ReplyWriter { Writer(context) }

    /// The media type of a client's stream.
    public static var streamType: String { Writer.contentType }
}

extension String {
    /// A media type without its parameters.
    var mediaType: String { String(prefix { $0 != ";" }) }
}
