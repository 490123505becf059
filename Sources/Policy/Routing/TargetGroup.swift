public import PlanBVocabulary

/// Targets of equal rank in a route: each request goes to one of them, and the others are its next backups.
public struct TargetGroup: Sendable, Equatable {
    /// What decides which of them goes first.
    public enum Balance: String, Sendable, Equatable, CaseIterable {
        /// Shares in proportion to the weights; a conversation stays where it is.
        case weight
        /// The one that has answered fastest, of two drawn at random.
        case latency
        /// The cheapest; one without a known price comes last.
        case cost
        /// The one with the fewest requests under way for its weight.
        case leastBusy = "least-busy"
    }

    /// A target of the group.
    public struct Member: Sendable, Equatable {
        /// The target.
        public var target: TargetID
        /// Its weight, at least 1.
        public var weight: Int

        /// A member.
        public init(_ target: TargetID, weight: Int = 1) {
            self.target = target
            self.weight = weight
        }
    }

    /// The targets, in the order of the configuration.
    public var members: [Member]
    /// What decides which of them goes first.
    public var balance: Balance

    /// A group.
    public init(_ members: [Member], by balance: Balance = .weight) {
        self.members = members
        self.balance = balance
    }
}
