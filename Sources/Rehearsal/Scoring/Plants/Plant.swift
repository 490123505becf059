public import PlanBEngine
import PlanBLedger
import PlanBStatistics
import PlanBVocabulary

/// A backup that is made bad on purpose, by changing its answers: whether the scoring finds it says whether the scoring can
/// be believed when it finds nothing.
public enum Plant: String, Sendable, CaseIterable, Codable {
    /// Every request is refused: 401.
    case wrongKey
    /// The model is gone: 404.
    case retiredModel
    /// JSON that no longer follows its schema.
    case schemaBreak
    /// Another function is called, or with arguments that do not follow its schema.
    case toolDrift
    /// Everything takes three times as long.
    case slow
    /// The answer breaks off: without an end, or with one that says it is too long.
    case truncation
    /// Replacement characters, another script, a word without end, leaked tokens, letters without sense.
    case gibberish

    /// The share of answers that are changed when a drill checks itself. What hits every answer hits every answer; the
    /// others one in five, which the test misses about once in ten million drills.
    public var share: Double {
        switch self {
        case .wrongKey, .retiredModel, .slow: 1
        case .schemaBreak, .toolDrift, .truncation, .gibberish: 0.2
        }
    }

    /// Whether the answer holds something that this could break.
    public func applies(to answer: DrilledAnswer, _ asked: AskedFor) -> Bool {
        guard let transcript = Conformance.completeTranscript(answer) else { return false }
        return switch self {
        case .wrongKey, .retiredModel: true
        case .schemaBreak: (asked.schema != nil || asked.wantsJSON) && transcript.calls.isEmpty
        case .toolDrift: !transcript.calls.isEmpty
        case .slow: answer.duration.nanoseconds > 0
        case .truncation, .gibberish: transcript.text.unicodeScalars.count >= 2
        }
    }

    /// The answer that a backup would have given that is bad in this way. One that it does not apply to stays as it is.
    public func corrupt(
        _ answer: DrilledAnswer, _ asked: AskedFor, using chance: inout some RandomNumberGenerator
    ) -> DrilledAnswer {
        guard applies(to: answer, asked), var transcript = answer.transcript else { return answer }
        var bad = answer
        switch self {
        case .wrongKey: return refused(answer, 401, "invalid_api_key")
        case .retiredModel: return refused(answer, 404, "model_not_found")
        case .schemaBreak: transcript.text = BrokenText.json(transcript.text, asked, using: &chance)
        case .toolDrift:
            let place = chance.below(transcript.calls.count)
            if chance.below(2) == 0 || transcript.calls[place].arguments.isEmpty {
                transcript.calls[place].name += "_v2"
            } else {
                transcript.calls[place].arguments = String(transcript.calls[place].arguments.dropLast())
            }
        case .slow:
            bad.duration = tripled(answer.duration)
            bad.firstOutput = answer.firstOutput.map(tripled)
        case .truncation:
            transcript.text = String(transcript.text.prefix(transcript.text.count / 2))
            if chance.below(2) == 0 || transcript.finish == .length || transcript.text.isEmpty {
                transcript.finish = nil
                bad.outcome = .cut
            } else {
                transcript.finish = .length
            }
        case .gibberish: transcript.text = BrokenText.gibberish(transcript.text, using: &chance)
        }
        bad.transcript = transcript
        return bad
    }

    private func refused(_ answer: DrilledAnswer, _ status: Int, _ code: String) -> DrilledAnswer {
        DrilledAnswer(
            outcome: .failed, status: status, code: code, target: answer.target, duration: .milliseconds(80))
    }

    private func tripled(_ span: Instant.Span) -> Instant.Span { span + span + span }
}
