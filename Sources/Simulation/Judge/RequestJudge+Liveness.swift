import PlanBVocabulary

// I8: what was never sick is asked first, and so is what has been well for long enough.
extension RequestJudge {
    /// Two of the longest intervals between probes (30 s and a fifth), the ramp (80 s), and what is remembered of
    /// failures (120 s).
    private static let longest = Instant.Span.seconds(240)

    func judgeLiveness() {
        guard !plan.isRetry, !isShortOfMoney, let first = attempts.first else { return }
        guard case .target(let index)? = route.chain.first, let expected = compatible.first, expected.index == index
        else { return }
        guard first.target != index else { return }
        let stain = world.truth.lastStain(expected)
        if plan.isEpilogue, stain.map({ plan.at - $0 > Self.longest }) ?? true {
            offend(
                .liveness, "went to \(target(first.target).name) first, though \(expected.name) has been well for long")
        } else if stain == nil {
            offend(.liveness, "went to \(target(first.target).name) first, though \(expected.name) never failed")
        }
    }
}
