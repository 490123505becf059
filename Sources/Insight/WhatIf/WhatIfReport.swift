/// What would have happened.
public struct WhatIfReport: Codable, Sendable, Equatable {
    /// How many of some requests got an answer.
    public struct Served: Codable, Sendable, Equatable {
        /// The requests.
        public var requests: Int
        /// Those that got an answer.
        public var answered: Int

        /// The share that got one, 0 to 1; 1 if there was none.
        public var share: Double { requests > 0 ? Double(answered) / Double(requests) : 1 }
    }

    /// A route.
    public struct RouteOutcome: Codable, Sendable, Equatable {
        /// The route, or a model that no route serves.
        public var route: String
        /// As it is configured, with nothing lost.
        public var before: Served
        /// In the scenario.
        public var after: Served
        /// Requests without an answer, by why.
        public var refused: [String: Int]
    }

    /// A target.
    public struct TargetOutcome: Codable, Sendable, Equatable {
        /// The target.
        public var target: String
        /// It is lost.
        public var isLost: Bool
        /// Requests that it answers with nothing lost.
        public var before: Int
        /// Requests that it answers in the scenario.
        public var after: Int
        /// What these cost, in nanodollars.
        public var cost: Int
        /// Attempts that its quota did not let through in the scenario.
        public var throttled: Int
        /// The most requests of a minute that its account and model were asked for in the scenario.
        public var mostRequests: Int
        /// The most tokens of a minute.
        public var mostTokens: Int
        /// How many attempts its speed and its failures are known from; 0: it is taken to be as fast as whoever answered.
        public var measured: Int
        /// What is known of its quota.
        public var quota: String
    }

    /// Times, in milliseconds.
    public struct Times: Codable, Sendable, Equatable {
        /// In the middle; nil: nothing was answered.
        public var p50: Int?
        /// Within which 95 % were.
        public var p95: Int?
        /// Within which 99 % were.
        public var p99: Int?
    }

    /// What was looked at.
    public var scenario: String
    /// From when, in milliseconds since 1970.
    public var since: Int64
    /// Until when.
    public var until: Int64
    /// Requests that were recorded, and how many of them got an answer then.
    public var recorded: Served
    /// Rows that cannot be replayed: mistakes of clients, clients that left, rehearsals, what only one target has.
    public var leftOut: Int
    /// With nothing lost, by this replay: what the scenario is compared with.
    public var before: Served
    /// In the scenario.
    public var after: Served
    /// Requests without an answer in the scenario, by why.
    public var refused: [String: Int]
    /// What the answers cost with nothing lost, in nanodollars.
    public var costBefore: Int
    /// In the scenario.
    public var costAfter: Int
    /// Answers in the scenario without a price: their cost is not known.
    public var unpriced: Int
    /// Attempts because another target had failed, in the scenario.
    public var failovers: Int
    /// Until the first output, with nothing lost.
    public var firstOutputBefore: Times
    /// In the scenario.
    public var firstOutputAfter: Times
    /// Until the end of the answer, with nothing lost.
    public var durationBefore: Times
    /// In the scenario.
    public var durationAfter: Times
    /// Every route that was asked.
    public var routes: [RouteOutcome]
    /// Every target that is on one of them.
    public var targets: [TargetOutcome]

    /// Answers for one request are a thousandth worse than before at most.
    public var isServed: Bool { after.share >= before.share - 0.001 }

    /// The target whose quota keeps most requests away; nil: none does.
    public var quotaToRaise: TargetOutcome? {
        targets.filter { $0.throttled > 0 }.max { ($0.throttled, $1.target) < ($1.throttled, $0.target) }
    }
}
