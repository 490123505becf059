/// What must hold whatever happens.
enum Invariant: String, CaseIterable {
    /// Every request ends exactly once, at its deadline at the latest.
    case outcome = "I1"
    /// A request is answered if a target could do it and nothing was sent before the failure.
    case success = "I2"
    /// What a client receives is one answer, or a marked continuation of exactly what it has.
    case bytes = "I3"
    /// Attempts are bounded, and nobody is asked who does not want to be.
    case attempts = "I4"
    /// The ledger tells the truth.
    case ledger = "I5"
    /// No budget is spent by more than is said.
    case budget = "I6"
    /// A drill does to users what it may, and no more.
    case rehearsal = "I7"
    /// What is well comes back, and what was never sick never goes.
    case liveness = "I8"
    /// Nothing of a provider's errors, and no secret, gets out.
    case secrecy = "I9"
    /// The same seed, the same events.
    case determinism = "I10"
}
