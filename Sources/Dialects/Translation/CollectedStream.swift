public import NIOCore
public import PlanBConversation
public import PlanBVocabulary

/// A stream that is read for itself, and put together to the whole answer that it is: for probes.
public struct CollectedStream {
    private let type: String
    private var framer: WireFramer
    private var reader: any ReplyReader
    private var fold: ReplyFold
    private var usage: Usage?
    private var heldBytes = 0

    /// A stream of `codec`.
    public init(_ codec: any ConversationCodec.Type) {
        type = codec.streamType
        framer = WireFramer(codec)
        reader = codec.reader()
        fold = ReplyFold(origin: codec.dialect)
    }

    /// Looks at the head before the body is fed.
    public func begin(contentType: String?, encoding: String?) throws(AttemptFailure) {
        try AnswerHead.check(contentType, encoding, stream: type.mediaType)
    }

    /// Takes the next bytes of the body.
    /// - Returns: whether the answer is complete.
    public mutating func feed(_ bytes: ByteBuffer) throws(AttemptFailure) -> Bool {
        try WholeAnswer.count(bytes, in: &heldBytes)
        framer.append(bytes)
        while !reader.isDone, let event = try framer.next() {
            var events: [ReplyEvent] = []
            try reader.take(event, into: &events)
            for event in events {
                if case .usage(let counted) = event { usage = counted }
                fold.take(event)
            }
        }
        return reader.isDone
    }

    /// The answer, at its end.
    /// - Throws: `cut` if the stream may not end here, `empty` if there is nothing in it.
    public func reply() throws(AttemptFailure) -> Reply {
        try reader.checkEnd()
        var reply = fold.reply
        reply.usage = usage ?? reply.usage
        return reply
    }
}
