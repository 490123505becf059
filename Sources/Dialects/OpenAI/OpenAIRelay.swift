public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// Carries one good (2xx) answer from the target to the client: fed with bytes, it says what they amount to and writes
/// what the client gets. Bytes of the answer are forwarded; only framing is Plan B's.
public struct OpenAIRelay: AnswerRelay {
    private enum Form {
        case whole(WholeAnswer)
        case chunks(ChunkStream)
        case events(EventStream)
        case raw(RawAnswer)
    }

    private var form: Form

    /// A relay for an answer to `operation`.
    /// - Parameters:
    ///   - operation: what was asked for.
    ///   - isStream: the client asked for a stream.
    ///   - swallowsUsage: the client did not ask for the event that carries only usage.
    ///   - refusesEmpty: an answer without text, tool call or refusal is a failure even if it has a finish reason. A stream
    ///     that has sent reasoning is not refused: that is output already.
    ///   - tracksDelivery: keeps account of what the client has (`delivered`), so that another answer can complete this
    ///     one. Costs a second scan of every chunk and the memory of its text; for streamed chat only.
    ///   - seam: the answer completes another one, which broke. For streamed chat only; implies `tracksDelivery`.
    public init(
        operation: Operation, isStream: Bool, swallowsUsage: Bool, refusesEmpty: Bool = false,
        tracksDelivery: Bool = false, seam: Seam? = nil
    ) {
        switch operation {
        case .chat where isStream:
            form = .chunks(
                ChunkStream(
                    swallowsUsage: swallowsUsage, refusesEmpty: refusesEmpty, tracksDelivery: tracksDelivery, seam: seam
                ))
        case .completion where isStream:
            form = .chunks(ChunkStream(swallowsUsage: swallowsUsage, refusesEmpty: refusesEmpty))
        case .chat, .completion: form = .whole(WholeAnswer(requiresChoices: true, refusesEmpty: refusesEmpty))
        case .response, .imageGeneration, .imageEdit:
            form =
                isStream
                ? .events(EventStream())
                : .whole(WholeAnswer(requiresChoices: false, isKept: operation == .response))
        case .embedding, .moderation, .tokenCount, .rerank:
            form = .whole(WholeAnswer(requiresChoices: false))
        case .speech, .transcription, .translation, .passthrough, .stored:
            form = .raw(RawAnswer())
        }
    }

    /// Looks at the answer's content type and encoding, as sent, before its body is fed.
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        switch form {
        case .chunks, .events: try AnswerHead.check(contentType, encoding, stream: "text/event-stream")
        case .raw(var answer):
            try AnswerHead.check(contentType, encoding, stream: nil)
            answer.isEventStream = contentType?.lowercased().hasPrefix("text/event-stream") ?? false
            form = answer.isEventStream ? .events(EventStream()) : .raw(answer)
        case .whole: try AnswerHead.check(contentType, encoding, stream: nil)
        }
    }

    /// Takes the next bytes of the body and appends to `out` what the client is to get.
    ///
    /// With a seam, `.output` means that there is something for the client beyond what it has; until then nothing is
    /// appended. A call that has given output does not fail: a failure comes with the next call.
    /// - Throws: besides the failures of any answer, `mismatch` if the answer does not repeat what was delivered.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        switch form {
        case .whole(var answer):
            form = .raw(RawAnswer())
            defer { form = .whole(answer) }
            return try answer.feed(bytes)
        case .chunks(var stream):
            form = .raw(RawAnswer())
            defer { form = .chunks(stream) }
            return try stream.feed(bytes, into: &out)
        case .events(var stream):
            form = .raw(RawAnswer())
            defer { form = .events(stream) }
            return try stream.feed(bytes, into: &out)
        case .raw:
            var bytes = bytes
            guard bytes.readableBytes > 0 else { return .preamble }
            out.writeBuffer(&bytes)
            return .output
        }
    }

    /// The head went out before anybody had answered: from here on the last event is held back, so that `finish` can put
    /// the story of the request into it.
    public mutating func holdLast() {
        guard case .chunks(var stream) = form else { return }
        stream.holdsLast = true
        form = .chunks(stream)
    }

    /// Whether `finish` has a place for the story.
    public var wantsStory: Bool {
        guard case .chunks(let stream) = form else { return false }
        return stream.holdsLast
    }

    /// Whether a stream that has come to its end is an answer: throws what `finish` would. What comes in one piece is
    /// only looked at by `finish`.
    public func checkEnd() throws(AttemptFailure) {
        switch form {
        case .chunks(let stream): try stream.checkEnd()
        case .events(let stream): try stream.finish()
        case .whole, .raw: break
        }
    }

    /// Whether a stream has all that an answer needs, so that its end may come now.
    public var hasEnded: Bool {
        do throws(AttemptFailure) { try checkEnd() } catch { return false }
        if case .raw = form { return false }
        return true
    }

    /// Ends the answer: the body ended, or `feed` said that it is complete. Appends the last bytes. `story` is the JSON
    /// object for the member `planb` of the last event, if that was held back.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        switch form {
        case .whole(var answer):
            try answer.finish(into: &out)
            form = .whole(answer)
        case .chunks(var stream):
            try stream.finish(into: &out, story: story)
            form = .chunks(stream)
        case .events(let stream): try stream.finish()
        case .raw: break
        }
    }

    /// Tokens, if the answer has said so by now: as its provider counts them, for this answer alone, whatever the client is
    /// told of an answer that was put together.
    public var usage: Usage? {
        switch form {
        case .whole(let answer): answer.usage
        case .chunks(let stream): stream.usage
        case .events(let stream): stream.usage
        case .raw: nil
        }
    }

    /// What the client has of the answer and of those that it completes: what was appended to the outgoing buffers, and
    /// nothing that is held back. Nil if that is not tracked.
    public var delivered: Delivered? {
        guard case .chunks(let stream) = form else { return nil }
        return stream.delivered
    }

    /// Ids of a response and of its items.
    public var made: [String] {
        switch form {
        case .whole(let answer): answer.made
        case .events(let stream): stream.made
        case .chunks, .raw: []
        }
    }

    /// What the answer is, as it was found to be; nil if it is not looked into.
    public var contentType: String? {
        switch form {
        case .whole: "application/json"
        case .chunks, .events: "text/event-stream; charset=utf-8"
        case .raw: nil
        }
    }

    /// Whether output arrives piece by piece, so that the clocks of a stream apply.
    public var isIncremental: Bool {
        if case .whole = form { return false }
        return true
    }
}

/// An answer that is not looked into: audio, subtitles, anything behind `passthrough`.
struct RawAnswer: Sendable {
    var isEventStream = false
}
