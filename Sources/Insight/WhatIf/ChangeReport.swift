/// What a changed configuration would have done with recorded traffic.
public struct ChangeReport: Codable, Sendable, Equatable {
    /// One side of the comparison.
    public struct Outcome: Codable, Sendable, Equatable {
        /// How many requests got an answer.
        public var served: WhatIfReport.Served
        /// Requests without an answer, by why.
        public var refused: [String: Int]
        /// What the answers cost, in nanodollars.
        public var cost: Int
        /// Answers without a price: their cost is not known.
        public var unpriced: Int
        /// Until the first output.
        public var firstOutput: WhatIfReport.Times
        /// Until the end of the answer.
        public var duration: WhatIfReport.Times
    }

    /// One side of a route.
    public struct RouteOutcome: Codable, Sendable, Equatable {
        /// How many requests got an answer.
        public var served: WhatIfReport.Served
        /// Requests without an answer, by why.
        public var refused: [String: Int]
        /// Answers, by target.
        public var answers: [String: Int]
        /// What they cost, in nanodollars.
        public var cost: Int
        /// Until the first output.
        public var firstOutput: WhatIfReport.Times

        /// The share of the answers that came from `target`, 0 to 1.
        func share(of target: String) -> Double { Double(answers[target] ?? 0) / Double(max(1, served.answered)) }
    }

    /// A route on both sides.
    public struct RouteChange: Codable, Sendable, Equatable {
        /// The route, or a model that no route serves.
        public var route: String
        /// Before the change.
        public var before: RouteOutcome
        /// After it.
        public var after: RouteOutcome

        /// Other requests reach it, it serves another share of them, or others answer for it: a hundredth of them at least.
        public var isChanged: Bool {
            if before.served.requests != after.served.requests { return true }
            if abs(before.served.share - after.served.share) > 0.001 { return true }
            return Set(before.answers.keys).union(after.answers.keys).contains {
                abs(before.share(of: $0) - after.share(of: $0)) > 0.01
            }
        }
    }

    /// The configuration that was looked at.
    public var configuration: String
    /// What it is compared with: another configuration, or what was recorded.
    public var against: String
    /// It is compared with what was recorded.
    public var isAgainstRecorded: Bool
    /// From when, in milliseconds since 1970.
    public var since: Int64
    /// Until when.
    public var until: Int64
    /// Requests that were recorded, and how many of them got an answer then.
    public var recorded: WhatIfReport.Served
    /// Rows that cannot be replayed: mistakes of clients, clients that left, rehearsals, what only one target has.
    public var leftOut: Int
    /// Before the change.
    public var before: Outcome
    /// After it.
    public var after: Outcome
    /// Attempts because another target had failed, after it.
    public var failovers: Int
    /// Every route that was asked, before or after.
    public var routes: [RouteChange]
    /// Targets that would answer, and of which nothing was measured.
    public var unmeasured: [String]

    /// No more than one request in a thousand loses its answer by the change.
    public var servesNoLess: Bool { after.served.share >= before.served.share - 0.001 }
}
