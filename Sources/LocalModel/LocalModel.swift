import Synchronization

/// Supervises one model server that the gateway launches: starts it, tells when it can answer, starts it again when it
/// ends, and stops it with the gateway.
public final class LocalModel: Sendable {
    /// What the model server is doing.
    public enum State: Sendable, Equatable {
        /// The program runs, or is about to, and does not answer yet.
        case starting
        /// The program runs and has answered the readiness check.
        case ready
        /// The program ended; it is started again after the wait. `attempt` counts failures in a row, from 1.
        case restarting(attempt: Int, afterMilliseconds: Int, lastExit: String)
        /// Nothing runs: ``LocalModel/run()`` has not begun or is over.
        case stopped
        /// The program could not be started. The text says what to do; the start is retried, slowly.
        case failed(String)
    }

    /// How often readiness is asked until the answer is yes.
    static let readinessInterval = Duration.milliseconds(200)
    /// How often the log file is measured.
    static let logInterval = Duration.seconds(60)

    private let plan: LaunchPlan
    private let readiness: @Sendable () async -> Bool
    private let onState: @Sendable (State) -> Void
    private let backoff: Backoff
    private let current = Mutex(State.stopped)

    /// - Parameters:
    ///   - readiness: whether the server answers now; asked again and again after each start until it says yes. It must
    ///     return within a few seconds, and soon when its task is cancelled: a restart waits for it.
    ///   - onState: called with each new state, in order and never twice at once, from a task of ``run()``.
    public init(
        _ plan: LaunchPlan, readiness: @escaping @Sendable () async -> Bool,
        onState: @escaping @Sendable (State) -> Void, backoff: Backoff = Backoff()
    ) {
        self.plan = plan
        self.readiness = readiness
        self.onState = onState
        self.backoff = backoff
    }

    /// The latest state.
    public var state: State { current.withLock { $0 } }

    /// Keeps the program running until the surrounding task is cancelled. Returns when the program has ended: within
    /// the grace period of the plan. Call it once.
    public func run() async {
        var backoff = self.backoff
        while !Task.isCancelled {
            enter(.starting)
            let start = ContinuousClock.now
            let ending = await supervise()
            if Task.isCancelled { break }
            let wait: Int
            switch ending {
            case .ended(let why):
                let next = backoff.wait(
                    ranMilliseconds: Int(start.duration(to: .now) / .milliseconds(1)), random: .random(in: 0..<1))
                wait = next.milliseconds
                enter(.restarting(attempt: next.attempt, afterMilliseconds: wait, lastExit: why))
            case .notStarted(let why):
                wait = backoff.ceilingMilliseconds
                enter(.failed(why))
            }
            try? await Task.sleep(for: .milliseconds(wait))
        }
        enter(.stopped)
    }

    /// One run of the program, with the tasks that accompany it.
    private func supervise() async -> Child.Ending {
        let log: LogFile
        do {
            log = try LogFile(path: plan.logFile)
        } catch {
            return .notStarted("cannot write \(error.path), the log of \(plan.name): \(error.reason)")
        }
        defer { log.close() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.awaitReadiness() }
            group.addTask { await self.bound(log) }
            let ending = await Child(plan: plan, log: log).run()
            group.cancelAll()
            return ending
        }
    }

    private func awaitReadiness() async {
        while !Task.isCancelled {
            if await readiness() {
                // An answer that comes after the program's end is somebody else's.
                if !Task.isCancelled { enter(.ready) }
                return
            }
            try? await Task.sleep(for: Self.readinessInterval)
        }
    }

    private func bound(_ log: LogFile) async {
        while !Task.isCancelled {
            // A log that cannot be moved away, on a full disk for one, is no reason to stop a model that answers.
            try? log.trim()
            try? await Task.sleep(for: Self.logInterval)
        }
    }

    private func enter(_ state: State) {
        current.withLock { $0 = state }
        onState(state)
    }
}
