public import PlanBPolicy

/// What people ask of rehearsals: the admin port and commands talk to this.
public protocol RehearsalDesk: Sendable {
    /// What `order` would do, and cost, without doing it.
    func preview(_ order: DrillRequest) throws(RehearsalRefusal) -> DrillPreview

    /// Begins a drill; returns its id.
    func start(_ order: DrillRequest) throws(RehearsalRefusal) -> String

    /// Ends a drill now. Returns whether there was one.
    func abort(_ id: String, actor: String) -> Bool

    /// The report of a drill, also of one that goes on; nil: there is none.
    func report(_ id: String) -> DrillReport?

    /// The newest reports first, of one route or of all.
    func reports(route: String?, limit: Int) -> [DrillReport]

    /// Begins a recording; returns its id. `abort` ends it, and drops what it has kept.
    func record(_ order: RecordingOrder) throws(RehearsalRefusal) -> String

    /// How a recording stands; nil: there is none. One that is over is forgotten with this answer, which has its prompts.
    func recording(_ id: String) -> RecordingState?

    /// Every route, in the order of the configuration.
    func readiness() -> [RouteReadiness]

    /// How many drills have ended since the process began, by route, level, verdict and why they ended early.
    func totals() -> [DrillTotal]
}

/// How many drills ended in one way.
public struct DrillTotal: Sendable, Equatable {
    /// Why drills end before their time. The words are few and stable: they are metric labels.
    public enum Abort: String, Sendable, CaseIterable {
        /// Users saw as many failures as the cap allows.
        case failures
        /// It cost as much as the cap allows, or might have.
        case spend
        /// Nobody answered one of its requests, the primary included.
        case unanswered
        /// The backup was found bad.
        case bad
        /// The route was not well enough for it.
        case route
        /// The configuration of its route has changed.
        case configuration
        /// Another node leads now.
        case leader
        /// Somebody ended it.
        case person
    }

    /// The route.
    public var route: String
    /// The level.
    public var level: DrillLevel
    /// What they said of the backup.
    public var verdict: DrillReport.Verdict
    /// Why they ended early; nil: they did not.
    public var abort: Abort?
    /// How many.
    public var count: Int
    /// Answers that they judged.
    public var samples: Int

    /// A number of drills.
    public init(
        route: String, level: DrillLevel, verdict: DrillReport.Verdict, abort: Abort? = nil, count: Int,
        samples: Int = 0
    ) {
        self.route = route
        self.level = level
        self.verdict = verdict
        self.abort = abort
        self.count = count
        self.samples = samples
    }
}

/// A drill that somebody asks for.
public struct DrillRequest: Codable, Sendable, Equatable {
    /// The route, as the configuration writes it.
    public var route: String
    /// The rung of the ladder.
    public var level: DrillLevel
    /// The target to be rehearsed; nil: the first after the primary.
    public var backup: String?
    /// The share of requests that take part, 0 to 1; nil: what the configuration says.
    public var share: Double?
    /// How long, in milliseconds; nil: what the configuration says.
    public var duration: Int?
    /// Who asks is content with what the preview says, where that is asked for.
    public var isAccepted: Bool?
    /// Who asks, for the audit log.
    public var actor: String?

    /// A request.
    public init(
        route: String, level: DrillLevel, backup: String? = nil, share: Double? = nil, duration: Int? = nil,
        isAccepted: Bool? = nil, actor: String? = nil
    ) {
        self.route = route
        self.level = level
        self.backup = backup
        self.share = share
        self.duration = duration
        self.isAccepted = isAccepted
        self.actor = actor
    }
}

/// What a drill would do.
public struct DrillPreview: Codable, Sendable, Equatable {
    /// Sentences.
    public var steps: [String]
    /// Requests that it would make of its own; of those that users make, nil.
    public var requests: Int?
    /// What those would cost at most, in nanodollars; nil: not known.
    public var cost: Int?
    /// The most failures that users may see.
    public var userFailures: Int
    /// What has to be accepted first, as a sentence; nil: nothing.
    public var asks: String?

    /// A preview.
    public init(
        steps: [String], requests: Int? = nil, cost: Int? = nil, userFailures: Int = 0, asks: String? = nil
    ) {
        self.steps = steps
        self.requests = requests
        self.cost = cost
        self.userFailures = userFailures
        self.asks = asks
    }
}

/// Why a drill is not begun.
public struct RehearsalRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Why.
    public enum Kind: Sendable {
        /// There is no such route or target: 404.
        case unknown
        /// The request makes no sense: 400.
        case invalid
        /// The configuration does not allow it: 403.
        case notAllowed
        /// Not now: a breaker is open, another drill runs, the error budget burns: 409.
        case notNow
    }

    /// Why.
    public var kind: Kind
    /// A sentence, with what to do.
    public var description: String

    /// A refusal.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
