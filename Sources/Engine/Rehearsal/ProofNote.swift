public import PlanBPolicy
import Synchronization

/// What rehearsals have shown of one backup, in a line of the status.
public struct ProofNote: Sendable, Equatable {
    /// The route.
    public var route: String
    /// The target that may take over.
    public var backup: String
    /// `proven`, `stale` or `unproven`.
    public var state: String
    /// The level that counts; nil: none.
    public var level: DrillLevel?
    /// Seconds since it was last found good; nil: it never was.
    public var age: Int?

    /// A line.
    public init(route: String, backup: String, state: String, level: DrillLevel?, age: Int?) {
        self.route = route
        self.backup = backup
        self.state = state
        self.level = level
        self.age = age
    }
}

extension Gateway {
    /// Sets who knows what rehearsals have shown. Called for each question about the status: must not wait for anything.
    public func knowProofs(by source: (@Sendable () -> [ProofNote])?) { proofs.withLock { $0 = source } }

    /// What rehearsals have shown of each backup, as it was last worked out.
    public var proofNotes: [ProofNote] { proofs.withLock { $0 }?() ?? [] }
}
