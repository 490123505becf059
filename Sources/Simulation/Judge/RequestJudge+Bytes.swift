import PlanBVocabulary

// I3: what the client has is one answer, whole if it ended well.
extension RequestJudge {
    func judgeBytes() {
        guard client.status == 200 else { return }
        let answer = client.answer
        if answer.isGarbled { return offend(.bytes, "received something that is no event of the dialect") }
        if answer.hasAftermath { return offend(.bytes, "received more after the end, or [DONE] after an error") }
        let isStream = plan.isStream && !plan.isEmbedding
        if isStream, client.isFinished, !answer.isDone { offend(.bytes, "ended cleanly without [DONE]") }
        if client.isFinished, answer.hasError { offend(.bytes, "ended cleanly after an error") }
        if client.isAborted, answer.isDone, !hasDeparted { offend(.bytes, "was broken off after [DONE]") }
        let isComplete = isStream ? answer.isDone : client.isFinished
        if answer.text.isEmpty, !isComplete { return }
        guard let source = source(of: answer.text, isComplete: isComplete) else {
            return offend(
                .bytes,
                "has text that no attempt gave: \(String(decoding: answer.text, as: UTF8.self).debugDescription)")
        }
        if source.isRecovery, isComplete, isStream, !answer.isMarkedResumed {
            offend(.bytes, "was put together from two answers, and is not marked so")
        }
    }

    /// The attempt whose answer the client has: all of it if the client takes it for complete, else a beginning.
    private func source(of text: [UInt8], isComplete: Bool) -> AttemptRecord? {
        attempts.last { attempt in
            let given = attempt.given.count
            let length = given + attempt.written.count
            guard text.count <= given + attempt.handed else { return false }
            if isComplete, text.count != length || !attempt.isFinished { return false }
            let fromGiven = min(given, text.count)
            return world.arena[attempt.given].prefix(fromGiven).elementsEqual(text[..<fromGiven])
                && world.arena[attempt.written].prefix(text.count - fromGiven).elementsEqual(text[fromGiven...])
        }
    }
}
