/// What happened in an incident: what failed, what was done, and who noticed.
public struct IncidentReport: Codable, Sendable, Equatable {
    /// How requests ended.
    public struct Endings: Codable, Sendable, Equatable {
        /// All of them but those that the client or a rule of the gateway's own was at fault for.
        public var requests = 0
        /// They got a complete answer.
        public var answered = 0
        /// They got an error, since no target could answer.
        public var refused = 0
        /// Their answer broke off.
        public var cut = 0
        /// Their client went away first.
        public var left = 0

        /// The share that was answered, of those whose client stayed, 0 to 1; 1 if there was none.
        public var share: Double { requests > left ? Double(answered) / Double(requests - left) : 1 }

        /// Nothing.
        public init() {}

        /// Counts a request.
        mutating func add(_ ending: RequestFact.Ending) {
            switch ending {
            case .answered: answered += 1
            case .refused: refused += 1
            case .cut: cut += 1
            case .left: left += 1
            case .other: return
            }
            requests += 1
        }
    }

    /// What became of one target.
    public struct TargetPart: Codable, Sendable, Equatable {
        /// The target.
        public var target: String
        /// Attempts at it during the incident.
        public var attempts: Int
        /// Those that failed.
        public var failed: Int
        /// Why, and how often.
        public var failures: [String: Int]
        /// When the first of them began, in milliseconds since 1970; nil: none failed, the gateway found it out by itself.
        public var firstFailure: Int64?
        /// When the last of them was over.
        public var lastFailure: Int64?
        /// When the first attempt began that it answered again; nil: none so far.
        public var answersSince: Int64?
    }

    /// Who answered instead.
    public struct StandIn: Codable, Sendable, Equatable {
        /// The target.
        public var target: String
        /// Requests that it answered.
        public var requests: Int
        /// What these answers cost, in nanodollars, as far as that is known.
        public var cost: Int64
    }

    /// What was done about it.
    public struct Response: Codable, Sendable, Equatable {
        /// Requests that met a failure of an attempt.
        public var met = 0
        /// Of these, those that were answered all the same.
        public var rescued = 0
        /// Requests that other targets answered without asking those that failed.
        public var passedBy = 0
        /// Answers that were put together of the parts of two.
        public var resumed = 0
        /// Attempts because another one had failed.
        public var failovers = 0
        /// What rescued requests waited for attempts that failed, in milliseconds: in the middle; nil: none was rescued.
        public var delayP50: Int64?
        /// Within which 95 % were.
        public var delayP95: Int64?
        /// The longest.
        public var delayMost: Int64?
        /// What failed attempts cost of which nobody got anything, in nanodollars.
        public var wasted: Int64 = 0

        /// Nothing was done.
        public init() {}
    }

    /// How callers fared.
    public struct CallerPart: Codable, Sendable, Equatable {
        /// The route.
        public var route: String
        /// The key.
        public var key: String
        /// How their requests ended.
        public var endings: Endings
        /// Requests that were answered later, since an attempt had failed.
        public var delayed: Int
    }

    /// A stretch of the timeline.
    public struct Step: Codable, Sendable, Equatable {
        /// When it begins, in milliseconds since 1970.
        public var time: Int64
        /// Attempts at the targets that failed.
        public var attempts: Int
        /// Those that failed.
        public var failed: Int
        /// How requests on the routes concerned ended that came in it.
        public var endings: Endings
        /// Those that another target answered.
        public var byOthers: Int
        /// What else is on record.
        public var events: [String]
    }

    /// A drill that went on at the time.
    public struct DrillPart: Codable, Sendable, Equatable {
        /// Its id.
        public var id: String
        /// The routes it was on.
        public var routes: [String]
        /// When the first of its requests came, in milliseconds since 1970.
        public var first: Int64
        /// When the last one came.
        public var last: Int64
        /// Requests that took part.
        public var requests: Int
    }

    /// The incident in a line.
    public var incident: IncidentOutline
    /// There are more rows than were looked at: figures of what follows are too small.
    public var isCut: Bool
    /// Its targets.
    public var targets: [TargetPart]
    /// All requests of its time.
    public var all: Endings
    /// Requests of its time on the routes concerned.
    public var concerned: Endings
    /// What was done.
    public var response: Response
    /// Who answered instead, whoever answered most first.
    public var standIns: [StandIn]
    /// The callers on the routes concerned, those who noticed first; at most `mostCallers`.
    public var callers: [CallerPart]
    /// How many callers there are.
    public var callerCount: Int
    /// Minutes in a step of the timeline.
    public var stepMinutes: Int
    /// From a little before to a little after.
    public var timeline: [Step]
    /// Reloads, starts, changes of health and what else is on record of the same time.
    public var events: [EventFact]
    /// Drills of the same time.
    public var drills: [DrillPart]
    /// Other incidents of the same time, by their names.
    public var atTheSameTime: [String]

    /// So many callers are shown.
    public static let mostCallers = 50
}
