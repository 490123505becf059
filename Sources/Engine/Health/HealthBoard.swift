import PlanBPolicy
import PlanBVocabulary
import Synchronization

/// The health of all targets, shared by all event loops. What it says and learns is `Health`'s, which is pure; here is
/// the lock.
final class HealthBoard: Sendable {
    private let health: Mutex<Health>
    private let bell = Mutex<(@Sendable () -> Void)?>(nil)

    init(rules: Rules) { health = Mutex(Health(rules: rules)) }

    /// Looks at, or changes, the health of all targets. `body` decides; it waits for nothing.
    func with<Result>(_ body: (inout Health) -> Result) -> Result {
        health.withLock { health in body(&health) }
    }

    /// A probe may have become due: whoever probes looks again.
    func ring() {
        let wake = bell.withLock { $0 }
        wake?()
    }

    /// Sets who is woken when a probe becomes due.
    func onRing(_ wake: (@Sendable () -> Void)?) { bell.withLock { $0 = wake } }
}

/// A configuration in force, with the place of each target in the health of all.
final class Installation: Sendable {
    let snapshot: Snapshot
    let board: HealthBoard
    /// By the index of a target.
    let slots: [HealthSlot]
    /// The accounts of callers.
    let accounts: AccountIndex

    /// The same configuration with another health. Accounts stay those that were installed with it: to install them again
    /// could put an older configuration's back in force.
    init(_ other: Installation, on board: HealthBoard) {
        snapshot = other.snapshot
        accounts = other.accounts
        self.board = board
        let scopes = snapshot.targets.map(\.scopes)
        slots = board.with { $0.install(scopes) }
    }

    init(_ snapshot: Snapshot, on board: HealthBoard, _ treasury: Treasury, now: Instant) {
        self.snapshot = snapshot
        self.board = board
        let scopes = snapshot.targets.map(\.scopes)
        slots = board.with { $0.install(scopes, now: now) }
        accounts = AccountIndex(snapshot, in: treasury)
    }
}
