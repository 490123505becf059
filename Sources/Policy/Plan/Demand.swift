public import PlanBVocabulary

/// What the planner needs to know of a request.
public struct Demand: Sendable, Equatable {
    /// What is asked for.
    public var operation: Operation
    /// What the target must be able to do for this request, beyond the route's needs.
    public var needs: Capabilities
    /// The request refers to state that only one account holds: no second target.
    public var isStateful: Bool
    /// Targets that cannot hold that state were left out already, so that those that are left may be asked in turn.
    public var isNarrowed = false
    /// The client is retrying: its last try through this path failed, so another target goes first.
    public var isRetry: Bool
    /// Only the first target that can serve.
    public var failoverOff: Bool
    /// The client reads a stream.
    public var isStream: Bool
    /// About how many tokens the prompt has.
    public var promptTokens: Int
    /// The prompt has no fewer tokens than this, for certain: a target with a smaller context is left out.
    public var leastTokens: Int
    /// How hard the model is asked to think.
    public var effort: Effort
    /// The vectors of all models of the route can be mixed.
    public var sharesVectorSpace = false
    /// Names the conversation; nil if the route has no use for it.
    public var conversation: UInt64?

    /// A request's demand.
    public init(
        operation: Operation, needs: Capabilities = [], isStateful: Bool = false, isRetry: Bool = false,
        failoverOff: Bool = false, isStream: Bool = false, promptTokens: Int = 0, leastTokens: Int = 0,
        effort: Effort = .usual, conversation: UInt64? = nil
    ) {
        self.operation = operation
        self.needs = needs
        self.isStateful = isStateful
        self.isRetry = isRetry
        self.failoverOff = failoverOff
        self.isStream = isStream
        self.promptTokens = promptTokens
        self.leastTokens = leastTokens
        self.effort = effort
        self.conversation = conversation
    }
}
