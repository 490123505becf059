import NIOCore
import PlanBVocabulary

/// An answer that is not looked into: audio, subtitles, anything behind `passthrough`. One that turns out to be a stream of
/// events is held to what such a stream has to say of its end.
struct RawAnswer: AnswerRelay {
    private var events: EventStream?

    mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try AnswerHead.check(contentType, encoding, stream: nil)
        if contentType?.lowercased().hasPrefix("text/event-stream") == true { events = EventStream() }
    }

    mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        if let progress = try events?.feed(bytes, into: &out) { return progress }
        guard bytes.readableBytes > 0 else { return .preamble }
        out.writeImmutableBuffer(bytes)
        return .output
    }

    mutating func holdLast() {}
    var wantsStory: Bool { false }
    func checkEnd() throws(AttemptFailure) { try events?.checkEnd() }
    /// Of bytes that are not looked into nobody knows.
    var hasEnded: Bool { events?.hasEnded ?? false }

    mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        try events?.finish(into: &out, story: story)
    }

    var usage: Usage? { events?.usage }
    var made: [String] { events?.made ?? [] }
    var delivered: Delivered? { nil }
    var contentType: String? { events?.contentType }
    var isIncremental: Bool { true }
}
