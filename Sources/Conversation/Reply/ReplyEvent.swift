public import PlanBVocabulary
public import PlanBWire

/// A piece of an answer that arrives piece by piece, in no dialect.
///
/// A stream is one `start`, then pieces, then one `finish` for each answer, with `usage` anywhere (the last one counts).
/// Within one answer a call's `callStart` comes before its `callArguments`, and its `callEnd` after them. Calls of one
/// answer may be interleaved only in dialects that number them (`slot`).
public enum ReplyEvent: Sendable {
    /// The answer has begun. Nil is what the provider does not say.
    case start(id: JSONString?, model: JSONString?, created: Int?)
    /// Words.
    case text(choice: Int, JSONString)
    /// Words of a refusal, where the dialect keeps them apart.
    case refusal(choice: Int, JSONString)
    /// Words of a thought.
    case reasoning(choice: Int, JSONString)
    /// The thought ends with this seal, or is nothing but sealed words.
    case seal(choice: Int, Reasoning)
    /// A call begins. Slots of an answer count from 0, without gaps.
    case callStart(choice: Int, slot: Int, id: String?, name: String, signature: JSONString?)
    /// More of the JSON text of a call's arguments, as the text of a string. Nothing at all in a call means `{}`.
    case callArguments(choice: Int, slot: Int, JSONString)
    /// The call is complete.
    case callEnd(choice: Int, slot: Int)
    /// OpenAI's `logprobs` object for the words before it.
    case logprobs(choice: Int, JSONNode)
    /// An answer has ended. More than one for the same answer: the last one counts.
    case finish(choice: Int, FinishReason, stop: JSONString?)
    /// What was used up to here, all in all.
    case usage(Usage)

    /// Whether it is something that a client waits for, so that the answer has begun for good.
    public var isOutput: Bool {
        switch self {
        case .text(_, let text), .refusal(_, let text), .reasoning(_, let text): !text.isEmpty
        case .seal, .callStart, .callArguments: true
        case .start, .callEnd, .logprobs, .finish, .usage: false
        }
    }
}
