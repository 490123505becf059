public import PlanBEngine
public import PlanBPolicy
public import PlanBVocabulary

/// What can be seen of a gateway at one moment. What happened to it is the difference between two of these.
public struct Observation: Sendable, Equatable {
    /// Something that targets need, and that is not well.
    public struct Part: Sendable, Equatable {
        /// Its name, as in the report of the health.
        public var name: String
        /// `open` or `recovering`; a part that is well is left out.
        public var state: String
        /// Why.
        public var cause: FailureClass?

        /// A part.
        public init(name: String, state: String, cause: FailureClass?) {
            self.name = name
            self.state = state
            self.cause = cause
        }
    }

    /// Milliseconds since 1970.
    public var epoch: Int64
    /// What is not well.
    public var parts: [Part] = []
    /// Targets that something is wrong with.
    public var troubles: [TargetTrouble] = []
    /// What rehearsals have shown of each backup.
    public var proofs: [ProofNote] = []
    /// The drills that go on, and those that ended last.
    public var drills: [DrillNote] = []
    /// How budgets stand. They are not looked at each time: a list of thousands would keep requests waiting.
    public var budgets: [BudgetStanding] = []
    /// Models that their providers are about to end.
    public var retirements: [Retirement] = []
    /// The configuration in force.
    public var generation = 1
    /// How many changed configurations were not taken over.
    public var rejectedReloads = 0
    /// Why the last of them was not; nil: nobody said.
    public var reloadProblem: String?
    /// Whether this node speaks for all of them where they know the same.
    public var leads = true

    /// A gateway of which nothing is wrong.
    public init(epoch: Int64) { self.epoch = epoch }
}
