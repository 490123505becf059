public import PlanBPolicy
import PlanBVocabulary

// What is read at the moment when somebody asks, and not counted.
extension Gateway {
    /// How each target of the configuration stands, by name. One whose credential cannot be used is given up.
    public var targetReadings: [(name: String, reading: TargetReading)] {
        let installation = self.installation
        let now = time.now()
        let readings = board.with { health in installation.slots.map { health.reading(of: $0, now: now) } }
        return zip(installation.snapshot.targets, readings).map { target, reading in
            guard !target.isUsable else { return (target.name, reading) }
            return (target.name, TargetReading(state: .givenUp, weight: 0, retries: reading.retries))
        }
    }

    /// What an account is called in metrics: those of keys by a hash under the pepper, as metrics leave the house.
    public func metricsName(ofAccount account: String) -> String {
        let prefix = "key:"
        guard account.hasPrefix(prefix) else { return account }
        return prefix + snapshot.keys.hash(of: account)
    }
}
