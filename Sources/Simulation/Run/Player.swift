import PlanBPolicy
import PlanBVocabulary

/// Plays scenarios, one after the other, on the calling thread.
final class Player {
    private let loop = VirtualLoop()
    private let rules: Rules

    init(rules: Rules = .standard) { self.rules = rules }

    /// Plays `scenario` to its end.
    func play(_ scenario: Scenario, isTraced: Bool = false) -> ScenarioRun {
        let run = ScenarioRun(scenario, on: loop, rules: rules, isTraced: isTraced)
        // The one task of a scenario: it owns all others.
        let task = Task(executorPreference: loop) { await run.play() }
        if !loop.run(until: { run.isOver }) {
            run.world.offences.append(
                Offence(.outcome, nil, "nothing can happen any more, and the scenario is not over"))
            task.cancel()
        }
        return run
    }

    /// Plays `scenario` a second time, and compares.
    func repeatedOffence(_ run: ScenarioRun) -> Offence? {
        let (hash, count) = (run.world.trace.hash, run.world.attempts.count)
        let again = play(run.scenario)
        guard again.world.trace.hash != hash else { return nil }
        return Offence(
            .determinism, nil,
            "went differently the second time (\(count) attempts, then \(again.world.attempts.count))")
    }
}
