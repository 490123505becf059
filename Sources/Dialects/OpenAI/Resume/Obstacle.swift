import PlanBWire

/// Why an answer that broke can never be completed by another one.
enum Obstacle: String, Sendable, CaseIterable {
    case toolCall = "a tool call was begun"
    case functionCall = "a function call was begun"
    case audio = "it has audio"
    case refusal = "it has the text of a refusal"
    case logProbabilities = "it has log probabilities"
    case choices = "it has more than one choice"
    case finish = "it was finished already"
    case length = "its text is longer than 1 MiB"
    case unknownOutput = "it has output of a kind that is not known here"
    case repeatedMember = "a chunk has two members of one name"

    /// For output in the delta's member `key`.
    init(outputIn key: Range<Int>, _ bytes: Span<UInt8>) {
        if JSONText.equals(key, "tool_calls", in: bytes) {
            self = .toolCall
        } else if JSONText.equals(key, "function_call", in: bytes) {
            self = .functionCall
        } else if JSONText.equals(key, "audio", in: bytes) {
            self = .audio
        } else if JSONText.equals(key, "refusal", in: bytes) {
            self = .refusal
        } else {
            self = .unknownOutput
        }
    }
}
