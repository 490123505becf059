public import PlanBPolicy
public import PlanBVocabulary

extension Gateway {
    /// How one target of the configuration in force is.
    public struct TargetStanding: Sendable, Equatable {
        /// Its name in the configuration.
        public var name: String
        /// Its health. One that cannot be used at all is given up.
        public var reading: TargetReading
        /// Why it cannot be used at all, for people; nil: it can.
        public var refusal: String?

        /// Its health in a word.
        public var state: TargetState { reading.state }
        /// Why it is not well; nil: it is, or nobody knows.
        public var cause: FailureClass? { reading.cause }
    }

    /// Every target of the configuration in force, in its order.
    public var targetReport: [TargetStanding] {
        let installation = self.installation
        let now = time.now()
        let readings = board.with { health in installation.slots.map { health.reading(of: $0, now: now) } }
        return zip(installation.snapshot.targets, readings).map { target, reading in
            var standing = TargetStanding(name: target.name, reading: reading, refusal: target.credential.refusal)
            if standing.refusal != nil { (standing.reading.state, standing.reading.weight) = (.open, 0) }
            return standing
        }
    }
}
