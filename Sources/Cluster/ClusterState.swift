public import PlanBLedger
public import PlanBVocabulary

/// What a node knows of the others.
public struct ClusterState: Sendable, Equatable {
    /// This node.
    public var node: String
    /// What the database said last; nil: it has not said anything yet.
    public var fellowship: Fellowship?
    /// When that was asked for.
    public var heardAt: Instant?
    /// Why the database does not answer, or what it has cannot be taken over; nil: all is well.
    public var trouble: String?

    init(node: String) { self.node = node }

    /// Whether this node does what is to be done once. It stops before the database lets another one begin.
    public func leads(at now: Instant) -> Bool {
        guard let fellowship, let heardAt, fellowship.leader == node else { return false }
        return now - heardAt < .seconds(Int(Fellowship.leaderTerm) - 2)
    }
}
