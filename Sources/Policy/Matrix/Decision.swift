/// What follows from one class of failure. The table of them is `DecisionMatrix`.
public struct Decision: Sendable, Equatable {
    /// Whether the same target is asked again.
    public enum Retry: Sendable, Equatable {
        /// Never: it would fail again, or has waited long enough already.
        case never
        /// Once, at once, on a fresh connection.
        case once
        /// Once, after a random wait of a quarter of a second at most.
        case onceAfterJitter
        /// If the provider asks for a wait within the route's patience.
        case afterShortWait
    }

    /// Who is asked next.
    public enum Next: Sendable, Equatable {
        /// The next target of the plan.
        case anyTarget
        /// Only a target with a larger context window; else the failure is the answer.
        case largerWindow
        /// Only a target that takes larger requests; else the failure is the answer.
        case largerBody
        /// The next target if the route says so; else the failure is the answer.
        case ifRouteAllows
        /// Nobody: the failure is the answer.
        case nobody
        /// Nobody: there is no time, or no client, left.
        case theEnd
    }

    /// Whose health the failure tells of: the narrowest thing that explains it.
    public enum Level: Sendable, Equatable {
        /// Host, port and the way there: whatever is behind it is affected.
        case endpoint
        /// The account or key.
        case account
        /// One model of one account.
        case model
        /// The request rate of one model of one account: pacing, not sickness.
        case rate
    }

    /// How much it says.
    public enum Weight: Sendable, Equatable {
        /// Nothing.
        case none
        /// Half a failure.
        case half
        /// One failure.
        case one
        /// Enough by itself: given up until a probe succeeds.
        case hard
    }

    /// Whether the same target is asked again.
    public var retry: Retry
    /// Who is asked next.
    public var next: Next
    /// Whose health is charged.
    public var level: Level
    /// How much is charged.
    public var weight: Weight

    init(_ retry: Retry, _ next: Next, _ level: Level = .model, _ weight: Weight = .none) {
        self.retry = retry
        self.next = next
        self.level = level
        self.weight = weight
    }
}
