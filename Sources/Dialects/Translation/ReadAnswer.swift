public import NIOCore
public import PlanBVocabulary

/// A whole answer that is read by one function, which says what the client gets: the answer as it came, or another one.
public struct ReadAnswer: WholeRelay {
    /// What an answer comes to: the client's, and the tokens that were counted.
    public typealias Reading = @Sendable (ByteBuffer) throws(AttemptFailure) -> (body: ByteBuffer, usage: Usage?)

    private let read: Reading
    private var body = ByteBuffer()
    /// Tokens, if the answer counts them.
    public private(set) var usage: Usage?

    /// A relay for an answer that `read` turns into the client's.
    public init(_ read: @escaping Reading) { self.read = read }

    /// A relay for an answer that is handed on as it came, after `inspect` has found it to be one.
    public static func unchanged(
        _ inspect: @escaping @Sendable (ByteBuffer) throws(AttemptFailure) -> Usage?
    ) -> ReadAnswer {
        ReadAnswer { body throws(AttemptFailure) in (body, try inspect(body)) }
    }

    /// Takes the next bytes.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        try WholeAnswer.append(bytes, to: &body, limit: WholeAnswer.limit)
        return .preamble
    }

    /// It becomes output only here, so that everything before can fail over.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        let answer = try read(body)
        usage = answer.usage
        out.writeImmutableBuffer(answer.body)
    }
}
