public import NIOCore
public import PlanBVocabulary

/// Reads nothing: for an attempt that is not made.
public struct NoRelay: AnswerRelay {
    /// A relay.
    public init() {}
    /// Looks at the head of the answer before its body is fed.
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {}
    /// Takes the next bytes of the body and appends what the client is to get.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        .preamble
    }
    /// From here on the last event is held back, so that the story can go into it.
    public mutating func holdLast() {}
    /// Whether the end has a place for the story.
    public var wantsStory: Bool { false }
    /// Throws if the stream may not end here.
    public func checkEnd() throws(AttemptFailure) {}
    /// Whether the stream has all that an answer needs.
    public var hasEnded: Bool { false }
    /// Ends the answer and appends its last bytes.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {}
    /// Tokens, if the answer has said so by now.
    public var usage: Usage? { nil }
    /// What the client has, if that is tracked.
    public var delivered: Delivered? { nil }
    /// What the client gets.
    public var contentType: String? { nil }
    /// Whether output arrives piece by piece.
    public var isIncremental: Bool { false }
}
