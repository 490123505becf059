import NIOCore
public import PlanBEngine
public import PlanBVocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The machine's clocks. Instants are those of the event loops, so that one can be given to the other.
public struct SystemTime: TimeSource {
    /// The clocks.
    public init() {}

    /// The monotonic clock.
    public func now() -> Instant {
        Instant(nanoseconds: Int64(clamping: NIODeadline.now().uptimeNanoseconds))
    }

    /// The calendar clock.
    public func epochSeconds() -> Int64 { Int64(time(nil)) }

    /// The calendar clock.
    public func epochMilliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    func deadline(_ instant: Instant) -> NIODeadline {
        .uptimeNanoseconds(UInt64(clamping: instant.nanoseconds))
    }
}
