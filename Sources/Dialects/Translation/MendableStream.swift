public import NIOCore
public import PlanBVocabulary

/// A translated chat stream that may be completed by another answer, or that completes one: what comes out of the
/// translation passes through the relay that knows of seams, so that it does not matter which dialect either answer came
/// in.
///
/// It costs a second look at every chunk, and is for routes that complete broken answers.
public struct MendableStream: AnswerRelay {
    private var translated: TranslatedStream
    private var seam: any AnswerRelay
    /// What the translation has written, between one and the other. Kept so that its storage is.
    private var chunks = ByteBuffer()
    private var postponed: AttemptFailure?
    /// The translation has written its end.
    private var isClosed = false

    /// - Parameters:
    ///   - translation: to OpenAI's chat completions.
    ///   - seam: a relay for streamed chat that tracks what is delivered.
    public init(_ translation: Translation, seam: any AnswerRelay) {
        var translation = translation
        // The relay swallows it if the client has not asked for it.
        translation.context.wantsUsage = true
        translated = TranslatedStream(translation)
        self.seam = seam
    }

    /// Looks at the head of the answer before its body is fed.
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try translated.begin(contentType: contentType, encoding: encoding)
    }

    /// Takes the next bytes of the body and appends what the client is to get.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        if let postponed { throw postponed }
        chunks.clear()
        var broken: AttemptFailure?
        do throws(AttemptFailure) {
            if try translated.feed(bytes, into: &chunks) == .complete { try close() }
        } catch { broken = error }
        let progress = chunks.readableBytes > 0 ? try seam.feed(chunks, into: &out) : .preamble
        guard let broken else { return isClosed ? .complete : progress }
        // What was handed over is accounted for: the failure waits for the next call.
        guard progress == .output else { throw broken }
        postponed = broken
        return progress
    }

    private mutating func close() throws(AttemptFailure) {
        guard !isClosed else { return }
        isClosed = true
        try translated.finish(into: &chunks, story: nil)
    }

    /// From here on the last event is held back, so that the story can go into it.
    public mutating func holdLast() { seam.holdLast() }
    /// Whether the end has a place for the story.
    public var wantsStory: Bool { seam.wantsStory }
    /// What the client has, if that is tracked.
    public var delivered: Delivered? { seam.delivered }
    /// What the client gets.
    public var contentType: String? { seam.contentType }
    /// Whether output arrives piece by piece.
    public var isIncremental: Bool { translated.isIncremental }
    /// As the provider counts, whatever the client is told.
    public var usage: Usage? { translated.usage }
    /// Bytes of text, reasoning and tool arguments so far.
    public var outputBytes: Int { translated.outputBytes }

    /// Whether the stream has all that an answer needs.
    public var hasEnded: Bool {
        do throws(AttemptFailure) { try checkEnd() } catch { return false }
        return true
    }

    /// Throws if the stream may not end here.
    public func checkEnd() throws(AttemptFailure) {
        if let postponed { throw postponed }
        if isClosed { try seam.checkEnd() } else { try translated.checkEnd() }
    }

    /// Ends the answer and appends its last bytes.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        if let postponed { throw postponed }
        chunks.clear()
        try close()
        if chunks.readableBytes > 0 { _ = try seam.feed(chunks, into: &out) }
        try seam.finish(into: &out, story: story)
    }
}
