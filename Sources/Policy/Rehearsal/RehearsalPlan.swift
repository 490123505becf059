public import PlanBVocabulary

/// How a route rehearses its failover: `rehearse:`. The default is what a route does that says nothing: probes.
public struct RehearsalPlan: Sendable, Equatable {
    /// What a probe asks for.
    public enum Probe: String, Sendable, CaseIterable {
        /// Nothing is probed.
        case off
        /// The list of models: it needs the same host and the same key, and costs nothing.
        case models
        /// A short answer.
        case generate
    }

    /// How much of the traffic is copied.
    public enum ShadowShare: Sendable, Equatable {
        /// As much as reaches the number of samples within the window, and no more.
        case auto
        /// This share, 0 to 1.
        case share(Double)
    }

    /// A share of users' requests that the backup answers, all the time.
    public struct Live: Sendable, Equatable {
        /// 0 to 1.
        public var share: Double
        /// Also where the backup is another model than the primary.
        public var acrossModels: Bool

        /// A live share.
        public init(share: Double, acrossModels: Bool = false) {
            self.share = share
            self.acrossModels = acrossModels
        }
    }

    /// A drill that is repeated, and lasts for a while.
    public struct Recurring: Sendable, Equatable {
        /// From the begin of one to the begin of the next.
        public var every: Instant.Span
        /// How long one lasts at most.
        public var duration: Instant.Span
        /// The share of requests that take part, 0 to 1.
        public var share: Double

        /// A recurring drill.
        public init(every: Instant.Span, duration: Instant.Span, share: Double) {
            self.every = every
            self.duration = duration
            self.share = share
        }
    }

    /// What a drill can cost at most.
    public struct Caps: Sendable, Equatable {
        /// Error events, cuts, stalls and invalid structured outputs after output was handed over, in one drill; of what
        /// runs all day, in one day.
        public var userFailures: Int
        /// In nanodollars, likewise; nil: no limit. What has no price counts by the ceiling for models without one.
        public var spend: Int?

        /// Caps.
        public init(userFailures: Int = 3, spend: Int? = 5_000_000_000) {
            self.userFailures = userFailures
            self.spend = spend
        }
    }

    /// What is probed.
    public var probe: Probe
    /// From probe to probe, give or take a fifth.
    public var probeEvery: Instant.Span
    /// The golden set; nil: none.
    public var golden: GoldenSet?
    /// From golden drill to golden drill.
    public var goldenEvery: Instant.Span
    /// Copies; nil: none.
    public var shadow: ShadowShare?
    /// A live share; nil: none.
    public var live: Live?
    /// Cut-overs; nil: none.
    public var cutover: Recurring?
    /// Fault drills; nil: none.
    public var fault: Recurring?
    /// What fault drills make up.
    public var faults: [InjectedFault]
    /// What a drill can cost at most.
    public var caps: Caps
    /// What the backup has to reach, as a share of conformant samples, to count as proven. 0.5 to 1.
    public var minimum: Double
    /// For how long a proof counts.
    public var maxAge: Instant.Span

    /// The backups that have the primary's model, as far as the configuration tells: without `acrossModels` a live share goes
    /// to these only.
    public var twins: Set<TargetID> = []

    /// The target of an embedding model that says how alike answers are, by name; nil: nobody is asked.
    public var similarity: String?

    /// Whether the target called `name` may be asked in rehearsals though it is none of the route's: it judges answers, or
    /// makes vectors of them.
    public func asksBeside(_ name: String) -> Bool { golden?.judge == name || similarity == name }

    /// Prompts may be recorded for a golden set, of callers whose keys allow it too.
    public var mayRecord = false

    /// For how long samples count.
    public static let window = Instant.Span.seconds(7 * 86400)
    /// The fewest samples that a proof rests on: so many in a row, all good, are what the test of 99 against 95 % accepts a
    /// backup after.
    public static let leastSamples = 77

    /// A plan.
    public init(
        probe: Probe = .generate, probeEvery: Instant.Span = .minutes(5), golden: GoldenSet? = nil,
        goldenEvery: Instant.Span = .seconds(86400), shadow: ShadowShare? = nil, live: Live? = nil,
        cutover: Recurring? = nil, fault: Recurring? = nil, faults: [InjectedFault] = InjectedFault.allCases,
        caps: Caps = Caps(), minimum: Double = 0.95, maxAge: Instant.Span = .seconds(2 * 86400)
    ) {
        self.probe = probe
        self.probeEvery = probeEvery
        self.golden = golden
        self.goldenEvery = goldenEvery
        self.shadow = shadow
        self.live = live
        self.cutover = cutover
        self.fault = fault
        self.faults = faults
        self.caps = caps
        self.minimum = minimum
        self.maxAge = maxAge
    }

    /// Whether the route consents to users' requests being answered by `backup` all the time.
    public func allowsLive(on backup: TargetID) -> Bool {
        live.map { $0.acrossModels || twins.contains(backup) } ?? false
    }

    /// The levels that the route consents to, and that can be asked for at any time.
    public var levels: Set<DrillLevel> {
        var levels: Set<DrillLevel> = []
        if probe != .off { levels.insert(.probe) }
        if golden != nil { levels.insert(.golden) }
        if shadow != nil { levels.insert(.shadow) }
        if live != nil { levels.insert(.live) }
        if cutover != nil { levels.insert(.cutover) }
        if fault != nil { levels.insert(.fault) }
        return levels
    }
}

/// What the holder of a key lets rehearsals do with its requests.
public enum RehearsalConsent: String, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// Nothing of its requests is used; probes do not need them.
    case probe
    /// Its requests may be copied after they were answered.
    case shadow
    /// They may also be answered by the backup.
    case live

    /// Whether `level` may use a request.
    public func allows(_ level: DrillLevel) -> Bool {
        switch self {
        case .none, .probe: false
        case .shadow: level == .shadow
        case .live: level >= .shadow
        }
    }
}
