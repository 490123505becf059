import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Why an answer ended, in the words of Converse.
enum ConverseStop {
    /// What `stopReason` says.
    /// - Parameter hasCalls: the answer calls tools, which some models do and end as if they had not.
    /// - Throws: `malformed` if the model failed, or the word is not known.
    static func read(_ word: JSONNode?, hasCalls: Bool) throws(AttemptFailure) -> FinishReason {
        guard let word else { throw AttemptFailure(.malformed, detail: "the answer has no stop reason") }
        switch word.string ?? "" {
        case "end_turn", "stop_sequence": return hasCalls ? .calls : .stop
        case "tool_use":
            guard hasCalls else {
                throw AttemptFailure(.malformed, detail: "the answer ends with a tool call and has none")
            }
            return .calls
        case "max_tokens", "model_context_window_exceeded": return .length
        case "guardrail_intervened", "content_filtered": return .filter
        case let other:
            // `malformed_model_output` and `malformed_tool_use` among them.
            let plain = PlainWord.read(other)
            throw AttemptFailure(
                .malformed, code: plain, detail: "the answer ended with the reason \(plain ?? "that is no word")")
        }
    }

    /// The word for a reason.
    static func word(_ reason: FinishReason, hasMetStop: Bool) -> String {
        switch reason {
        case .stop: hasMetStop ? "stop_sequence" : "end_turn"
        // An answer that is to be continued is not complete, and no other word says that.
        case .length, .pause: "max_tokens"
        case .calls: "tool_use"
        case .filter: "content_filtered"
        }
    }

    /// The stop that was met, where the model says it: the request asks Claude to.
    static func met(_ answer: JSONNode) -> JSONString? {
        answer["additionalModelResponseFields"]?["stop_sequence"]?.text
    }

    /// Writes the stop that was met, as Claude says it.
    static func write(met stop: JSONString?, _ json: inout JSONWriter) {
        guard let stop else { return }
        json.key("additionalModelResponseFields")
        json.beginObject()
        json.member("stop_sequence", stop)
        json.endObject()
    }
}

/// Counts of tokens. Here `inputTokens` excludes what the cache has read and written.
enum ConverseUsage {
    static func read(_ usage: JSONNode?) -> Usage? {
        guard let usage, usage.kind == .object else { return nil }
        let cached = count(usage["cacheReadInputTokens"])
        let written = count(usage["cacheWriteInputTokens"])
        return Usage(
            input: sum(sum(count(usage["inputTokens"]), cached), written), output: count(usage["outputTokens"]),
            cachedInput: cached, writtenInput: written)
    }

    /// Writes `usage`, which every answer has.
    static func write(_ usage: Usage?, _ json: inout JSONWriter) {
        let usage = usage ?? Usage(input: 0, output: 0)
        json.key("usage")
        json.beginObject()
        json.member("inputTokens", max(0, usage.input - sum(usage.cachedInput, usage.writtenInput)))
        json.member("outputTokens", usage.output)
        json.member("totalTokens", sum(usage.input, usage.output))
        if usage.cachedInput > 0 { json.member("cacheReadInputTokens", usage.cachedInput) }
        if usage.writtenInput > 0 { json.member("cacheWriteInputTokens", usage.writtenInput) }
        json.endObject()
    }

    /// More than any answer uses. Bounded, so that no sum overflows.
    private static let most = 1 << 40

    private static func count(_ node: JSONNode?) -> Int { min(max(node?.int ?? 0, 0), most) }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
