/// Whether the backup can bear what the primary bears. Requests and tokens are a minute's.
public struct CapacityFigure: Codable, Sendable, Equatable {
    /// The 99th percentile of the route's requests a minute; nil: too little is known.
    public var requestDemand: Double?
    /// The same of tokens: of prompts, of answers or of both, whichever comes closest to its quota.
    public var tokenDemand: Double?
    /// The backup's quota of requests; nil: not known.
    public var requestQuota: Int?
    /// The backup's quota of the same tokens; nil: not known.
    public var tokenQuota: Int?
    /// Where the quota is known from: `answers`, `configuration` or, of one's own hardware, `concurrency` and how long answers
    /// take there; empty: nowhere.
    public var source: String
    /// The smaller of quota over demand; nil: not known. At 1 and above the backup can bear it.
    public var ratio: Double?
    /// The share of the load that would be refused in the first minute after a complete failure, 0 to 1; nil: not known.
    public var refusedInMinute1: Double?
    /// The same in minute 15.
    public var refusedInMinute15: Double?
    /// The same in minute 60.
    public var refusedInMinute60: Double?
    /// Until the backup would bear all of it by the provider's ramp rule, in minutes; nil: not known.
    public var rampMinutes: Double?
    /// What is known of the provider's ramp rule, as a sentence; nil: it was not looked at. Where its figures are not known,
    /// the shares above are by the quota alone: at least so much is refused.
    public var rampRule: String?
    /// What an hour of the load would cost at the backup, in nanodollars; nil: not known.
    public var hourlyCost: Int?
    /// What it costs at the primary.
    public var hourlyCostAtPrimary: Int?

    /// A figure of which nothing is known.
    public init() { source = "" }
}
