/// How long to wait before a program that ended is started again: exponential, with jitter, and forgotten after the
/// program ran well for a while. A pure value: time and chance are parameters.
public struct Backoff: Sendable, Equatable {
    /// One decision.
    public struct Wait: Sendable, Equatable {
        /// The how-manyth restart in a row this is, from 1.
        public var attempt: Int
        /// How long to wait before it.
        public var milliseconds: Int
    }

    /// The longest wait before the first restart; it doubles with each one.
    public let firstMilliseconds: Int
    /// No wait is longer than this. It is also the wait after a start that failed before the program ran.
    public let ceilingMilliseconds: Int
    /// A run at least this long makes the next failure count as the first one.
    public let stableMilliseconds: Int

    private var attempts = 0
    private var step: Int

    /// The defaults suit a server that takes a second to a minute to load.
    public init(
        firstMilliseconds: Int = 500, ceilingMilliseconds: Int = 30_000, stableMilliseconds: Int = 60_000
    ) {
        self.ceilingMilliseconds = max(1, ceilingMilliseconds)
        self.firstMilliseconds = min(max(1, firstMilliseconds), self.ceilingMilliseconds)
        self.stableMilliseconds = stableMilliseconds
        step = self.firstMilliseconds
    }

    /// Decides how long to wait after a run that ended.
    ///
    /// - Parameters:
    ///   - ranMilliseconds: how long the run lasted.
    ///   - random: 0 ..< 1. The wait is between half and all of the step, so that servers that fail together do not
    ///     start together, and none starts at once.
    public mutating func wait(ranMilliseconds: Int, random: Double) -> Wait {
        if ranMilliseconds >= stableMilliseconds {
            attempts = 0
            step = firstMilliseconds
        }
        let half = step / 2
        let jitter = Int(Double(step - half) * min(max(random, 0), 1))
        let wait = Wait(attempt: attempts + 1, milliseconds: half + jitter)
        attempts = min(wait.attempt, 1_000_000)
        step = step > ceilingMilliseconds / 2 ? ceilingMilliseconds : step * 2
        return wait
    }
}
