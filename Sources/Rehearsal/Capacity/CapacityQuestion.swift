public import PlanBEngine
public import PlanBPolicy
public import PlanBVocabulary

/// What has to be known to say whether a backup can bear what its primary bears. What is not known stays nil.
public struct CapacityQuestion: Sendable {
    /// What the route is asked for.
    public var demand: RouteLoad?
    /// What the backup serves already: on other routes, to the same account and model.
    public var committed: RouteLoad?
    /// The latest that the backup's answers said of its limits.
    public var answered: QuotaReading?
    /// What the configuration says of them. Where both say something, the smaller counts.
    public var configured: QuotaReading?
    /// How many requests the backup works on at once, where that is its limit: one's own hardware.
    public var concurrency: Int?
    /// How long a request takes there, in seconds, on average; with `concurrency` that is a quota (Little's law).
    public var secondsPerRequest: Double?
    /// The share of the route's load that the backup serves all the time, 0 to 1.
    public var warmShare: Double
    /// How fast load may grow there.
    public var ramp: RampRule
    /// The price at the primary; nil: not known.
    public var primaryPrice: Price?
    /// The price at the backup; nil: not known.
    public var backupPrice: Price?

    /// A question of which only `demand` is known.
    public init(demand: RouteLoad?, warmShare: Double = 0, ramp: RampRule = .unknown) {
        self.demand = demand
        self.warmShare = warmShare
        self.ramp = ramp
    }
}
