import Foundation
public import PlanBEngine
public import PlanBLedger
public import PlanBPolicy
public import PlanBVocabulary
import Synchronization

/// One gateway among several that share a database: a thread that says that it is there, leases parts of limits and budgets,
/// and hears of changed documents. Requests never wait for it.
public final class ClusterService: Sendable {
    /// What it works with, and whom it tells.
    public struct World: Sendable {
        /// The gateway of this process.
        public var gateway: Gateway
        /// The database.
        public var store: any SharedStore
        /// The clocks.
        public var clock: any TimeSource
        /// What this node says of itself.
        public var beat: @Sendable () -> NodeBeat
        /// What this node spent of these budgets before it reports of them for the first time.
        public var spent: @Sendable ([UnknownBudget]) throws -> [SpentSum]
        /// What to do with a document that is new or has changed, by its name. Throws if it cannot be used now, so that it is
        /// tried again.
        public var documents: [String: @Sendable (SharedDocument?) throws -> Void]
        /// The document of this name was as it is here at this moment.
        public var confirmed: @Sendable (String, Instant) -> Void
        /// The database stops or starts to answer, or what it has to be usable: nil, or what is wrong.
        public var onChange: @Sendable (String?) -> Void

        /// A world.
        public init(
            gateway: Gateway, store: any SharedStore, clock: any TimeSource, beat: @escaping @Sendable () -> NodeBeat,
            spent: @escaping @Sendable ([UnknownBudget]) throws -> [SpentSum],
            documents: [String: @Sendable (SharedDocument?) throws -> Void],
            confirmed: @escaping @Sendable (String, Instant) -> Void, onChange: @escaping @Sendable (String?) -> Void
        ) {
            self.gateway = gateway
            self.store = store
            self.clock = clock
            self.beat = beat
            self.spent = spent
            self.documents = documents
            self.confirmed = confirmed
            self.onChange = onChange
        }
    }

    private let loop: Mutex<ClusterLoop>
    private let current: Mutex<ClusterState>
    private let clock: any TimeSource
    private let onChange: @Sendable (String?) -> Void
    private let isStopping = Atomic(false)

    /// A service that has not asked for anything yet. From now on the gateway's limits and budgets are shared: it has nothing
    /// of strict budgets until it was granted some.
    public init(_ world: World) {
        let node = world.beat().node
        loop = Mutex(ClusterLoop(world, node: node))
        current = Mutex(ClusterState(node: node))
        clock = world.clock
        onChange = world.onChange
        world.gateway.withMoney { $0.isShared = true }
    }

    /// What is known of the others.
    public var state: ClusterState { current.withLock { $0 } }

    /// Whether this node does what is to be done once.
    public var isLeading: Bool { state.leads(at: clock.now()) }

    /// One exchange, on this thread: so that a gateway that can has its parts before it serves.
    ///
    /// - Returns: whether the database answered.
    public func exchange() -> Bool {
        let outcome = loop.withLock { loop in loop.step(waiting: .zero) }
        publish(outcome)
        return outcome.trouble == nil
    }

    /// Works until the surrounding task is cancelled, then gives back what this node holds.
    public func run() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let thread = Thread { [self] in
                    work()
                    continuation.resume()
                }
                thread.name = "planb-cluster"
                thread.start()
            }
        } onCancel: {
            isStopping.store(true, ordering: .relaxed)
        }
    }

    private func work() {
        var failures = 0
        while !isStopping.load(ordering: .relaxed) {
            let outcome = loop.withLock { loop in loop.step(waiting: .milliseconds(250)) }
            publish(outcome)
            failures = outcome.trouble == nil ? 0 : min(failures + 1, 8)
            // In small pieces, so that the end of the process does not wait for it.
            for _ in 0..<failures where !isStopping.load(ordering: .relaxed) { Thread.sleep(forTimeInterval: 0.25) }
        }
        loop.withLock { loop in loop.end() }
    }

    private func publish(_ state: ClusterState) {
        let before = current.withLock { current in
            defer { current = state }
            return current.trouble
        }
        // The first words count only if they are bad.
        if (before == nil) != (state.trouble == nil) { onChange(state.trouble) }
    }
}
