import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

// What is made of the requests of users that took part.
extension RehearsalService {
    /// A request that the backup, or its control, has answered.
    func judge(_ observation: DrillObservation, _ run: DrillRun) {
        noteDelay(observation, run)
        guard observation.outcome != .abandoned, let asked = observation.request.askedFor else {
            return observation.release(isFailure: false)
        }
        let answer = observation.drilled
        guard observation.arm == .experiment else {
            if Conformance.completeTranscript(answer) != nil { run.note(control: Sample.Measures(answer)) }
            return
        }
        // Whoever answered: what has not the form that was asked for, its user has seen fail.
        if observation.isHeld {
            let gates = Conformance.gates(asked, answer, reference: nil)
            observation.release(isFailure: gates[.complete] == .fail || gates[.schema] == .fail)
        }
        let isByBackup = answer.target == run.backup
        // Under a made up failure another target than the one that is rehearsed may have answered.
        if run.level == .fault, !isByBackup { return }
        let judged = isByBackup || observation.outcome == .cut ? answer : failed(observation, run)
        guard let judged else { return }
        var sample = Sample(
            key: seal.key(observation.conversation), asked: asked, answer: judged, at: world.now())
        sample.primary = run.control
        sample.isPaired = false
        run.note(sample, asked: asked, answer: judged, reference: nil, named: nil)
        if sample.isConformant, observation.request.isChat, let transcript = judged.transcript, transcript.calls.isEmpty
        {
            run.note(DrillRun.FollowUp(request: observation.request, answer: transcript.text))
        }
    }

    /// How long its user waited for the first output: of those that met a made up failure, and of the control arm.
    private func noteDelay(_ observation: DrillObservation, _ run: DrillRun) {
        guard let fault = observation.order.fault, observation.outcome == .answered,
            let firstOutput = observation.firstOutput, observation.isInjected || observation.arm == .control
        else { return }
        run.note(fault, firstOutput: firstOutput, isControl: observation.arm == .control)
    }

    /// What the backup's failure was, where another target answered in its place; nil: it was not asked.
    private func failed(_ observation: DrillObservation, _ run: DrillRun) -> DrilledAnswer? {
        let prefix = "\(run.backup):"
        guard let attempt = observation.attempts.last(where: { $0.hasPrefix(prefix) }) else { return nil }
        let outcome = String(attempt.dropFirst(prefix.count))
        // Its rate limit is a matter of capacity, and says nothing of its answers.
        guard outcome != "429" else { return nil }
        return DrilledAnswer(outcome: .failed, status: Int(outcome) ?? 0, code: outcome)
    }

    /// Puts a user's request to the backup, after the user was answered.
    func copy(_ observation: DrillObservation, _ run: DrillRun) async {
        let request = observation.request
        guard observation.outcome == .answered, request.reasonAgainstCopies == nil, let asked = request.askedFor else {
            return
        }
        let reference = observation.drilled
        guard Conformance.completeTranscript(reference) != nil, reference.target == run.route.primary else { return }
        // Only what is to spare: users come first.
        guard gateway.reasonToSpare(run.backup) == nil else { return gateway.metrics.countShed(.shadow) }
        guard let answer = await ask(request, at: run.backup, run) else { return }
        // A rate limit is a matter of capacity, and says nothing of the answers; a quota of nothing does.
        if answer.status == 429, !answer.code.contains("quota") { return }
        var second: DrilledAnswer?
        if observation.conversation % 10 == 0, gateway.reasonToSpare(run.route.primary) == nil {
            second = await ask(request, at: run.route.primary, run)
        }
        var sample = Sample(
            key: seal.key(observation.conversation), asked: asked, answer: answer, reference: reference,
            second: second, equalArguments: run.needsEqualArguments, at: world.now())
        await compare(answer, with: reference, second, to: request, in: &sample, run)
        run.note(sample, asked: asked, answer: answer, reference: reference, named: nil)
    }
}
