public import NIOCore
public import PlanBVocabulary

/// Carries one good (2xx) answer from the target to the client: fed with bytes, it says what they amount to and writes
/// what the client gets.
public protocol AnswerRelay: Sendable {
    /// Looks at the answer's content type and encoding, as sent, before its body is fed.
    mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure)

    /// Takes the next bytes of the body and appends to `out` what the client is to get.
    ///
    /// With a seam, `.output` means that there is something for the client beyond what it has; until then nothing is
    /// appended. A call that has given output does not fail then: a failure comes with the next call.
    /// - Throws: besides the failures of any answer, `mismatch` if the answer does not repeat what was delivered.
    mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress

    /// The head went out before anybody had answered: from here on the last event is held back, so that `finish` can put
    /// the story of the request into it.
    mutating func holdLast()

    /// Whether `finish` has a place for the story.
    var wantsStory: Bool { get }

    /// Whether a stream that has come to its end is an answer: throws what `finish` would. What comes in one piece is
    /// only looked at by `finish`.
    func checkEnd() throws(AttemptFailure)

    /// Whether a stream has all that an answer needs, so that its end may come now.
    var hasEnded: Bool { get }

    /// Ends the answer: the body ended, or `feed` said that it is complete. Appends the last bytes. `story` is the JSON
    /// object for the member `planb` of the last event, if that was held back.
    mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure)

    /// Tokens, if the answer has said so by now: as its provider counts them, for this answer alone, whatever the client is
    /// told of an answer that was put together.
    var usage: Usage? { get }

    /// Bytes of text, reasoning and tool arguments that have arrived: what an estimate of its tokens is made from.
    var outputBytes: Int { get }

    /// What the client has of the answer and of those that it completes: what was appended to the outgoing buffers, and
    /// nothing that is held back. Nil if that is not tracked.
    var delivered: Delivered? { get }

    /// Ids of what the provider keeps of the answer, as far as it has told them: later requests may refer to them.
    var made: [String] { get }

    /// What the client gets; nil if the answer is not looked into.
    var contentType: String? { get }

    /// Whether output arrives piece by piece, so that the clocks of a stream apply.
    var isIncremental: Bool { get }
}

extension AnswerRelay {
    /// Not counted.
    public var outputBytes: Int { 0 }
    /// Nothing.
    public var made: [String] { [] }
}

/// An answer that comes in one piece.
protocol WholeRelay: AnswerRelay {}

extension WholeRelay {
    /// Looks at the head of the answer before its body is fed.
    public mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try AnswerHead.check(contentType, encoding, stream: nil)
    }
    /// From here on the last event is held back, so that the story can go into it.
    public mutating func holdLast() {}
    /// Whether the end has a place for the story.
    public var wantsStory: Bool { false }
    /// Throws if the stream may not end here.
    public func checkEnd() throws(AttemptFailure) {}
    /// Whether the stream has all that an answer needs.
    public var hasEnded: Bool { true }
    /// What the client has, if that is tracked.
    public var delivered: Delivered? { nil }
    /// What the client gets.
    public var contentType: String? { "application/json" }
    /// Whether output arrives piece by piece.
    public var isIncremental: Bool { false }
}

/// An answer in server-sent events.
protocol StreamRelay: AnswerRelay {}

extension StreamRelay {
    mutating func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try AnswerHead.check(contentType, encoding, stream: "text/event-stream")
    }
    mutating func holdLast() {}
    var wantsStory: Bool { false }
    var hasEnded: Bool {
        do throws(AttemptFailure) { try checkEnd() } catch { return false }
        return true
    }
    var delivered: Delivered? { nil }
    var contentType: String? { "text/event-stream; charset=utf-8" }
    var isIncremental: Bool { true }
}

/// What the head of an answer has to say before its body is looked at.
enum AnswerHead {
    /// - Parameters:
    ///   - contentType: as it was sent.
    ///   - encoding: as it was sent.
    ///   - stream: the media type of the stream that was asked for, in lower case; nil if a whole answer was.
    static func check(_ contentType: String?, _ encoding: String?, stream: String?) throws(AttemptFailure) {
        // `identity` was asked for. What else comes is not unpacked: it could be anything, and of any size.
        if let encoding, encoding.lowercased() != "identity" {
            throw AttemptFailure(
                .encoding, detail: "answered in \(PlainWord.read(encoding) ?? "an encoding"), which nobody asked for")
        }
        let type = (contentType ?? "").lowercased()
        if type.hasPrefix("text/html") {
            throw AttemptFailure(.gateway, detail: "answered with an HTML page")
        }
        guard let stream, !type.hasPrefix(stream) else { return }
        // Something in front of the provider, as with a web page; nothing that a model could do.
        let name = PlainWord.read(type.prefix { $0 != ";" }) ?? "no content type that can be read"
        throw AttemptFailure(.gateway, detail: "answered a streamed request with \(name)")
    }
}
