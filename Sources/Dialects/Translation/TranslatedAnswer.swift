import NIOCore
import PlanBConversation
import PlanBVocabulary

/// An answer that comes in one piece, and goes to the client in one piece of another dialect.
struct TranslatedAnswer: Sendable {
    private let translation: Translation
    private var body = ByteBuffer()
    private(set) var usage: Usage?

    init(_ translation: Translation) { self.translation = translation }

    mutating func feed(_ bytes: ByteBuffer) throws(AttemptFailure) -> Progress {
        guard body.readableBytes + bytes.readableBytes <= WholeAnswer.choicesLimit else {
            throw AttemptFailure(
                .oversized, detail: "sent an answer of more than \(WholeAnswer.choicesLimit >> 20) MiB")
        }
        if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
        return .preamble
    }

    /// It becomes output only here, so that everything before can fail over.
    mutating func finish(into out: inout ByteBuffer) throws(AttemptFailure) {
        let reply = try translation.provider.reply(body)
        usage = reply.usage
        out.writeImmutableBuffer(translation.client.answer(try translation.settle(reply), translation.context))
    }
}
