import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Why an answer ended, in the words of the API.
enum MessagesFinish {
    /// - Parameter hasCalls: tools were called: an answer that is done then waits for their results, whatever it says.
    /// - Throws: `malformed` for a word that is not known: it may well stand for a failure.
    static func read(_ word: JSONNode, hasCalls: Bool) throws(AttemptFailure) -> FinishReason {
        switch word.string {
        case "end_turn": return hasCalls ? .calls : .stop
        case "stop_sequence": return .stop
        case "tool_use": return .calls
        case "max_tokens", "model_context_window_exceeded": return .length
        case "refusal": return .filter
        case "pause_turn": return .pause
        case let other:
            let plain = other.flatMap { PlainWord.read($0) }
            throw AttemptFailure(
                .malformed, detail: "ended its answer for a reason that is not known" + (plain.map { ": \($0)" } ?? ""))
        }
    }

    /// Writes `stop_reason` and what belongs to it.
    static func write(_ reason: FinishReason, stop: JSONString?, hasCalls: Bool, to writer: inout JSONWriter) {
        let word =
            switch reason {
            case .stop: stop != nil ? "stop_sequence" : hasCalls ? "tool_use" : "end_turn"
            case .length: "max_tokens"
            case .calls: "tool_use"
            case .filter: "refusal"
            case .pause: "pause_turn"
            }
        writer.member("stop_reason", word)
        writer.key("stop_sequence")
        if reason == .stop, let stop { writer.string(stop) } else { writer.null() }
        guard reason == .filter else { return }
        writer.key("stop_details")
        writer.beginObject()
        writer.member("type", "refusal")
        writer.member("category", nil)
        writer.member("explanation", nil)
        writer.endObject()
    }
}
