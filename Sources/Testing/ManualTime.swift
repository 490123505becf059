public import PlanBEngine
public import PlanBVocabulary
import Synchronization

/// Clocks that stand still until they are moved.
public final class ManualTime: TimeSource {
    private let instant = Mutex(Instant(nanoseconds: 1_000_000_000))
    private let epoch: Int64

    /// Clocks that say `epoch` seconds since 1970.
    public init(epoch: Int64 = 1_795_000_000) { self.epoch = epoch }

    /// The monotonic clock.
    public func now() -> Instant { instant.withLock { $0 } }
    /// The calendar clock.
    public func epochSeconds() -> Int64 { epoch }
    /// Lets `span` pass.
    public func advance(_ span: Instant.Span) { instant.withLock { $0 = $0 + span } }
}
