public import PlanBVocabulary

/// Reads the clocks. A seam, so that tests and the simulator own time.
public protocol TimeSource: Sendable {
    /// The monotonic clock.
    func now() -> Instant
    /// Seconds since 1970, for expiry dates and `retry-after` dates only.
    func epochSeconds() -> Int64
    /// Milliseconds since 1970, for what is written down.
    func epochMilliseconds() -> Int64
}

extension TimeSource {
    /// Whole seconds, in milliseconds.
    public func epochMilliseconds() -> Int64 { epochSeconds() * 1000 }
}
