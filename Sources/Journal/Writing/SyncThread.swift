import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A thread that calls `work` every so often, with true, and soon after it is asked to, with false: what may wait for a
/// disk waits here.
final class SyncThread: Sendable {
    private let reading: Int32
    private let writing: Int32
    private let period: Int32
    private let work: @Sendable (Bool) -> Void
    private let isRung = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)
    private let thread = Mutex<pthread_t?>(nil)

    /// Starts it; `period` in milliseconds.
    init(period: Int, _ work: @escaping @Sendable (Bool) -> Void) throws(JournalFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw JournalFailure("no pipe can be made: \(systemText(errno))") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        reading = ends[0]
        writing = ends[1]
        self.period = Int32(clamping: period)
        self.work = work
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Lets it run.
    func start() throws(JournalFailure) {
        let own = Unmanaged.passRetained(self)
        let code = thread.withLock { thread -> Int32 in
            #if canImport(Darwin)
                var handle: pthread_t?
                let code = pthread_create(&handle, nil, { SyncThread.main($0) }, own.toOpaque())
                thread = handle
            #else
                var handle = pthread_t()
                let code = pthread_create(&handle, nil, { $0.flatMap { SyncThread.main($0) } }, own.toOpaque())
                thread = code == 0 ? handle : nil
            #endif
            return code
        }
        guard code == 0 else {
            own.release()
            throw JournalFailure("no thread can be started: \(systemText(code))")
        }
    }

    private static func main(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<SyncThread>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }

    private func run() {
        var due = Self.milliseconds + Int64(period)
        while !isStopping.load(ordering: .acquiring) {
            var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            _ = poll(&waiting, 1, Int32(clamping: max(0, due - Self.milliseconds)))
            var bytes: (UInt64, UInt64) = (0, 0)
            _ = read(reading, &bytes, 16)
            isRung.store(false, ordering: .sequentiallyConsistent)
            let isDue = Self.milliseconds >= due
            if isDue { due = Self.milliseconds + Int64(period) }
            work(isDue)
        }
        work(true)
    }

    /// A clock that never jumps.
    private static var milliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Has it work soon. Never waits.
    func ring() {
        guard !isRung.exchange(true, ordering: .sequentiallyConsistent) else { return }
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }

    /// Has it work a last time, and waits for its end.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        isRung.store(false, ordering: .sequentiallyConsistent)
        ring()
        let handle = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let handle { pthread_join(handle, nil) }
    }
}
