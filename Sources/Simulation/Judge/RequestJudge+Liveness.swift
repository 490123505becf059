import PlanBVocabulary

// I8: what was never sick is asked first, and so is what has been well for long enough.
extension RequestJudge {
    func judgeLiveness() {
        guard !plan.isRetry, plan.conversation == nil || !route.chain.isEmpty, let first = attempts.first else { return }
        guard case .target(let index)? = route.chain.first, let expected = compatible.first, expected.index == index
        else { return }
        guard first.target != index else { return }
        if plan.isEpilogue {
            offend(.liveness, "went to \(target(first.target).name) first, though \(expected.name) has been well for long")
        } else if world.truth.isSpotless(expected) {
            offend(.liveness, "went to \(target(first.target).name) first, though \(expected.name) never failed")
        }
    }
}
