import PlanBPolicy
import PlanBVocabulary

// I2: who could be answered was answered.
extension RequestJudge {
    func judgeSuccess() {
        guard !hasDeparted, !isAnswered, client.answer.text.isEmpty || client.status != 200 else { return }
        // Who has no money left is not served.
        if isShortOfMoney { return }
        if attempts.contains(where: { $0.fault?.isFinal == true && $0.hasHead }) { return }
        for target in compatible where couldHaveAnswered(target) {
            return offend(
                .success,
                "was not answered (status \(client.status)), though \(target.name) was healthy all the time")
        }
    }

    /// Whether `target` was able and free to answer from the beginning to the end, with enough time left at the end.
    private func couldHaveAnswered(_ target: TargetPlan) -> Bool {
        guard run.scenario.isHealthy(target, from: plan.at, to: now) else { return false }
        guard now + target.duration(pieces: plan.pieces) < deadline else { return false }
        guard !world.truth.mayBeHeld(target, since: plan.at) else { return false }
        guard world.truth.askedUntil[target.index] < plan.at else { return false }
        // What throttles by the load as a whole owes nobody an answer.
        if target.ramp != .unknown { return false }
        // One's own hardware is given only so much at a time.
        if target.isSelfHosted, world.load[target.index].peak >= 4 { return false }
        return true
    }
}
