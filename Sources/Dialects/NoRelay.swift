public import NIOCore
public import PlanBVocabulary

/// Reads nothing: for an attempt that is not made.
public struct NoRelay: AnswerRelay {
    /// A relay.
    public init() {}
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {}
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        .preamble
    }
    public mutating func holdLast() {}
    public var wantsStory: Bool { false }
    public func checkEnd() throws(AttemptFailure) {}
    public var hasEnded: Bool { false }
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {}
    public var usage: Usage? { nil }
    public var delivered: Delivered? { nil }
    public var contentType: String? { nil }
    public var isIncremental: Bool { false }
}
