public import NIOCore
import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// A stream whose client speaks the provider's dialect: read for what has to be known of it, and handed on as it came.
public struct ForwardedStream: AnswerRelay {
    private let type: String
    private var framer: WireFramer
    private var reader: any ReplyReader
    /// Kept so that its storage is.
    private var events: [ReplyEvent] = []
    private let refusesEmpty: Bool
    private var hasAnswer = false
    /// The last event is held back, so that it can carry what was not known when the head was sent.
    private var holdsLast = false
    private var held: WireEvent?
    private var heldIsOutput = false
    /// Tokens, if the answer has said so by now.
    public private(set) var usage: Usage?
    /// Bytes of text, reasoning and tool arguments so far.
    public private(set) var outputBytes = 0
    /// Bytes since the last output.
    private var silentBytes = 0

    /// A relay for a stream. `refusesEmpty`: one without text, tool call or refusal is a failure.
    public init(_ codec: any ConversationCodec.Type, refusesEmpty: Bool) {
        framer = WireFramer(codec)
        reader = codec.reader()
        type = codec.streamType
        self.refusesEmpty = refusesEmpty
    }

    /// Looks at the head of the answer before its body is fed.
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try AnswerHead.check(contentType, encoding, stream: type.mediaType)
    }

    /// Takes the next bytes of the body and appends what the client is to get.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        silentBytes += bytes.readableBytes
        guard silentBytes <= WireFramer.mostSilentBytes else { throw WireFramer.tooSilent }
        framer.append(bytes)
        var isOutput = false
        while let event = try framer.next() {
            if try take(event, into: &out) { isOutput = true }
            if reader.isDone { return .complete }
        }
        if isOutput { silentBytes = 0 }
        return isOutput ? .output : .preamble
    }

    /// Whether the client has got output by it.
    private mutating func take(_ event: WireEvent, into out: inout ByteBuffer) throws(AttemptFailure) -> Bool {
        events.removeAll(keepingCapacity: true)
        try reader.take(event, into: &events)
        var isOutput = false
        for piece in events {
            if case .usage(let usage) = piece { self.usage = usage }
            if piece.isAnswer { hasAnswer = true }
            outputBytes += piece.outputBytes
            if refusesEmpty ? piece.isAnswer : piece.isOutput { isOutput = true }
        }
        guard holdsLast else {
            framer.write(event, into: &out)
            return isOutput
        }
        let wasOutput = heldIsOutput
        if let held { framer.write(held, into: &out) }
        held = event
        heldIsOutput = isOutput
        return wasOutput
    }

    /// From here on the last event is held back, so that the story can go into it.
    public mutating func holdLast() { holdsLast = true }
    /// Whether the end has a place for the story.
    public var wantsStory: Bool { holdsLast }
    /// What the client has, if that is tracked.
    public var delivered: Delivered? { nil }
    /// What the client gets.
    public var contentType: String? { type }
    /// Whether output arrives piece by piece.
    public var isIncremental: Bool { true }

    /// Whether the stream has all that an answer needs.
    public var hasEnded: Bool {
        do throws(AttemptFailure) { try checkEnd() } catch { return false }
        return true
    }

    /// Throws if the stream may not end here.
    public func checkEnd() throws(AttemptFailure) {
        try reader.checkEnd()
        if refusesEmpty, !hasAnswer {
            throw AttemptFailure(.empty, detail: "the stream ended without text, tool call or refusal")
        }
    }

    /// Ends the answer and appends its last bytes.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        try checkEnd()
        guard var last = held else { return }
        if let story { last.data = Self.adding(story, to: last.data) }
        framer.write(last, into: &out)
        held = nil
    }

    /// `data`, which is a JSON object, with the member `planb` in front.
    private static func adding(_ story: ByteBuffer, to data: ByteBuffer) -> ByteBuffer {
        guard let brace = data.readableBytesView.firstIndex(of: UInt8(ascii: "{")) else { return data }
        let inside = data.readableBytesView[(brace + 1)...].first {
            $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09
        }
        var patch = JSONPatch()
        patch.insert(
            at: brace - data.readerIndex + 1,
            "\"planb\":\(String(buffer: story))" + (inside == UInt8(ascii: "}") ? "" : ","))
        return patch.apply(to: data)
    }
}
