import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

// Likeness by an embedding model, where the route names one. It binds nobody: no gate looks at it.
extension RehearsalService {
    /// Characters of an answer that are compared; more than most models of this kind take.
    private static let mostCharacters = 8000

    /// Has the vectors of the answers made, all in one request, and notes how alike they are. What cannot be had is left out.
    /// - Parameters:
    ///   - request: what was asked: its vectors go to no vendor that it may not go to.
    ///   - second: the primary's second answer; nil: not asked for.
    func compare(
        _ answer: DrilledAnswer, with reference: DrilledAnswer?, _ second: DrilledAnswer?, to request: RehearsalRequest,
        in sample: inout Sample, _ run: DrillRun
    ) async {
        guard let target = run.route.plan.similarity, let mine = Self.words(answer), let theirs = Self.words(reference)
        else { return }
        let again = Self.words(second)
        guard gateway.reasonToSpare(target) == nil,
            let question = try? RehearsalRequest(
                embedding: [mine, theirs] + (again.map { [$0] } ?? []), model: run.route.model, like: request),
            let vectors = await ask(question, at: target, run)?.vectors, vectors.count == (again == nil ? 2 : 3)
        else { return }
        sample.similarity = Cosine.of(vectors[0], vectors[1])
        sample.primarySimilarity = again == nil ? nil : Cosine.of(vectors[2], vectors[1])
    }

    /// The text of a complete answer that is one; calls and refusals are compared otherwise.
    private static func words(_ answer: DrilledAnswer?) -> String? {
        guard let transcript = answer.flatMap(Conformance.completeTranscript), transcript.calls.isEmpty,
            transcript.refusal.isEmpty, transcript.text.contains(where: { !$0.isWhitespace })
        else { return nil }
        return String(transcript.text.prefix(mostCharacters))
    }
}
