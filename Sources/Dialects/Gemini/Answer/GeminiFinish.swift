import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// The words for why an answer ended. https://ai.google.dev/api/generate-content#FinishReason
enum GeminiFinish {
    /// What `word` means; a failure if it means that there is no proper answer, or is not known.
    /// - Parameter hasCalls: the answer has calls, which Google has no word for.
    static func read(_ word: String, hasCalls: Bool) throws(AttemptFailure) -> FinishReason {
        switch word {
        case "STOP": return hasCalls ? .calls : .stop
        case "MAX_TOKENS": return .length
        case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "ESCALATION",
            "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER":
            return .filter
        default:
            // MALFORMED_FUNCTION_CALL and its like: the model went wrong. CONTINUATION: the answer goes on in another
            // one, which only Google could give.
            let plain = PlainWord.read(word)
            throw AttemptFailure(
                .malformed, code: plain, detail: "ended its answer with \(plain ?? "an unknown finish reason")")
        }
    }

    /// The word for a client.
    static func word(_ reason: FinishReason) -> String {
        switch reason {
        case .stop, .calls: "STOP"
        case .length: "MAX_TOKENS"
        case .filter: "SAFETY"
        case .pause: "OTHER"
        }
    }
}
