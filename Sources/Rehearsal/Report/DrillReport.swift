public import PlanBPolicy

/// What one drill did, to whom, what it found, and what is to be done about it. Kept as JSON, shown as Markdown and HTML.
public struct DrillReport: Codable, Sendable, Equatable {
    /// How a drill stands, or ended.
    public enum State: String, Codable, Sendable {
        /// It goes on.
        case running
        /// It came to its planned end.
        case ended
        /// A cap, a breaker or a person ended it early.
        case aborted
        /// The process ended under it; nothing stayed forced.
        case interrupted
    }

    /// What it says of the backup.
    public enum Verdict: String, Codable, Sendable {
        /// The backup is good enough.
        case good
        /// It is not.
        case bad
        /// There were too few samples to say.
        case undecided
    }

    /// An answer of the backup that differed, with what may be shown of it.
    public struct Difference: Codable, Sendable, Equatable {
        /// The gates that it failed, in words.
        public var gates: [String]
        /// The prompt's beginning, redacted; or the name of a golden prompt.
        public var prompt: String
        /// The beginning of the primary's answer, redacted; empty: there was none to compare with.
        public var primary: String
        /// The same of the backup.
        public var backup: String

        /// A difference.
        public init(gates: [String], prompt: String, primary: String, backup: String) {
            self.gates = gates
            self.prompt = prompt
            self.primary = primary
            self.backup = backup
        }
    }

    /// A field of JSON answers that was not the same as the primary's. No value of it is kept.
    public struct FieldDifference: Codable, Sendable, Equatable {
        /// The way to it: `items[].price`. Of users' conversations a name that the schema does not have is `*`.
        public var name: String
        /// Samples in which it differed.
        public var differed: Int
        /// Samples that were compared field by field.
        public var of: Int

        /// A difference.
        public init(name: String, differed: Int, of: Int) {
            self.name = name
            self.differed = differed
            self.of = of
        }
    }

    /// How the detector did in a fault drill, for one kind of fault.
    public struct Detection: Codable, Sendable, Equatable {
        /// The fault.
        public var fault: String
        /// How often it was made up.
        public var injected: Int
        /// Requests under it that were answered all the same.
        public var answered: Int
        /// Requests that ended in an error.
        public var failed: Int
        /// From the first to the moment the target was given up, in milliseconds; nil: it was not.
        public var openedAfter: Int?
        /// What it added to the time to the first output; nil: too few requests of either arm were answered.
        public var added: AddedTime?

        /// How the detector did.
        public init(
            fault: String, injected: Int = 0, answered: Int = 0, failed: Int = 0, openedAfter: Int? = nil,
            added: AddedTime? = nil
        ) {
            self.fault = fault
            self.injected = injected
            self.answered = answered
            self.failed = failed
            self.openedAfter = openedAfter
            self.added = added
        }
    }

    /// What a made up failure added to the time to the first output: that of requests which met it and were answered, less
    /// that of the control arm in the same phase. Of whole answers the first output is the answer.
    public struct AddedTime: Codable, Sendable, Equatable {
        /// A difference, with a 90 % interval by the bootstrap.
        public struct Figure: Codable, Sendable, Equatable {
            /// The difference, in milliseconds; below 0: it was faster.
            public var milliseconds: Int
            /// The lower end.
            public var lower: Int
            /// The upper end.
            public var upper: Int

            /// A difference.
            public init(milliseconds: Int, lower: Int, upper: Int) {
                self.milliseconds = milliseconds
                self.lower = lower
                self.upper = upper
            }
        }

        /// Of the medians.
        public var median: Figure
        /// Of the 95th percentiles; nil: fewer than 20 requests in one of the arms.
        public var p95: Figure?
        /// Requests that met it and were answered.
        public var requests: Int
        /// Requests of the control arm.
        public var controls: Int

        /// What was added.
        public init(median: Figure, p95: Figure?, requests: Int, controls: Int) {
            self.median = median
            self.p95 = p95
            self.requests = requests
            self.controls = controls
        }
    }

    /// Unique, and sorts by time: `20261122T031500-support-cutover-x7k2`.
    public var id: String
    /// The route.
    public var route: String
    /// The rung of the ladder.
    public var level: DrillLevel
    /// The target that stood for the primary.
    public var primary: String
    /// The target that was rehearsed.
    public var backup: String
    /// Who wanted it: `schedule`, or the name of an administrator.
    public var actor: String
    /// Milliseconds since 1970.
    public var started: Int64
    /// The same; nil: it goes on.
    public var ended: Int64?
    /// How it stands.
    public var state: State
    /// Why it ended early; empty: it did not.
    public var reason: String
    /// The share of requests that took part, 0 to 1; nil: none did.
    public var share: Double?
    /// Requests that the backup got, and of those in the control arm.
    public var requests: Int
    /// Requests in the control arm.
    public var controls: Int
    /// Failures that users saw, and how many the drill was allowed.
    public var userFailures: Int
    /// The most that were allowed.
    public var userFailureCap: Int
    /// Requests that nobody answered: the backup failed, and then the primary by itself, before anything was handed over. Not
    /// counted as failures of the drill, which ends with the first one. Nil: none.
    public var unanswered: Int?
    /// What it cost, in nanodollars.
    public var spend: Int
    /// The most it was allowed to cost; nil: no limit.
    public var spendCap: Int?
    /// What the samples come to; nil: there are none.
    public var score: Scorecard?
    /// What it says of the backup.
    public var verdict: Verdict
    /// What the same pipeline said of backups that were made bad on purpose.
    public var plants: [PlantResult]
    /// How the detector did; of fault drills.
    public var detections: [Detection]
    /// What the backup can bear; nil: it was not looked at.
    public var capacity: CapacityFigure?
    /// Conversations that went to the backup and came back to the primary with what was said there, and went on; nil: it
    /// was not looked at.
    public var failbacks: Int?
    /// Of those, how many failed.
    public var failedFailbacks: Int?
    /// Fields of JSON answers that differed most often, at most 8; nil: none did, or none were compared.
    public var fields: [FieldDifference]?
    /// Answers that differed, a few of them.
    public var differences: [Difference]
    /// What to change, a sentence each.
    public var advice: [String]
    /// Targets that were not probed, and why: a sentence each.
    public var skipped: [String]?
    /// It would run all day, and rests until the next one (UTC).
    public var rests: Bool?

    /// A report of a drill that begins.
    public init(
        id: String, route: String, level: DrillLevel, primary: String, backup: String, actor: String, started: Int64,
        share: Double? = nil, userFailureCap: Int, spendCap: Int?
    ) {
        self.id = id
        self.route = route
        self.level = level
        self.primary = primary
        self.backup = backup
        self.actor = actor
        self.started = started
        self.share = share
        self.userFailureCap = userFailureCap
        self.spendCap = spendCap
        state = .running
        reason = ""
        requests = 0
        controls = 0
        userFailures = 0
        spend = 0
        verdict = .undecided
        plants = []
        detections = []
        differences = []
        advice = []
    }
}
