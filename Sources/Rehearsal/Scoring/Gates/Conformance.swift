public import PlanBEngine
import PlanBLedger

/// Whether an answer has the form that it should have. Pure; the work and memory are bounded by the length of the answers,
/// of which a transcript keeps 64 KiB.
public enum Conformance {
    /// How an answer does at every gate.
    /// - Parameters:
    ///   - asked: what was asked.
    ///   - answer: the backup's answer.
    ///   - reference: the primary's answer to the same; nil: there is none, so that nothing is compared. One that is not
    ///     complete itself counts as none.
    ///   - equalArguments: the arguments of calls have to be equal too, not only valid: only where the primary agrees with
    ///     itself in at least 95 of 100 cases.
    public static func gates(
        _ asked: AskedFor, _ answer: DrilledAnswer, reference: DrilledAnswer? = nil, equalArguments: Bool = false
    ) -> [Gate: GateResult] {
        var results = Dictionary(uniqueKeysWithValues: Gate.allCases.map { ($0, GateResult.notApplicable) })
        let other = reference.flatMap(completeTranscript)
        guard let transcript = completeTranscript(answer) else {
            results[.complete] = .fail
            return results
        }
        results[.complete] = .pass
        if let other {
            results[.finish] = result(finish(of: transcript) == finish(of: other))
            results[.refusal] = result(Refusal.isOne(transcript) == Refusal.isOne(other))
            results[.language] = Languages.compare(transcript.text, with: other.text, prompt: asked.prompt)
        }
        let isRefused = Refusal.isOne(transcript)
        let isCutAlike = transcript.finish == .length && (other == nil || other?.finish == .length)
        if !isRefused, !isCutAlike, transcript.calls.isEmpty {
            results[.schema] = JSONGate.check(asked, transcript.text)
        }
        if !isRefused {
            results[.tools] = ToolGate.check(asked, transcript.calls, other?.calls, equalArguments: equalArguments)
        }
        let known = asked.prompt + "\n" + (other?.text ?? "")
        results[.leak] = result(!TemplateTokens.leak(in: transcript.text, known: known))
        results[.readable] = result(Readability.fault(of: transcript.text, like: other?.text) == nil)
        return results
    }

    /// The gates that an answer failed, in the order of the enumeration.
    public static func failures(_ results: [Gate: GateResult]) -> [Gate] {
        Gate.allCases.filter { results[$0] == .fail }
    }

    /// What a complete answer says; nil: it is not complete, or says nothing.
    static func completeTranscript(_ answer: DrilledAnswer) -> Transcript? {
        guard answer.outcome == .answered, (200..<300).contains(answer.status), let transcript = answer.transcript,
            transcript.finish != nil
        else { return nil }
        let isFiltered = transcript.finish == .filter
        let isSaid = transcript.text.unicodeScalars.contains { !$0.properties.isWhitespace }
        return isSaid || !transcript.calls.isEmpty || !transcript.refusal.isEmpty || isFiltered ? transcript : nil
    }

    /// Providers do not agree on what they call an answer that ends in calls.
    private static func finish(of transcript: Transcript) -> Transcript.Finish? {
        transcript.finish == .stop && !transcript.calls.isEmpty ? .calls : transcript.finish
    }

    private static func result(_ isMet: Bool) -> GateResult { isMet ? .pass : .fail }
}
