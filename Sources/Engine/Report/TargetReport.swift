public import PlanBPolicy
public import PlanBVocabulary

extension Gateway {
    /// How one target of the configuration in force is.
    public struct TargetStanding: Sendable, Equatable {
        /// Its name in the configuration.
        public var name: String
        /// Its health.
        public var state: TargetState
        /// Why it is not well; nil: it is, or nobody knows.
        public var cause: FailureClass?
        /// Why it cannot be used at all, for people; nil: it can.
        public var refusal: String?
    }

    /// Every target of the configuration in force, in its order.
    public var targetReport: [TargetStanding] {
        let installation = self.installation
        let now = time.now()
        let states = board.with { health in installation.slots.map { health.state(of: $0, now: now) } }
        return zip(installation.snapshot.targets, states).map { target, standing in
            TargetStanding(
                name: target.name, state: standing.state, cause: standing.cause, refusal: target.credential.refusal)
        }
    }
}
