import PlanBVocabulary

/// Attempts and failures of the last two minutes, in twelve steps of ten seconds.
struct RollingTally: Sendable, Equatable {
    private static let steps = 12
    private static let step: Int64 = 10_000_000_000

    /// In halves, as a failure may weigh half.
    private var attempts = [Int32](repeating: 0, count: steps)
    private var failures = [Int32](repeating: 0, count: steps)
    private var current: Int64 = 0
    private(set) var attemptHalves = 0
    private(set) var failureHalves = 0

    /// Notes one attempt, of which `failed` halves failed.
    mutating func note(failedHalves failed: Int, now: Instant) {
        forget(now)
        let slot = Self.slot(current)
        attempts[slot] &+= 2
        failures[slot] &+= Int32(failed)
        attemptHalves += 2
        failureHalves += failed
    }

    /// An attempt that was noted as a success turned out to be a failure that weighs `failed` halves.
    mutating func amend(failedHalves failed: Int, now: Instant) {
        forget(now)
        failures[Self.slot(current)] &+= Int32(failed)
        failureHalves += failed
    }

    /// Drops what is older than two minutes.
    mutating func forget(_ now: Instant) {
        let index = now.nanoseconds / Self.step
        guard index > current else { return }
        let passed = min(Int(index - current), Self.steps)
        for offset in 1...passed {
            let slot = Self.slot(current + Int64(offset))
            attemptHalves -= Int(attempts[slot])
            failureHalves -= Int(failures[slot])
            attempts[slot] = 0
            failures[slot] = 0
        }
        current = index
    }

    private static func slot(_ index: Int64) -> Int { Int(((index % 12) + 12) % 12) }

    /// How likely a request is to be kept from going first: zero while at least half of the attempts of the last two
    /// minutes succeeded, then rising towards one. Client-side throttling with K = 2 (Beyer et al., Site Reliability
    /// Engineering, chapter 21).
    func throttle(_ now: Instant) -> Double {
        var recent = self
        recent.forget(now)
        // A failure may be remembered for longer than the success that it was first taken for.
        let requests = Double(max(recent.attemptHalves, recent.failureHalves)) / 2
        let accepts = requests - Double(recent.failureHalves) / 2
        return max(0, (requests - 2 * accepts) / (requests + 1))
    }
}
