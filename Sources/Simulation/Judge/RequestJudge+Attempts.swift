import PlanBVocabulary

// I4: attempts are bounded. (Who must not be asked is checked when somebody is asked: see World.)
extension RequestJudge {
    private static let mostRetries = 2
    /// After text was sent: legs of putting the answer together.
    private static let mostLegs = 4

    func judgeAttempts() {
        let first = attempts.lazy.filter { !$0.isRecovery }
        let most = compatible.count + Self.mostRetries
        if first.count > most { offend(.attempts, "made \(first.count) attempts on \(compatible.count) targets") }
        if attempts.count - first.count > Self.mostLegs {
            offend(.attempts, "made \(attempts.count - first.count) attempts to complete one answer")
        }
        for attempt in attempts where !compatible.contains(where: { $0.index == attempt.target }) {
            offend(.attempts, "asked \(target(attempt.target).name), which is not in its plan")
        }
    }
}
