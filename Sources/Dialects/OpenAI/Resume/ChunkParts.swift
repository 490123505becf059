import NIOCore
import PlanBWire

/// Where the parts of one chunk of a streamed chat answer stand. Found only when a stream may be resumed: what is merely
/// forwarded needs no more than `ChunkFacts`.
struct ChunkParts {
    /// One member of the delta.
    struct Member {
        enum Kind { case role, content, reasoning, unchanging }

        var kind: Kind
        /// From the opening quote of the name to the end of the value.
        var bytes: Range<Int>
        var value: JSONValueRange
    }

    /// The values of `ChunkIdentity.names`, in their order.
    var identity = [Range<Int>?](repeating: nil, count: ChunkIdentity.names.count)
    /// The object `usage`, if there is one.
    var usage: Range<Int>?
    /// How many entries `choices` has.
    var choiceCount = 0
    /// The object `delta` of the choice.
    var delta: Range<Int>?
    /// The members of the delta in their order.
    var members: [Member] = []
    /// The decoded text of `content`; empty if there is none.
    var text = ""
    /// It says why the answer ends.
    var finishes = false
    /// It has reasoning that is not empty.
    var hasReasoning = false
    /// It has log probabilities.
    var hasLogProbabilities = false
    /// It names the role.
    var hasRole = false
    /// It carries output other than text and reasoning: of which kind.
    var otherOutput: Obstacle?
    /// It cannot be said which text it stands for: why.
    var ambiguity: Obstacle?

    init(_ payload: ByteBuffer) throws(JSONFault) {
        let bytes = payload.readableBytesUInt8Span
        var cursor = JSONCursor()
        var hasChoices = false
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if JSONText.equals(key, "choices", in: bytes) {
                if hasChoices { ambiguity = .repeatedMember }
                hasChoices = true
                if try cursor.peekKind(in: bytes) == .array {
                    try readChoices(&cursor, bytes)
                    continue
                }
            }
            let value = try cursor.skipValue(in: bytes)
            if JSONText.equals(key, "usage", in: bytes) {
                usage = value.kind == .object ? value.bytes : nil
            } else if let place = ChunkIdentity.place(of: key, in: bytes) {
                identity[place] = value.bytes
            }
        }
        try cursor.finish(in: bytes)
        if choiceCount > 1 { ambiguity = .choices }
    }
}
