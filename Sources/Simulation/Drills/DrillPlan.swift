import PlanBPolicy
import PlanBVocabulary

/// A drill that somebody wants in a scenario. Whether it begins is the gateway's to say.
struct DrillPlan {
    var at: Instant
    var level: DrillLevel
    /// The place of the target that is rehearsed.
    var backup: Int
    /// The share of conversations that take part, 0 to 1.
    var share: Double
    var salt: UInt64
    /// How long it is to last; nil: to the end of the scenario.
    var duration: Instant.Span?
    /// The most failures that users may see.
    var failures: Int
    /// The most that it may cost, in nanodollars.
    var spend: Int?
    var fault: InjectedFault?
    var buffers = false
    /// Somebody ends it.
    var abortAt: Instant?
    /// How often the service looks whether something is in its way.
    var tick = Instant.Span.milliseconds(100)
}

/// The drills of a scenario.
struct DrillScript {
    var drills: [DrillPlan] = []
    /// The process stops and starts again: what it serves it serves to the end, what comes goes to the new one.
    var restartAt: Instant?
    /// How many of 100 structured answers of backups do not follow their form.
    var invalid = 0
    /// How long it takes to judge an answer.
    var judging = Instant.Span.zero

    /// Whether the answer of a target to a request follows no form: of who is rehearsed, some do not.
    func isInvalid(_ request: Int, from target: Int, seed: UInt64) -> Bool {
        guard drills.contains(where: { $0.backup == target }) else { return false }
        return Int(truncatingIfNeeded: Dice.mix(seed &+ UInt64(request) &* 0x9E37) >> 33) % 100 < invalid
    }
}
