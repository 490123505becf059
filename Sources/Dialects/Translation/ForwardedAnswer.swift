public import NIOCore
import PlanBConversation
public import PlanBVocabulary

/// A whole answer whose client speaks the provider's dialect: read for what has to be known of it, and handed on as it
/// came.
public struct ForwardedAnswer: WholeRelay {
    private let codec: any ConversationCodec.Type
    private let refusesEmpty: Bool
    private var body = ByteBuffer()
    /// Tokens, if the answer has said so by now.
    public private(set) var usage: Usage?

    /// A relay for an answer that is not asked for as a stream. `refusesEmpty`: one without text, tool call or refusal
    /// is a failure.
    public init(_ codec: any ConversationCodec.Type, refusesEmpty: Bool) {
        self.codec = codec
        self.refusesEmpty = refusesEmpty
    }

    /// Takes the next bytes of the body and appends what the client is to get.
    public mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        try WholeAnswer.append(bytes, to: &body)
        return .preamble
    }

    /// Ends the answer and appends its last bytes.
    public mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        let reply = try codec.reply(body)
        usage = reply.usage
        if refusesEmpty, !reply.hasAnswer {
            throw AttemptFailure(.empty, detail: "the answer has neither text nor a tool call nor a refusal")
        }
        out.writeImmutableBuffer(body)
    }
}
