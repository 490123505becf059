public import PlanBPolicy

/// Whether a route has a backup that was shown to work.
public struct RouteReadiness: Codable, Sendable, Equatable {
    /// What is known of a backup, from best to worst.
    public enum State: String, Codable, Sendable {
        /// It was shown to work, lately enough.
        case proven
        /// It was, but that is too long ago.
        case stale
        /// It was not.
        case unproven
        /// There is nothing that could take over.
        case none
    }

    /// What one level of the ladder has shown of a backup.
    public struct Level: Codable, Sendable, Equatable {
        /// The level.
        public var level: DrillLevel
        /// The verdict of the last drill that had enough samples.
        public var verdict: DrillReport.Verdict
        /// When that was, in milliseconds since 1970.
        public var at: Int64
        /// The samples of the window.
        public var samples: Int
        /// The one-sided 95 % lower bound of conformance.
        public var lower: Double

        /// A level.
        public init(level: DrillLevel, verdict: DrillReport.Verdict, at: Int64, samples: Int, lower: Double) {
            self.level = level
            self.verdict = verdict
            self.at = at
            self.samples = samples
            self.lower = lower
        }
    }

    /// One target that may take over.
    public struct Backup: Codable, Sendable, Equatable {
        /// The target.
        public var target: String
        /// What is known of it.
        public var state: State
        /// It fails together with the primary: same account, or same lineage.
        public var isIndependent: Bool
        /// What is missing for a proof, a sentence each; empty: nothing.
        public var missing: [String]
        /// The highest level that counts; nil: none.
        public var level: DrillLevel?
        /// Milliseconds since 1970 at which a verdict was last reached at that level; nil: never.
        public var provenAt: Int64?
        /// What the samples of the window come to; nil: there are none.
        public var score: Scorecard?
        /// What it can bear; nil: not known.
        public var capacity: CapacityFigure?
        /// Each level that has shown something.
        public var levels: [Level]
        /// What has to be said of a proof that counts, as a sentence; nil: nothing.
        public var remark: String?

        /// A backup of which nothing is known.
        public init(target: String, state: State = .unproven, isIndependent: Bool = true) {
            self.target = target
            self.state = state
            self.isIndependent = isIndependent
            missing = []
            levels = []
        }
    }

    /// The route.
    public var route: String
    /// The best of its backups.
    public var state: State
    /// The target that is asked first.
    public var primary: String
    /// What a backup has to reach, 0 to 1.
    public var minimum: Double
    /// The other targets, in the order of the route.
    public var backups: [Backup]
    /// The share of requests of the last week that refer to state which only one account has: for these no backup counts;
    /// nil: not known.
    public var stateful: Double?

    /// A route.
    public init(route: String, state: State, primary: String, minimum: Double, backups: [Backup]) {
        self.route = route
        self.state = state
        self.primary = primary
        self.minimum = minimum
        self.backups = backups
    }

    /// Whether the route counts as ready where `minimum`, 0 to 1, is asked for instead of its own.
    public func isReady(minimum: Double? = nil) -> Bool {
        isPortable(minimum: minimum) && backups.contains { $0.counts(minimum: minimum ?? self.minimum) }
    }

    /// Whether as many requests as `minimum` asks for can be taken over by another account at all.
    func isPortable(minimum: Double? = nil) -> Bool {
        // A share is a quotient of whole numbers: what differs by rounding only is the same.
        1 - (stateful ?? 0) >= (minimum ?? self.minimum) - 1e-9
    }
}

extension RouteReadiness.Backup {
    /// Whether it was shown to work for a share of `minimum`, 0 to 1, and does not fail together with the primary.
    public func counts(minimum: Double) -> Bool {
        state == .proven && isIndependent && (score?.conformance.lower ?? 0) >= minimum
    }
}
