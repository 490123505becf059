public import PlanBVocabulary
import Synchronization

/// For how long the keys in memory may be believed. Where nodes share keys, a node that cannot hear of revocations goes on
/// with what it knows, but not for ever.
public final class KeyTrust: Sendable {
    private static let never = Int64.min
    /// Nanoseconds of the monotonic clock.
    private let end = Atomic<Int64>(.max)

    init() {}

    /// Keys are believed until `end`; nil: for ever, as nobody else changes them.
    public func extend(until end: Instant?) { self.end.store(end?.nanoseconds ?? .max, ordering: .relaxed) }

    /// There are no keys yet: they are with the other nodes, and cannot be reached.
    public func withhold() { end.store(Self.never, ordering: .relaxed) }

    /// Why keys are not believed at `now`; nil: they are.
    func doubt(at now: @autoclosure () -> Instant) -> Doubt? {
        let end = end.load(ordering: .relaxed)
        guard end != .max, now().nanoseconds >= end else { return nil }
        return end == Self.never ? .unknown : .stale
    }

    /// Why keys are not believed.
    enum Doubt {
        /// They were never heard of.
        case unknown
        /// Nobody has confirmed them for too long.
        case stale
    }
}
