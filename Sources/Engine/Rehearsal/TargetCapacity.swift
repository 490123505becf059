public import PlanBPolicy
import PlanBVocabulary

/// What is known, apart from its answers, of what a target can bear.
public struct TargetCapacity: Sendable, Equatable {
    /// Names the quota that it uses: the model at its account. Targets of the same name use the same.
    public var quotaName: String
    /// What the configuration says of this quota, a minute; nil: nothing.
    public var quota: QuotaReading?
    /// How many requests it is given at a time, by the configuration or, at one's own hardware, as learned; nil: any number.
    public var concurrency: Int?
    /// How long its answers take, in seconds, on average; nil: there was none.
    public var secondsPerAnswer: Double?
    /// How fast load may grow at it.
    public var ramp: RampRule
}

extension Gateway {
    /// What the target called `name` can bear; nil: there is no such target. For people and reports: it looks through all
    /// targets.
    public func capacity(of name: String) -> TargetCapacity? {
        let installation = self.installation
        guard let index = installation.snapshot.targets.firstIndex(where: { $0.name == name }) else { return nil }
        let target = installation.snapshot.targets[index]
        let (concurrency, seconds) = board.with { health in
            (
                health.concurrency(of: installation.slots[index]),
                health.load(of: installation.slots[index]).secondsPerAnswer
            )
        }
        let hasRates = target.quota.requests != nil || target.quota.tokens != nil
        return TargetCapacity(
            quotaName: target.scopes.model,
            quota: hasRates
                ? QuotaReading(requests: target.quota.requests?.perMinute, tokens: target.quota.tokens?.perMinute)
                : nil,
            concurrency: concurrency, secondsPerAnswer: seconds, ramp: target.ramp)
    }

    /// What routes other than `route` ask of the quota called `quotaName`, as far as it is what they ask first: the sum of their
    /// high minutes, as if these came together. Nil: nothing is known of any. Routes with one target are not watched.
    public func demand(on quotaName: String, besides route: String) -> RouteLoad? {
        let snapshot = self.snapshot
        let others = snapshot.routes.routes.filter { other in
            other.pattern.text != route && other.targets.first.map { snapshot[$0].scopes.model } == quotaName
        }
        return RouteLoad.sum(of: others.compactMap { demand(of: $0.pattern.text) })
    }
}
