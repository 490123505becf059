public import NIOCore
public import PlanBVocabulary

/// Carries one good (2xx) answer from a provider of one dialect to a client of another.
public struct TranslatingRelay: Sendable {
    private enum Form {
        case whole(TranslatedAnswer)
        case stream(TranslatedStream)
        /// Nothing: in the middle of a change.
        case moving
    }

    private var form: Form
    private let translation: Translation
    private var holdsLast = false

    /// A relay.
    /// - Parameters:
    ///   - translation: from where to where.
    ///   - isStream: the answer is wanted, and asked for, piece by piece.
    public init(_ translation: Translation, isStream: Bool) {
        self.translation = translation
        form = isStream ? .stream(TranslatedStream(translation)) : .whole(TranslatedAnswer(translation))
    }

    /// Takes the next bytes of the body and appends to `out` what the client is to get.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        switch form {
        case .whole(var answer):
            form = .moving
            defer { form = .whole(answer) }
            return try answer.feed(bytes)
        case .stream(var stream):
            form = .moving
            defer { form = .stream(stream) }
            return try stream.feed(bytes, into: &out)
        case .moving: return .preamble
        }
    }

    /// Whether a stream that has come to its end is an answer: throws what `finish` would.
    public func checkEnd() throws(AttemptFailure) { if case .stream(let stream) = form { try stream.checkEnd() } }

    /// Whether a stream has all that an answer needs, so that its end may come now.
    public var hasEnded: Bool {
        do throws(AttemptFailure) { try checkEnd() } catch { return false }
        return true
    }

    /// The head went out before anybody had answered: `finish` is to put the story of the request into the last event.
    public mutating func holdLast() { if case .stream = form { holdsLast = true } }

    /// Whether `finish` has a place for the story.
    public var wantsStory: Bool { holdsLast }

    /// Ends the answer: the body ended, or `feed` said that it is complete. Appends the last bytes.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        switch form {
        case .whole(var answer):
            defer { form = .whole(answer) }
            try answer.finish(into: &out)
        case .stream(var stream):
            defer { form = .stream(stream) }
            try stream.finish(into: &out, story: story)
        case .moving: break
        }
    }

    /// Tokens, as the provider counts them, if it has said so by now.
    public var usage: Usage? {
        switch form {
        case .whole(let answer): answer.usage
        case .stream(let stream): stream.usage
        case .moving: nil
        }
    }

    /// What the client gets.
    public var contentType: String {
        if case .stream = form { return translation.client.streamType }
        return "application/json"
    }

    /// Whether output arrives piece by piece, so that the clocks of a stream apply.
    public var isIncremental: Bool { if case .stream(let stream) = form { stream.isIncremental } else { false } }
}

extension ConversationCodec {
    static var streamType: String { Writer.contentType }
}
