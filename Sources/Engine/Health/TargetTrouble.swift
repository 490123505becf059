public import PlanBPolicy

/// What keeps requests away from a target.
public struct TargetTrouble: Sendable, Equatable {
    /// The target.
    public var target: String
    /// What it needs and is given up; empty: nothing is.
    public var givenUp: [GivenUp]
    /// It was sent as much as the configuration says that its account may be sent.
    public var isOverQuota: Bool
    /// Why its credential cannot be used, naming the reference and never the secret; nil: it can.
    public var refusal: String?

    /// A trouble.
    public init(target: String, givenUp: [GivenUp] = [], isOverQuota: Bool = false, refusal: String? = nil) {
        self.target = target
        self.givenUp = givenUp
        self.isOverQuota = isOverQuota
        self.refusal = refusal
    }
}

extension Gateway {
    /// The targets of the configuration in force that something is wrong with, in its order.
    public var troubles: [TargetTrouble] {
        let installation = self.installation
        let now = time.now()
        let states = board.with { health in
            installation.slots.map { (health.givenUp($0), health.isOverQuota($0, now: now)) }
        }
        return zip(installation.snapshot.targets, states).compactMap { target, state in
            let refusal = target.credential.refusal
            guard !state.0.isEmpty || state.1 || refusal != nil else { return nil }
            return TargetTrouble(target: target.name, givenUp: state.0, isOverQuota: state.1, refusal: refusal)
        }
    }
}
