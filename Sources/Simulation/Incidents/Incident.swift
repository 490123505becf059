import PlanBVocabulary

/// Something that happened to a provider, replayed.
struct Incident {
    /// What has to be true of the replay.
    enum Expectation {
        /// At most so many clients got anything but an answer.
        case errors(atMost: Int)
        /// From this moment on, `target` is asked first again, by everybody.
        case isFirstAgain(Int, from: Instant)
        /// `target` is never asked first between two moments.
        case isSpared(Int, from: Instant, to: Instant, atMost: Int)
    }

    var name: String
    /// What happened, in a line.
    var story: String
    var scenario: Scenario
    var expectations: [Expectation]

    /// What came out differently.
    func disappointments(of run: ScenarioRun) -> [String] {
        run.offences.map { "\($0.invariant.rawValue): \($0.message)" }
            + expectations.compactMap { disappointment(of: run, $0) }
    }

    /// Clients that got no answer.
    static func errors(_ run: ScenarioRun) -> Int {
        run.outcomes.count { $0.kind != .answered && $0.kind != .departed }
    }

    private func disappointment(of run: ScenarioRun, _ expectation: Expectation) -> String? {
        switch expectation {
        case .errors(let most):
            let errors = Self.errors(run)
            return errors > most
                ? "\(errors) of \(run.outcomes.count) clients got no answer, expected at most \(most)" : nil
        case .isFirstAgain(let target, let from):
            let strays = run.outcomes.count { arrival($0) >= from && $0.targets.first != target }
            return strays > 0 ? "\(strays) requests went past t\(target) long after it was back" : nil
        case .isSpared(let target, let from, let to, let most):
            let hits = run.outcomes.count { arrival($0) >= from && arrival($0) < to && $0.targets.first == target }
            return hits > most
                ? "\(hits) requests went to t\(target) first while it was down, expected at most \(most)" : nil
        }
    }

    private func arrival(_ outcome: ClientOutcome) -> Instant { scenario.requests[outcome.request].at }
}
