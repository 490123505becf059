/// The rules that the guarantees rest on, each of which can be switched off, so that the simulator can show that it
/// would notice. The gateway only ever runs with `standard`.
public struct Rules: Sendable, Equatable {
    /// A request tries each target once and adds at most two retries.
    public var capsAttempts = true
    /// Retries on the same target are drawn from the target's budget.
    public var drawsRetryBudget = true
    /// A target is left alone for as long as it asked.
    public var honoursRetryAfter = true
    /// A target whose account was refused is asked by probes only.
    public var sparesRefusedAccounts = true
    /// Bytes that are no answer of the dialect are a failure like any other.
    public var failsOverMalformed = true
    /// Only output commits to a target: roles, pings and empty deltas do not.
    public var commitsAtOutput = true
    /// A stream that broke ends in an error, never like a complete one.
    public var breaksCutStreams = true
    /// A restarted answer is compared with what was sent.
    public var comparesRestarts = true
    /// Targets that were given up are probed.
    public var probesOpenTargets = true
    /// What is sent to a target follows its quota and its provider's ramp rule, and low priority is shed first.
    public var followsRamps = true
    /// A client that leaves says nothing about a target.
    public var ignoresCancels = true
    /// A provider's refusal of our credential is not the client's business.
    public var hidesCredentialFailures = true
    /// Every attempt has a ledger row.
    public var recordsEveryAttempt = true
    /// Nothing goes on after the request's deadline.
    public var keepsDeadlines = true
    /// When every target is given up, they are tried all the same.
    public var triesLastResorts = true
    /// Chance comes from the seed only.
    public var drawsFromSeed = true
    /// No attempt is sent that its budgets have no money for.
    public var holdsMoney = true
    /// What was held for an attempt is free when it is over, however it ended.
    public var releasesHolds = true
    /// What a provider did before an answer broke, or before its client left, is charged.
    public var chargesBrokenAnswers = true

    /// Requests of a drill that could fail visibly never exceed the failures that are still allowed.
    public var keepsDrillAllowance = true
    /// Nothing is assigned to a drill that is over.
    public var endsDrills = true
    /// A route has one exclusive drill at a time, and nothing beside it.
    public var drillsOneAtATime = true
    /// Nothing is assigned to a drill while something on its route is not well.
    public var drillsOnlyWhenWell = true

    /// Where a drill makes failures up, the primary is asked in earnest before its user is left without an answer.
    public var netsFaultDrills = true

    /// All rules in force.
    public static let standard = Rules()

    /// All rules in force.
    public init() {}
}
