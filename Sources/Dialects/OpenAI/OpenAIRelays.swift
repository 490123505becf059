public import PlanBVocabulary

/// Carries good (2xx) answers in OpenAI's dialect over to clients of the same dialect. Bytes of the answer are forwarded;
/// only framing is Plan B's.
public enum OpenAIRelays {
    /// A relay for an answer to `operation`.
    /// - Parameters:
    ///   - operation: what was asked for.
    ///   - isStream: the client asked for a stream.
    ///   - swallowsUsage: the client did not ask for the event that carries only usage.
    ///   - refusesEmpty: an answer without text, tool call or refusal is a failure even if it has a finish reason. A stream
    ///     that has sent reasoning is not refused: that is output already.
    ///   - tracksDelivery: keeps account of what the client has (`delivered`), so that another answer can complete this
    ///     one. Costs a second scan of every chunk and the memory of its text; for streamed chat only.
    ///   - seam: the answer completes another one, which broke. For streamed chat only; implies `tracksDelivery`.
    public static func make(
        operation: Operation, isStream: Bool, swallowsUsage: Bool, refusesEmpty: Bool = false,
        tracksDelivery: Bool = false, seam: Seam? = nil
    ) -> any AnswerRelay {
        switch operation {
        case .chat where isStream:
            ChunkStream(
                swallowsUsage: swallowsUsage, refusesEmpty: refusesEmpty, tracksDelivery: tracksDelivery, seam: seam)
        case .completion where isStream: ChunkStream(swallowsUsage: swallowsUsage, refusesEmpty: refusesEmpty)
        case .chat, .completion: WholeAnswer(requiresChoices: true, refusesEmpty: refusesEmpty)
        case .response, .imageGeneration, .imageEdit:
            isStream ? EventStream() : WholeAnswer(requiresChoices: false, isKept: operation == .response)
        case .embedding, .moderation, .tokenCount, .rerank: WholeAnswer(requiresChoices: false)
        case .speech, .transcription, .translation, .passthrough, .stored: RawAnswer()
        }
    }
}
