public import NIOCore
import PlanBConversation
public import PlanBVocabulary

/// An answer that comes in one piece, and goes to the client in one piece of another dialect.
public struct TranslatedAnswer: WholeRelay {
    private let translation: Translation
    private var body = ByteBuffer()
    /// Tokens, if the answer has said so by now.
    public private(set) var usage: Usage?

    /// A relay for an answer that is not asked for as a stream.
    public init(_ translation: Translation) { self.translation = translation }

    /// Takes the next bytes of the body and appends what the client is to get.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        try WholeAnswer.append(bytes, to: &body)
        return .preamble
    }

    /// It becomes output only here, so that everything before can fail over.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        let reply = try translation.provider.reply(body)
        usage = reply.usage
        out.writeImmutableBuffer(translation.client.answer(try translation.settle(reply), translation.context))
    }
}
