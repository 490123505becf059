public import PlanBPolicy
import Synchronization

/// One drill, in a line.
public struct DrillNote: Sendable, Equatable {
    /// How it stands, or ended.
    public enum State: String, Sendable {
        /// It goes on.
        case running
        /// It came to its planned end.
        case ended
        /// A cap, a breaker or a person ended it early.
        case aborted
        /// The process ended under it.
        case interrupted
    }

    /// Unique.
    public var id: String
    /// The route.
    public var route: String
    /// The rung of the ladder.
    public var level: DrillLevel
    /// The target that is rehearsed.
    public var backup: String
    /// Milliseconds since 1970 at which it began.
    public var started: Int64
    /// How it stands.
    public var state: State
    /// What it says of the backup: `good`, `bad` or `undecided`; empty while it goes on.
    public var verdict: String
    /// Why it ended early; empty: it did not.
    public var reason: String

    /// A line.
    public init(
        id: String, route: String, level: DrillLevel, backup: String, started: Int64, state: State,
        verdict: String = "", reason: String = ""
    ) {
        self.id = id
        self.route = route
        self.level = level
        self.backup = backup
        self.started = started
        self.state = state
        self.verdict = verdict
        self.reason = reason
    }
}

extension Gateway {
    /// Sets who knows of drills. Called several times a second: must not wait for anything.
    public func knowDrills(by source: (@Sendable () -> [DrillNote])?) { drillNotes.withLock { $0 = source } }

    /// The drills that go on, and some of those that ended last. Regular probes are not among them.
    public var newestDrills: [DrillNote] { drillNotes.withLock { $0 }?() ?? [] }
}
