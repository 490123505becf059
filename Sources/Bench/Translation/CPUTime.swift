#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What this thread has used of a processor.
enum CPUTime {
    /// In seconds, since the thread began.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The least of `rounds` runs of `work`, in seconds: what disturbs a run only makes it longer.
    static func least(of rounds: Int, _ work: () throws -> Void) rethrows -> Double {
        var least = Double.infinity
        for _ in 0..<rounds {
            let start = now
            try work()
            least = min(least, now - start)
        }
        return least
    }
}
