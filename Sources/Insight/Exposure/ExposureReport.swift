/// How dependent one is, on whom, and what would have to be lost for a route to stop.
public struct ExposureReport: Codable, Sendable, Equatable {
    /// What one vendor, account, cloud, … has of everything.
    public struct Share: Codable, Sendable, Equatable {
        /// Its name; `unknown`: that of targets of which it is not known, or which are not configured any more.
        public var name: String
        /// Requests that its targets answered.
        public var requests: Int64
        /// Their share of all answered requests, 0 to 1.
        public var requestShare: Double
        /// Tokens of all attempts there.
        public var tokens: Int64
        /// Their share of all tokens, 0 to 1.
        public var tokenShare: Double
        /// What that cost, in nanodollars.
        public var cost: Int64
        /// Its share of the spend, 0 to 1.
        public var costShare: Double
        /// Routes whose first target is there.
        public var routesFirst: Int
        /// Routes that have no target anywhere else.
        public var routesOnly: Int
    }

    /// The shares of one kind.
    public struct Concentration: Codable, Sendable, Equatable {
        /// The kind.
        public var by: Dependence
        /// The Herfindahl–Hirschman index of the answered requests: the sum of the squares of the shares in percent, up to
        /// 10,000 if everything is in one place; nil: there were no requests. Above 1,800 a market counts as highly
        /// concentrated (Merger Guidelines of the U.S. Department of Justice and the FTC, 2023, guideline 1).
        public var index: Int?
        /// The largest first.
        public var shares: [Share]
    }

    /// What a route depends on.
    public struct RouteExposure: Codable, Sendable, Equatable {
        /// The route.
        public var route: String
        /// Its targets, in the order in which they are tried.
        public var targets: [String]
        /// Its answered requests.
        public var requests: Int64
        /// The smallest sets of losses that leave it without a target, each as words such as `vendor:openai`; at most ten.
        public var smallestLosses: [[String]]
        /// For each backup, what it shares with the primary, if it shares anything.
        public var shared: [SharedFate]

        /// One loss takes it down.
        public var hasSinglePointOfFailure: Bool { smallestLosses.first?.count == 1 }
    }

    /// What a backup has in common with the primary.
    public struct SharedFate: Codable, Sendable, Equatable {
        /// The backup.
        public var backup: String
        /// What it shares.
        public var with: [Dependence]
    }

    /// A model that its provider ends.
    public struct Retirement: Codable, Sendable, Equatable {
        /// The target.
        public var target: String
        /// Its model.
        public var model: String
        /// The day, `2027-01-14`.
        public var day: String
        /// Days from the day of the report; negative: it is over.
        public var daysLeft: Int
        /// Routes that use it.
        public var routes: [String]
    }

    /// The first day, `2026-11-13`, UTC.
    public var since: String
    /// The last day.
    public var until: String
    /// Answered requests.
    public var requests: Int64
    /// Tokens of all attempts.
    public var tokens: Int64
    /// What they cost, in nanodollars.
    public var cost: Int64
    /// More rows than are looked at: shares are of a part.
    public var isCut: Bool
    /// One for each kind of dependence.
    public var concentrations: [Concentration]
    /// Every route.
    public var routes: [RouteExposure]
    /// What ends, the soonest first.
    public var retirements: [Retirement]

    /// Whether every route survives the loss of any one thing.
    public var survivesAnyLoss: Bool { !routes.contains { $0.hasSinglePointOfFailure } }
}
