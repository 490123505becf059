public import PlanBVocabulary

/// Reads the clocks. A seam, so that tests and the simulator own time.
public protocol TimeSource: Sendable {
    /// The monotonic clock.
    func now() -> Instant
    /// Seconds since 1970, for expiry dates and `retry-after` dates only.
    func epochSeconds() -> Int64
}
